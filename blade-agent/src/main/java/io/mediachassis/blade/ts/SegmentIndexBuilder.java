package io.mediachassis.blade.ts;

import java.util.Arrays;

/** Collects the index of the segment in work. Its arrays grow with the largest segment and are reused. One thread. */
final class SegmentIndexBuilder {
    /** Marks nearer than 10 ms say nothing that a sender could use; the thinning bounds what a hostile stream costs. */
    private static final long LEAST_INTERVAL = SegmentIndex.TICKS_PER_SECOND / 100;

    private int[] markPackets = new int[4096];
    private long[] markTicks = new long[4096];
    private int marks;
    private int[] accessPackets = new int[256];
    private int accesses;
    private int packets;
    private long startTicks;

    /** The next segment starts at this program time. */
    void start(long ticks) {
        startTicks = ticks;
        marks = 0;
        accesses = 0;
        packets = 0;
    }

    long startTicks() {
        return startTicks;
    }

    int packets() {
        return packets;
    }

    void addPackets(int n) {
        packets += n;
    }

    /** The next packet is due at this program time; earlier than what was said before counts as that. */
    void mark(long ticks) {
        long last = marks == 0 ? startTicks : markTicks[marks - 1];
        if (marks > 0 && ticks - last < LEAST_INTERVAL) {
            return;
        }
        if (marks == markPackets.length) {
            markPackets = Arrays.copyOf(markPackets, 2 * marks);
            markTicks = Arrays.copyOf(markTicks, 2 * marks);
        }
        markPackets[marks] = packets;
        markTicks[marks++] = Math.max(last, ticks);
    }

    /** The next packet is a random access point; its time comes from the marks around it. */
    void randomAccess() {
        if (accesses > 0 && accessPackets[accesses - 1] == packets) {
            return;
        }
        if (accesses == accessPackets.length) {
            accessPackets = Arrays.copyOf(accessPackets, 2 * accesses);
        }
        accessPackets[accesses++] = packets;
    }

    /** The index of the segment, which ends at this time, or at its last mark where that is later. */
    SegmentIndex build(long endTicks) {
        long end = Math.max(endTicks, marks == 0 ? startTicks : markTicks[marks - 1]);
        int[] packetsOfMarks = Arrays.copyOf(markPackets, marks);
        long[] ticksOfMarks = Arrays.copyOf(markTicks, marks);
        SegmentIndex times = new SegmentIndex(startTicks, end, packets, packetsOfMarks, ticksOfMarks, new int[0],
                new long[0]);
        int[] points = Arrays.copyOf(accessPackets, accesses);
        long[] ticks = new long[accesses];
        for (int i = 0; i < accesses; i++) {
            ticks[i] = times.timeAt((long) points[i] * TsPacket.SIZE);
        }
        return new SegmentIndex(startTicks, end, packets, packetsOfMarks, ticksOfMarks, points, ticks);
    }
}
