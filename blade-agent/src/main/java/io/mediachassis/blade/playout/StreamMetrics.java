package io.mediachassis.blade.playout;

import org.HdrHistogram.AtomicHistogram;

/**
 * What one stream did. Written by its playout thread a few times a tick, without allocating; {@link #snapshot()} is for
 * any thread. Lateness is the time from when a packet was due to when it was handed over; packets sent within the tick
 * before their time count as on time.
 */
public final class StreamMetrics {
    /** A packet later than this counts as late. */
    public static final long LATE_NS = 10_000_000;

    private static final long HIGHEST_MICROS = 60_000_000;

    // One significant digit: 3 kB a stream, and a step of 6 % is fine for a distribution.
    private final AtomicHistogram latenessMicros = new AtomicHistogram(HIGHEST_MICROS, 1);
    private volatile long packets;
    private volatile long bytes;
    private volatile long latePackets;
    private volatile long underruns;
    private volatile long slips;
    private volatile long backPressure;
    private volatile long positionTicks;
    private volatile int sequence;
    private volatile int timestamp;
    private volatile StreamState state = StreamState.PAUSED;

    /**
     * The figures at one time.
     *
     * @param packets RTP packets handed over
     * @param bytes their payload
     * @param latePackets handed over more than {@link #LATE_NS} after their time
     * @param underruns times that media was due and not yet read
     * @param slips times that the stream was so far behind that its time line was moved
     * @param backPressure times that the connection could not take more
     * @param positionTicks program time of the next packet
     * @param sequence RTP sequence number of the next packet
     * @param timestamp RTP timestamp of the next packet
     * @param latenessP50Micros median lateness, microseconds
     * @param latenessP999Micros lateness that 99.9 % of packets keep under
     * @param latenessMaxMicros the greatest
     */
    public record Snapshot(
            StreamState state,
            long packets,
            long bytes,
            long latePackets,
            long underruns,
            long slips,
            long backPressure,
            long positionTicks,
            int sequence,
            int timestamp,
            long latenessP50Micros,
            long latenessP999Micros,
            long latenessMaxMicros) {}

    /** The figures now; counters may be of adjacent ticks. */
    public Snapshot snapshot() {
        return new Snapshot(state, packets, bytes, latePackets, underruns, slips, backPressure, positionTicks,
                sequence, timestamp, latenessMicros.getValueAtPercentile(50), latenessMicros.getValueAtPercentile(99.9),
                latenessMicros.getMaxValue());
    }

    // One thread writes, so reading and adding is not a race; Error Prone sees only the volatile.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void sent(int morePackets, long moreBytes, int late, long worstLatenessNs) {
        packets += morePackets;
        bytes += moreBytes;
        if (late > 0) {
            latePackets += late;
        }
        long micros = Math.min(HIGHEST_MICROS, Math.max(0, worstLatenessNs / 1000));
        latenessMicros.recordValueWithCount(micros, morePackets);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void underrun() {
        underruns++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void slip() {
        slips++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void backPressure() {
        backPressure++;
    }

    /** Sender reports count what other engines sent of the stream too. */
    public void continueFrom(long sentPackets, long sentBytes) {
        packets = sentPackets;
        bytes = sentBytes;
    }

    /** The stream is in that state, and there. Its playout thread; before it is opened, whoever opens it. */
    public void at(StreamState newState, long ticks, int nextSequence, int nextTimestamp) {
        state = newState;
        positionTicks = ticks;
        sequence = nextSequence;
        timestamp = nextTimestamp;
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }
}
