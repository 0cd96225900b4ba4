/** Counters declared once by name, unit and sentence, their values, and what of them a daemon has. */
@NullMarked
package io.mediachassis.backplane.counter;

import org.jspecify.annotations.NullMarked;
