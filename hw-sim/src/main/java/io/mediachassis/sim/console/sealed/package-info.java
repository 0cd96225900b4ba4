/** Protected media: encrypted in chunks, so that any range can be opened by itself, and made of pieces. */
@NullMarked
package io.mediachassis.sim.console.sealed;

import org.jspecify.annotations.NullMarked;
