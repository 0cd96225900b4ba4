/** The other stations of this one's head-end: who they are, and how their directors and this one's speak with each other. */
@NullMarked
package io.mediachassis.blade.station;

import org.jspecify.annotations.NullMarked;
