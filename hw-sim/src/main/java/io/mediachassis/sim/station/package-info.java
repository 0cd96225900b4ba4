/** A seeded simulation of director, engines and consoles that looks for an order of events in which media go wrong. */
@NullMarked
package io.mediachassis.sim.station;

import org.jspecify.annotations.NullMarked;
