/** A console's RTSP conversation (RFC 2326): description, set-up by unicast or multicast, play, and signs of life. */
@NullMarked
package io.mediachassis.sim.console.rtsp;

import org.jspecify.annotations.NullMarked;
