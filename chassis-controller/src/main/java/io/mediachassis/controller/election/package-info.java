/** Who is the active controller and which blade is the director: pure state machines without I/O or clock. */
@NullMarked
package io.mediachassis.controller.election;

import org.jspecify.annotations.NullMarked;
