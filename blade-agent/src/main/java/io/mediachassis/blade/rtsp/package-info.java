/** The RTSP 1.0 conversation with consoles (RFC 2326): codec, sessions, server, and the desk it asks for streams. */
@NullMarked
package io.mediachassis.blade.rtsp;

import org.jspecify.annotations.NullMarked;
