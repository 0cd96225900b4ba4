/** Players on a whole unit. */
@NullMarked
package io.mediachassis.sim.player;

import org.jspecify.annotations.NullMarked;
