/** The bench: measures the unit side by side with what people use today, always as a ratio within one run. */
@NullMarked
package io.mediachassis.sim.bench;

import org.jspecify.annotations.NullMarked;
