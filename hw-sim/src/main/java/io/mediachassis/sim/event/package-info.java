/** What happens next in a simulation that has its own time. */
@NullMarked
package io.mediachassis.sim.event;

import org.jspecify.annotations.NullMarked;
