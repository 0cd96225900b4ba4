/** Tests of the simulated wire. */
@NullMarked
package io.mediachassis.sim.wire;

import org.jspecify.annotations.NullMarked;
