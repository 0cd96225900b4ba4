/** What the active controller decides about slots, power, fans and the management bus, and the shell that asks the bus. */
@NullMarked
package io.mediachassis.controller.hardware;

import org.jspecify.annotations.NullMarked;
