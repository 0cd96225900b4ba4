/** What the operating system says of the board that a program runs on, read from Linux's /proc and /sys. */
@NullMarked
package io.mediachassis.backplane.host;

import org.jspecify.annotations.NullMarked;
