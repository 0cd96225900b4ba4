package io.mediachassis.blade.rtsp;

/**
 * What PLAY started, or where PAUSE stopped.
 *
 * @param fromMs position in the program that plays next, milliseconds
 * @param toMs where it will stop, milliseconds; to the end of the program, its announced duration, or
 *     {@link #NOT_KNOWN_MS} while that grows
 * @param sequence RTP sequence number of the next packet, low 16 bits; {@link #NO_SEQUENCE} where nobody knows, as in the
 *     middle of a multicast stream
 * @param timestamp RTP time of {@code fromMs}, unsigned 32 bit
 * @param scale at which it plays
 * @param speed at which it is delivered
 */
public record PlayAnswer(long fromMs, long toMs, int sequence, int timestamp, double scale, double speed) {
    public static final int NO_SEQUENCE = Integer.MIN_VALUE;

    /** Beyond every end. */
    public static final long NOT_KNOWN_MS = Long.MAX_VALUE;

    /** At normal scale and speed. */
    public PlayAnswer(long fromMs, long toMs, int sequence, int timestamp) {
        this(fromMs, toMs, sequence, timestamp, 1, 1);
    }
}
