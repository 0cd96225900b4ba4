/** The firmware of the chassis' microcontrollers as models: frames and pins in, frames and actions out. */
@NullMarked
package io.mediachassis.sim.device;

import org.jspecify.annotations.NullMarked;
