/** HTTP live streaming (RFC 8216): playlists of byte ranges of the segment files, with what players must know. */
@NullMarked
package io.mediachassis.blade.hls;

import org.jspecify.annotations.NullMarked;
