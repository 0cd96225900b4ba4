/** The physics of a chassis: power, heat, air. */
@NullMarked
package io.mediachassis.sim.plant;

import org.jspecify.annotations.NullMarked;
