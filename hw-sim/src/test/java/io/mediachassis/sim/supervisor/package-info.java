/** Tests of the simulated wire. */
@NullMarked
package io.mediachassis.sim.supervisor;

import org.jspecify.annotations.NullMarked;
