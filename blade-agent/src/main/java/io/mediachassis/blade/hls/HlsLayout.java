package io.mediachassis.blade.hls;

import io.mediachassis.blade.hls.SegmentLayout.KeyFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * How a program is offered to HLS players. Immutable.
 *
 * @param id of the program
 * @param whole nothing more will come
 * @param targetSeconds no fragment plays longer. It may never change (RFC 8216 section 6.2.1), so that the first
 *     segment alone decides it
 * @param independent each fragment starts with a key frame
 * @param mapBytes length of the PAT and PMT at the start of each file, for key frames without tables of their own; 0
 *     when all have them
 * @param fragments in order
 * @param keyFrames in order, each the range of one key frame, playing until the next; none without video
 */
record HlsLayout(
        String id, boolean whole, MediaFormat format, int targetSeconds, boolean independent, long mapBytes,
        List<Fragment> fragments, List<Fragment> keyFrames) {
    /** Later segments may have longer groups of pictures than the first. */
    private static final double MARGIN = 1.5;
    private static final long TICKS_PER_SECOND = 27_000_000;

    HlsLayout {
        fragments = List.copyOf(fragments);
        keyFrames = List.copyOf(keyFrames);
    }

    /**
     * The layout of a program of which these segments are known, from the first on; at least one.
     *
     * @param whole these are all
     * @param targetTicks how long a fragment is meant to be
     */
    static HlsLayout of(String id, boolean whole, List<SegmentLayout> segments, long targetTicks) {
        SegmentLayout first = segments.get(0);
        long longest = first.fragments().stream().mapToLong(Fragment::ticks).max().orElse(0);
        int targetSeconds = (int) Math.ceil(MARGIN * Math.max(targetTicks, longest) / TICKS_PER_SECOND);
        List<Fragment> fragments = new ArrayList<>();
        int files = 0;
        for (SegmentLayout segment : segments) {
            for (Fragment fragment : segment.fragments()) {
                fragments.addAll(FragmentPlan.within(fragment, targetSeconds * TICKS_PER_SECOND));
                files++;
            }
        }
        boolean video = !first.format().video().isEmpty();
        return new HlsLayout(id, whole, first.format(), targetSeconds, fragments.size() == files,
                video ? segments.stream().mapToLong(SegmentLayout::mapBytes).max().orElse(0) : 0, fragments,
                video ? keyFrames(segments) : List.of());
    }

    private static List<Fragment> keyFrames(List<SegmentLayout> segments) {
        List<Fragment> frames = new ArrayList<>();
        for (SegmentLayout segment : segments) {
            List<KeyFrame> own = segment.keyFrames();
            for (int i = 0; i < own.size(); i++) {
                KeyFrame frame = own.get(i);
                // The segment's end, and not the next one's first frame, which may not be known yet.
                long until = i + 1 < own.size() ? own.get(i + 1).ticks() : segment.endTicks();
                frames.add(new Fragment(
                        segment.number(), frame.offset(), frame.length(), Math.max(0, until - frame.ticks())));
            }
        }
        return frames;
    }
}
