/** Tests of the simulated plant. */
@NullMarked
package io.mediachassis.sim.plant;

import org.jspecify.annotations.NullMarked;
