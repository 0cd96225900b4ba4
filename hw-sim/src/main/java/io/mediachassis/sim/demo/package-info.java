/** The demonstration: brings a unit up, publishes media, and tells people where to look. */
@NullMarked
package io.mediachassis.sim.demo;

import org.jspecify.annotations.NullMarked;
