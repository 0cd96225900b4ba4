package io.mediachassis.blade.repair;

/**
 * How a {@link LossDetector} takes gaps.
 *
 * @param reorderPackets a packet is lost only when more than so many later ones came: {@code reorder} of an interleaved
 *     stream, else a few
 * @param reorderNs or when so much time passed since the gap was seen, and the stream does not flow any more
 * @param ditherNs a random time up to this one more, so that the receivers of a group don't all ask at once
 * @param retryNs from one request to the next: a round trip and some; half as much more each time
 * @param maxRetryNs at most
 * @param deadlineNs from when the gap was seen to when the packet is to be played; then it is given up, unless it may
 *     still come by itself
 * @param packets that are kept an eye on, a power of two up to {@link RepairStore#MAX_PACKETS}, more than come within
 *     the deadline
 */
public record LossSettings(int reorderPackets, long reorderNs, long ditherNs, long retryNs, long maxRetryNs,
        long deadlineNs, int packets) {
    private static final long MS = 1_000_000;

    public LossSettings {
        if (packets < 2 || packets > RepairStore.MAX_PACKETS || Integer.bitCount(packets) != 1) {
            throw new IllegalArgumentException("a power of two of packets, 2 to " + RepairStore.MAX_PACKETS
                    + ", is kept an eye on, not " + packets);
        }
        if (reorderPackets < 0 || reorderPackets >= packets / 2) {
            throw new IllegalArgumentException("a reorder depth must be 0 to less than half of " + packets
                    + " packets, is " + reorderPackets);
        }
        if (reorderNs < 0 || ditherNs < 0 || retryNs <= 0 || maxRetryNs < retryNs || deadlineNs <= reorderNs) {
            throw new IllegalArgumentException("times of repair: 0 <= reorder (" + reorderNs + " ns) < deadline ("
                    + deadlineNs + " ns), dither (" + ditherNs + " ns) >= 0, 0 < retry (" + retryNs
                    + " ns) <= longest retry (" + maxRetryNs + " ns)");
        }
    }

    /**
     * For a stream and a buffer.
     *
     * @param reorderPackets as above
     * @param packetIntervalNs mean time between packets
     * @param latencyNs what the buffer holds; more than the reordering takes
     */
    public static LossSettings of(int reorderPackets, long packetIntervalNs, long latencyNs) {
        long reorderNs = (reorderPackets + 1) * packetIntervalNs + 5 * MS;
        long needed = 2 * Math.max(2 * (reorderPackets + 1L), latencyNs / packetIntervalNs + 1);
        int packets = (int) Math.min(RepairStore.MAX_PACKETS, Long.highestOneBit(Math.max(64, needed) * 2 - 1));
        return new LossSettings(reorderPackets, reorderNs, 5 * MS, 40 * MS, 100 * MS, latencyNs, packets);
    }
}
