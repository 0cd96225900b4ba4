/** Asking a station by datagram where a program can be played (mission M2). */
@NullMarked
package io.mediachassis.backplane.locate;

import org.jspecify.annotations.NullMarked;
