/** Passes what another engine sends on to a console's RTSP connection, which this blade holds. */
@org.jspecify.annotations.NullMarked
package io.mediachassis.blade.relay;
