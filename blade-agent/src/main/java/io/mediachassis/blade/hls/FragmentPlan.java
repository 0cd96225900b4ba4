package io.mediachassis.blade.hls;

import io.mediachassis.blade.ts.SegmentIndex;
import java.util.ArrayList;
import java.util.List;

/** Cuts a segment file into fragments of about the wanted length, each starting at PAT, PMT and key frame. Pure. */
final class FragmentPlan {
    private FragmentPlan() {}

    /**
     * The fragments of one file, without a gap.
     *
     * @param tableBytes before each random access point; 0 when only the file's start has tables, so that it can't be
     *     cut
     * @param targetTicks a fragment ends at the first random access point after half a picture less than this
     */
    static List<Fragment> of(int file, SegmentIndex index, long tableBytes, long targetTicks) {
        List<Fragment> fragments = new ArrayList<>();
        long offset = 0;
        long ticks = index.startTicks();
        for (int i = 1; i < index.randomAccessPoints() && tableBytes > 0; i++) {
            long pointTicks = index.randomAccessTicks(i);
            long start = index.randomAccessOffset(i) - tableBytes;
            if (pointTicks - ticks >= targetTicks - SegmentIndex.TICKS_PER_SECOND / 10 && start > offset) {
                fragments.add(new Fragment(file, offset, start - offset, pointTicks - ticks));
                offset = start;
                ticks = pointTicks;
            }
        }
        fragments.add(new Fragment(file, offset, index.bytes() - offset, index.endTicks() - ticks));
        return fragments;
    }
}
