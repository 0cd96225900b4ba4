/** A media console: joins or asks for a stream, repairs and buffers it, and plays it to a file or pipe. */
@NullMarked
package io.mediachassis.sim.console;

import org.jspecify.annotations.NullMarked;
