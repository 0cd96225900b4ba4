/** How staggered sets of multicast streams are made known: session descriptions, playlists and announcements. */
@NullMarked
package io.mediachassis.blade.announce;

import org.jspecify.annotations.NullMarked;
