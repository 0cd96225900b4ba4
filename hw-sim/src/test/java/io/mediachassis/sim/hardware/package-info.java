/** Tests of the simulated hardware. */
@NullMarked
package io.mediachassis.sim.hardware;

import org.jspecify.annotations.NullMarked;
