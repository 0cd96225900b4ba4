/** A seeded simulation of a whole chassis that looks for an order of events in which the election goes wrong. */
@NullMarked
package io.mediachassis.sim.election;

import org.jspecify.annotations.NullMarked;
