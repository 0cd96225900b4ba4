/** Scenarios: what goes wrong in a whole unit as data, the unit in simulated time that it goes wrong in, and what must hold. */
@NullMarked
package io.mediachassis.sim.scenario;

import org.jspecify.annotations.NullMarked;
