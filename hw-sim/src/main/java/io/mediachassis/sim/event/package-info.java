/** What happens next in a simulation that has its own time, and the processes to which it happens. */
@NullMarked
package io.mediachassis.sim.event;

import org.jspecify.annotations.NullMarked;
