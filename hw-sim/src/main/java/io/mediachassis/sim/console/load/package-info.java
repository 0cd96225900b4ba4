/** Many consoles in one process, for load: all that real ones do, but that they keep and play nothing. */
@NullMarked
package io.mediachassis.sim.console.load;

import org.jspecify.annotations.NullMarked;
