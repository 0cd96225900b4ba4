/** The process that a daemon is: start, signals, exit codes. */
@NullMarked
package io.mediachassis.backplane.daemon;

import org.jspecify.annotations.NullMarked;
