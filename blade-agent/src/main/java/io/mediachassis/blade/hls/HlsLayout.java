package io.mediachassis.blade.hls;

import java.util.List;

/**
 * How a program is offered to HLS players. Immutable.
 *
 * @param id of the program
 * @param whole nothing more will come
 * @param mapBytes length of the PAT and PMT at the start of each file, for key frames without tables of their own; 0
 *     when all have them
 * @param fragments in order
 * @param keyFrames in order, each the range of one key frame, playing until the next; none without video
 */
record HlsLayout(
        String id, boolean whole, MediaFormat format, long mapBytes, List<Fragment> fragments,
        List<Fragment> keyFrames) {
    HlsLayout {
        fragments = List.copyOf(fragments);
        keyFrames = List.copyOf(keyFrames);
    }
}
