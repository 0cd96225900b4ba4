/** Tests of the simulated device. */
@NullMarked
package io.mediachassis.sim.device;

import org.jspecify.annotations.NullMarked;
