/** The part of a board's service manager that outlives its daemon: descriptors kept over a restart. */
@NullMarked
package io.mediachassis.sim.supervisor;

import org.jspecify.annotations.NullMarked;
