/** One simulated chassis: devices, wires and physics put together behind pseudo-terminals. */
@NullMarked
package io.mediachassis.sim.hardware;

import org.jspecify.annotations.NullMarked;
