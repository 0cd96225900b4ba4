/** The proof by simulation of the media location registry: stations, their reports, and everything that goes wrong. */
@NullMarked
package io.mediachassis.sim.registry;

import org.jspecify.annotations.NullMarked;
