/** Launches a whole unit on one machine: simulated hardware, and every daemon as a process of its own. */
@NullMarked
package io.mediachassis.sim.unit;

import org.jspecify.annotations.NullMarked;
