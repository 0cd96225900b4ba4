/** Real players and media tools, run as processes and read. */
@NullMarked
package io.mediachassis.sim.player;

import org.jspecify.annotations.NullMarked;
