/** Serial lines to the CBCs, the arbiter, PSUs and fan trays: frames, the line itself, and its master's side. */
@NullMarked
package io.mediachassis.backplane.serial;

import org.jspecify.annotations.NullMarked;
