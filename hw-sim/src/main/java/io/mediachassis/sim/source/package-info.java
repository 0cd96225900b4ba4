/** Many stations that copy programs from one another, simulated, to compare ways of choosing from where. */
@NullMarked
package io.mediachassis.sim.source;

import org.jspecify.annotations.NullMarked;
