/** Simulation of hot swap: the controller's decisions against the devices' firmware, under random hands and faults. */
@NullMarked
package io.mediachassis.sim.hotswap;

import org.jspecify.annotations.NullMarked;
