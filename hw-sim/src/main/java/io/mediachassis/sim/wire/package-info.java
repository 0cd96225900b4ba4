/** Serial wires that take the time and the damage that real ones do. */
@NullMarked
package io.mediachassis.sim.wire;

import org.jspecify.annotations.NullMarked;
