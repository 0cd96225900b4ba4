/** The simulator's command line. */
@NullMarked
package io.mediachassis.sim.command;

import org.jspecify.annotations.NullMarked;
