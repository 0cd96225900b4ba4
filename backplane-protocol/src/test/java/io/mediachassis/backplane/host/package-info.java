/** Tests of what is read of a board's operating system. */
@NullMarked
package io.mediachassis.backplane.host;

import org.jspecify.annotations.NullMarked;
