/** Faults of the network between the simulated boards. */
@NullMarked
package io.mediachassis.sim.network;

import org.jspecify.annotations.NullMarked;
