package io.mediachassis.sim.console.description;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One transport stream of a session description.
 *
 * @param address group or host, IPv4, big-endian; 0 where RTSP is to say it
 * @param port 0 to 65535; 0 likewise
 * @param rtp whether datagrams are RTP packets
 * @param payloadType of RTP, 0 to 127
 * @param source the only sender (RFC 4570), big-endian; 0 for any
 * @param ssrc 0 to 2^32 - 1 (RFC 5576); -1 when not announced
 * @param bitRate in bit/s; 0 when not announced
 * @param reorder packets by which one can be behind a later one
 * @param control of RTSP; empty when there is none
 * @param repair null when nothing is repaired
 * @param starts null when it is not one of a staggered set
 */
public record MediaDescription(int address, int port, boolean rtp, int payloadType, int source, long ssrc, long bitRate,
        int reorder, String control, @Nullable Repair repair, @Nullable Starts starts) {
    /** Payload type of an MPEG transport stream (RFC 3551). */
    public static final int MP2T = 33;

    /** Of a group or address that was given as such, without a description. */
    public static MediaDescription plain(int address, int port, boolean rtp, int source) {
        return new MediaDescription(address, port, rtp, MP2T, source, -1, 0, 0, "", null, null);
    }

    public boolean multicast() {
        return Ipv4Text.multicast(address);
    }

    /** The same of a stream that begins at another time; null: as it is. */
    public MediaDescription beginningAt(@Nullable Instant start) {
        return start == null || starts == null ? this
                : new MediaDescription(address, port, rtp, payloadType, source, ssrc, bitRate, reorder, control, repair,
                        new Starts(start, starts.period(), starts.plays() == 0 ? 0 : 1, starts.duration()));
    }

    /**
     * Who is asked for lost packets.
     *
     * @param payloadType of retransmissions (RFC 4588); -1 when packets come again as they were
     * @param feedback IPv4, big-endian; 0: whoever sends the stream
     * @param feedbackPort takes RTCP; 0: as RTSP says
     */
    public record Repair(int payloadType, int feedback, int feedbackPort) {}

    /**
     * When a repeated stream begins.
     *
     * @param first start of the first play
     * @param period from one start to the next
     * @param plays how many; 0 for ever
     * @param duration of one play; zero when not announced
     */
    public record Starts(Instant first, Duration period, long plays, Duration duration) {}
}
