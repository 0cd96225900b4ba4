/** Tests of scenarios, and with them of the whole unit. */
@NullMarked
package io.mediachassis.sim.scenario;

import org.jspecify.annotations.NullMarked;
