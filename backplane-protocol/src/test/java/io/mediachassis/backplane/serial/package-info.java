/** Tests of the serial lines. */
@NullMarked
package io.mediachassis.backplane.serial;

import org.jspecify.annotations.NullMarked;
