/** The tour: uses a running unit as people would, breaks it as hardware does, and checks each step. */
@NullMarked
package io.mediachassis.sim.tour;

import org.jspecify.annotations.NullMarked;
