package io.mediachassis.blade.playout;

import java.util.Arrays;

/** A time line from marks, linear in between; first and last mark are the segment's ends. */
@SuppressWarnings("ArrayRecordComponent")
record MarkTimeLine(long[] offsets, long[] ticks, long[] accessOffsets, long[] accessTicks) implements TimeLine {
    static MarkTimeLine linear(long startTicks, long endTicks, long length, long... accessOffsets) {
        MarkTimeLine plain = new MarkTimeLine(new long[] {0, length}, new long[] {startTicks, endTicks}, new long[0],
                new long[0]);
        long[] accessTicks = Arrays.stream(accessOffsets).map(plain::timeAt).toArray();
        return new MarkTimeLine(plain.offsets, plain.ticks, accessOffsets, accessTicks);
    }

    @Override
    public long startTicks() {
        return ticks[0];
    }

    @Override
    public long endTicks() {
        return ticks[ticks.length - 1];
    }

    @Override
    public long timeAt(long offset) {
        int i = Arrays.binarySearch(offsets, offset);
        i = Math.min(i >= 0 ? i : -i - 2, offsets.length - 2);
        return ticks[i] + (offset - offsets[i]) * (ticks[i + 1] - ticks[i]) / (offsets[i + 1] - offsets[i]);
    }

    @Override
    public long offsetAt(long at) {
        if (at <= ticks[0]) {
            return 0;
        }
        if (at >= endTicks()) {
            return offsets[offsets.length - 1];
        }
        int i = Arrays.binarySearch(ticks, at);
        i = i >= 0 ? i : -i - 2;
        long offset = offsets[i] + (at - ticks[i]) * (offsets[i + 1] - offsets[i]) / (ticks[i + 1] - ticks[i]);
        return offset / 188 * 188;
    }

    @Override
    public long accessPointAt(long at) {
        long found = 0;
        for (int i = 0; i < accessTicks.length && accessTicks[i] <= at; i++) {
            found = accessOffsets[i];
        }
        return found;
    }

    @Override
    public boolean equals(Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
