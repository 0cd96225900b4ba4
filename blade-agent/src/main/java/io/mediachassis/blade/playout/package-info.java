/** The one paced sender: streams of transport packets, read ahead from disk and sent as RTP when they fall due. */
@NullMarked
package io.mediachassis.blade.playout;

import org.jspecify.annotations.NullMarked;
