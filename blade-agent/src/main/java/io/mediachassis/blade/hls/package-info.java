/** HTTP live streaming (RFC 8216): playlists cut from the segment files and their indexes, with what players must know. */
@NullMarked
package io.mediachassis.blade.hls;

import org.jspecify.annotations.NullMarked;
