/** The reference pages that stand beside the modules: made from what is declared in the code, and held to it. */
@NullMarked
package io.mediachassis.sim.reference;

import org.jspecify.annotations.NullMarked;
