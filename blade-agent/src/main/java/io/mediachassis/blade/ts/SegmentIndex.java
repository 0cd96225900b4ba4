package io.mediachassis.blade.ts;

import java.util.Arrays;

/**
 * Byte to time index of one segment. Times are 27 MHz ticks since the start of the program (continuous over its
 * segments), offsets are bytes from the start of the segment and multiples of 188. Immutable and compact: primitive
 * arrays, 12 bytes a mark. Any thread.
 *
 * <p>A mark says at which program time the packet at an offset is due; between marks time runs linearly, which is what
 * ISO/IEC 13818-1 section 2.4.2.2 says of the arrival time of bytes between two PCRs. The start (offset 0) and the end
 * of the segment act as marks too.
 */
public final class SegmentIndex {
    /** Ticks of program time in a second. */
    public static final long TICKS_PER_SECOND = 27_000_000L;

    private static final int PACKET = 188;

    private final long startTicks;
    private final long endTicks;
    private final int packets;
    private final int[] markPackets;
    private final long[] markTicks;
    private final int[] accessPackets;
    private final long[] accessTicks;

    /**
     * Arrays are taken over, not copied.
     *
     * @throws IllegalArgumentException when lengths differ, or offsets or times don't rise (equal times are allowed)
     */
    SegmentIndex(long startTicks, long endTicks, int packets, int[] markPackets, long[] markTicks,
            int[] accessPackets, long[] accessTicks) {
        if (startTicks < 0 || endTicks < startTicks || packets < 0) {
            throw new IllegalArgumentException("a segment from " + startTicks + " to " + endTicks + " ticks of "
                    + packets + " packets can't be");
        }
        check("mark", markPackets, markTicks, packets, startTicks, endTicks);
        check("random access point", accessPackets, accessTicks, packets, startTicks, endTicks);
        this.startTicks = startTicks;
        this.endTicks = endTicks;
        this.packets = packets;
        this.markPackets = markPackets;
        this.markTicks = markTicks;
        this.accessPackets = accessPackets;
        this.accessTicks = accessTicks;
    }

    /** Of a segment that is not here: its times alone. */
    public static SegmentIndex empty(long startTicks, long endTicks) {
        return new SegmentIndex(startTicks, endTicks, 0, new int[0], new long[0], new int[0], new long[0]);
    }

    private static void check(String what, int[] at, long[] ticks, int packets, long start, long end) {
        if (at.length != ticks.length) {
            throw new IllegalArgumentException("index: every " + what + " needs an offset and a time");
        }
        int lastPacket = -1;
        long lastTicks = start;
        for (int i = 0; i < at.length; i++) {
            if (at[i] <= lastPacket || at[i] >= packets || ticks[i] < lastTicks || ticks[i] > end) {
                throw new IllegalArgumentException("index: " + what + " " + i + " is out of order or range");
            }
            lastPacket = at[i];
            lastTicks = ticks[i];
        }
    }

    /** Program time of the segment's first byte. */
    public long startTicks() {
        return startTicks;
    }

    /** Program time at which the segment ends and the next one starts. */
    public long endTicks() {
        return endTicks;
    }

    public long durationTicks() {
        return endTicks - startTicks;
    }

    /** Length of the segment file. */
    public long bytes() {
        return (long) packets * PACKET;
    }

    /** How many PCR marks there are. */
    public int marks() {
        return markPackets.length;
    }

    /** Byte offset of mark i (0 to marks() - 1). */
    public long markOffset(int i) {
        return (long) markPackets[i] * PACKET;
    }

    public long markTicks(int i) {
        return markTicks[i];
    }

    /** How many random access points there are. */
    public int randomAccessPoints() {
        return accessPackets.length;
    }

    /** Byte offset of random access point i (0 to randomAccessPoints() - 1): the packet that starts its PES packet. */
    public long randomAccessOffset(int i) {
        return (long) accessPackets[i] * PACKET;
    }

    public long randomAccessTicks(int i) {
        return accessTicks[i];
    }

    /** Program time at which the byte is due; offsets outside the segment give its start or end. */
    public long timeAt(long offset) {
        if (offset <= 0) {
            return startTicks;
        }
        if (offset >= bytes()) {
            return endTicks;
        }
        int before = markBefore(offset);
        long from = offsetOf(before);
        return ticksOf(before)
                + (long) ((double) (ticksOf(before + 1) - ticksOf(before)) * (offset - from) / (offsetOf(before + 1) - from));
    }

    /** Brings the piece to where this offset lies, which is from 0 to {@link #bytes()} - 1. */
    public void pieceAt(long offset, TimePiece piece) {
        int before = markBefore(offset);
        piece.set(offsetOf(before), offsetOf(before + 1), ticksOf(before), ticksOf(before + 1));
    }

    /** Number of the last mark at or before an offset; -1 for the segment's start. */
    private int markBefore(long offset) {
        int found = Arrays.binarySearch(markPackets, (int) (offset / PACKET));
        return found >= 0 ? found : -found - 2;
    }

    /** Of a mark, of the start (-1), or of the end (as many as there are marks). */
    private long offsetOf(int mark) {
        return mark < 0 ? 0 : mark < markPackets.length ? markOffset(mark) : bytes();
    }

    private long ticksOf(int mark) {
        return mark < 0 ? startTicks : mark < markTicks.length ? markTicks[mark] : endTicks;
    }

    /**
     * The offset (a multiple of 188) of the first packet that is not yet due at this time, that is, how much of the
     * segment has been sent by then; 0 up to the start, bytes() from the end on.
     */
    public long offsetAt(long ticks) {
        if (ticks <= startTicks) {
            return 0;
        }
        if (ticks >= endTicks) {
            return bytes();
        }
        int before = lastNotAfter(markTicks, ticks);
        long fromOffset = before < 0 ? 0 : markOffset(before);
        long fromTicks = before < 0 ? startTicks : markTicks[before];
        int after = before + 1;
        long toOffset = after < markPackets.length ? markOffset(after) : bytes();
        long toTicks = after < markPackets.length ? markTicks[after] : endTicks;
        double part = toTicks == fromTicks ? 1 : (double) (ticks - fromTicks) / (toTicks - fromTicks);
        long offset = fromOffset + (long) (part * (toOffset - fromOffset));
        return offset / PACKET * PACKET;
    }

    /**
     * Number of the last random access point at or before the time; 0 when the first is later, -1 when the segment
     * has none.
     */
    public int randomAccessAtOrBefore(long ticks) {
        return accessPackets.length == 0 ? -1 : Math.max(0, lastNotAfter(accessTicks, ticks));
    }

    /** Index of the last element not above the value, -1 when there is none; right among equal elements too. */
    private static int lastNotAfter(long[] sorted, long value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    int packets() {
        return packets;
    }

    int markPacket(int i) {
        return markPackets[i];
    }

    int randomAccessPacket(int i) {
        return accessPackets[i];
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof SegmentIndex other && startTicks == other.startTicks && endTicks == other.endTicks
                && packets == other.packets && Arrays.equals(markPackets, other.markPackets)
                && Arrays.equals(markTicks, other.markTicks) && Arrays.equals(accessPackets, other.accessPackets)
                && Arrays.equals(accessTicks, other.accessTicks);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(startTicks) * 31 + Arrays.hashCode(markTicks);
    }

    @Override
    public String toString() {
        return "SegmentIndex[" + bytes() + " bytes, ticks " + startTicks + ".." + endTicks + ", " + marks()
                + " marks, " + randomAccessPoints() + " random access points]";
    }
}
