package io.mediachassis.blade.nvod;

import java.time.Duration;

/**
 * A program as staggered multicast streams: stream k begins k intervals behind stream 0 and has the k-th group above its
 * group. Whatever any blade sends of it follows from this record ({@link NvodSchedule}). Immutable.
 *
 * @param id the group of stream 0, dotted
 * @param intervalMs between the starts of two streams, at least {@link #LEAST_INTERVAL_MS}
 * @param epochNs station time at which stream 0 begins, nanoseconds since 1970
 * @param loops plays of each stream; 0: for ever
 * @param group of stream 0, IPv4, big-endian
 * @param port of all groups; RTCP one above
 * @param rtp whether packets have RTP headers
 * @param sourceSpecific announced with the station address as the only source (RFC 4607); the packets are the same
 * @param seed from which SSRCs, first sequence numbers and timestamps come
 * @param interleave packets of a window that leave in random order; 0: in order
 * @param interleaveKey of the permutation
 * @param number 0 to {@link #NUMBERS} - 1: what tells it from the sets announced beside it
 */
public record NvodSet(
        String id,
        String programId,
        String title,
        ProgramShape program,
        long intervalMs,
        long epochNs,
        int loops,
        int group,
        int port,
        boolean rtp,
        boolean sourceSpecific,
        long seed,
        int interleave,
        long interleaveKey,
        int number) {
    public static final long LEAST_INTERVAL_MS = 5_000;
    /** Of one set: one group each. */
    public static final int MAX_STREAMS = 496;
    public static final int NUMBERS = 120;

    private static final long TICKS_PER_MS = 27_000;

    public NvodSet {
        if (intervalMs < LEAST_INTERVAL_MS || program.durationTicks() < 1 || loops < 0 || port < 1 || port > 65_534
                || streams(program.durationTicks(), intervalMs) > MAX_STREAMS || interleave < 0
                || interleave == 1 || interleave > NvodRules.MAX_WINDOW || number < 0 || number >= NUMBERS) {
            throw new IllegalArgumentException("set " + id + " can't be: interval " + intervalMs + " ms, "
                    + program.durationTicks() + " ticks, port " + port + ", loops " + loops
                    + ", interleaving " + interleave + ", number " + number);
        }
    }

    /** As many as begin before the first repeats. */
    public int streams() {
        return (int) streams(program.durationTicks(), intervalMs);
    }

    /** For a program of that length, 27 MHz. */
    public static long streams(long durationTicks, long intervalMs) {
        long intervalTicks = intervalMs * TICKS_PER_MS;
        return (durationTicks + intervalTicks - 1) / intervalTicks;
    }

    /** From one start of a stream to its next. */
    public Duration period() {
        return Duration.ofMillis(streams() * intervalMs);
    }

    /** The group of a stream. */
    public int group(int stream) {
        return group + stream;
    }

    /** Tells this run of the set from an earlier one with the same group. */
    public String instance() {
        return id + "@" + epochNs;
    }

    /** Of all streams together, bit/s, counted as if they sent all the time. */
    public long bitRate() {
        return streams() * program.bitRate();
    }
}
