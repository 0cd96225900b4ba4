package io.mediachassis.sim.console.receive;

import io.mediachassis.blade.repair.LossSettings;

/**
 * How one stream is received.
 *
 * @param payloadType of the media, 0 to 127
 * @param rtxPayloadType of retransmissions (RFC 4588); {@link #NONE} when none is offered
 * @param ssrc that is announced, 0 to 2^32 - 1; {@link #UNKNOWN_SSRC} when the first to come is taken
 * @param repair whether what is missing is asked for
 * @param loss how gaps are taken
 * @param payloadBytes of a packet at most; 0: payloads are not kept, only counted
 */
public record ReceiverSettings(int payloadType, int rtxPayloadType, long ssrc, boolean repair, LossSettings loss,
        int payloadBytes) {
    public static final int NONE = -1;
    public static final long UNKNOWN_SSRC = SourceLock.UNKNOWN;
    /** Seven transport packets, and what an MTU of 1500 leaves room for. */
    public static final int USUAL_PAYLOAD = 1472 - 12;

    private static final long MS = 1_000_000;

    public ReceiverSettings {
        if (payloadType < 0 || payloadType > 127 || rtxPayloadType < NONE || rtxPayloadType > 127
                || payloadBytes < 0 || payloadBytes > 65_535) {
            throw new IllegalArgumentException("payload types " + payloadType + " and " + rtxPayloadType + ", payload of "
                    + payloadBytes + " bytes can't be");
        }
    }

    /**
     * Gaps of a stream, by what is known of it.
     *
     * @param reorderPackets that the sender announces; 0 for a stream that is sent in order
     * @param packetIntervalNs mean time between packets
     * @param latencyNs from a packet's arrival to when it is played
     * @param group whether many receive the stream: they ask at random times, not all at once
     */
    public static LossSettings loss(int reorderPackets, long packetIntervalNs, long latencyNs, boolean group) {
        // An interleaved packet has to be waited for whatever the latency is, and asked for twice at least.
        long least = (reorderPackets + 1) * packetIntervalNs + 100 * MS;
        LossSettings usual = LossSettings.of(reorderPackets, packetIntervalNs, Math.max(least, latencyNs));
        // RFC 4585 section 3.5.3.2: with a single pair feedback goes at once; in a group after a random time.
        long ditherNs = group ? usual.ditherNs() : 0;
        // With much time fewer requests a second do: some twenty, whatever the deadline is.
        long maxRetryNs = Math.max(usual.maxRetryNs(), usual.deadlineNs() / 20);
        return new LossSettings(usual.reorderPackets(), usual.reorderNs(), ditherNs, usual.retryNs(), maxRetryNs,
                usual.deadlineNs(), usual.packets());
    }
}
