/** Pseudo-terminals that stand for serial ports, made without a line of C. */
@NullMarked
package io.mediachassis.sim.pty;

import org.jspecify.annotations.NullMarked;
