package io.mediachassis.blade.hls;

import io.mediachassis.blade.ts.SegmentIndex;
import io.mediachassis.blade.ts.TsPacket;
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

    /** A fragment in equal parts that play no longer than this; only its first part starts with a key frame. */
    static List<Fragment> within(Fragment fragment, long maxTicks) {
        int parts = (int) Math.min(fragment.length() / TsPacket.SIZE, (fragment.ticks() + maxTicks - 1) / maxTicks);
        if (parts <= 1) {
            return List.of(fragment);
        }
        List<Fragment> list = new ArrayList<>(parts);
        long packets = fragment.length() / TsPacket.SIZE;
        for (int i = 0; i < parts; i++) {
            long from = packets * i / parts * TsPacket.SIZE;
            long to = i + 1 == parts ? fragment.length() : packets * (i + 1) / parts * TsPacket.SIZE;
            list.add(new Fragment(fragment.file(), fragment.offset() + from, to - from,
                    fragment.ticks() * (i + 1) / parts - fragment.ticks() * i / parts));
        }
        return list;
    }
}
