/** The one clock that enters at the top of every daemon. */
@NullMarked
package io.mediachassis.backplane.clock;

import org.jspecify.annotations.NullMarked;
