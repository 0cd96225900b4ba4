package io.mediachassis.blade.relay;

import io.mediachassis.blade.rtsp.InterleavedSink;
import io.mediachassis.blade.ts.TsPacket;
import java.nio.ByteBuffer;

/**
 * One stream on its way from datagrams into a connection. A datagram can't wait: what the connection does not take is
 * left out, and all that follows up to the next random access point (PAT and PMT stand before each), so that a console
 * that reads too slowly is shown less, and nothing damaged. One that takes nothing at all is given up. Pure; one thread.
 */
final class RelayedStream {
    /** Packets that were so long apart say nothing of whether the console reads: it may have paused. */
    private static final long PAUSE_NS = 1_000_000_000L;
    private static final int RTP_HEADER = 12;

    private final InterleavedSink connection;
    private final long unreadNs;
    private boolean skipping;
    private long refusedSinceNs;
    private long heardNs;

    /** What became of a packet. */
    enum Outcome {
        /** It goes to the console with the next flush. */
        TAKEN,
        SKIPPED,
        /** It is no RTP or RTCP. */
        UNKNOWN,
        /** The console has read nothing for so long that the stream is over. */
        UNREAD
    }

    /** @param unreadNs how long the connection may take nothing */
    RelayedStream(InterleavedSink connection, long unreadNs) {
        this.connection = connection;
        this.unreadNs = unreadNs;
    }

    /** A datagram came; position to limit. */
    Outcome packet(ByteBuffer packet, long nowNs) {
        int at = packet.position();
        if (packet.remaining() < RTP_HEADER) {
            return Outcome.UNKNOWN;
        }
        if (isReport(packet)) {
            return connection.offerRtcp(packet) ? Outcome.TAKEN : Outcome.SKIPPED;
        }
        boolean paused = nowNs - heardNs > PAUSE_NS;
        heardNs = nowNs;
        if (skipping && paused) {
            refusedSinceNs = nowNs;
        }
        ByteBuffer payload = packet.slice(at + RTP_HEADER, packet.remaining() - RTP_HEADER);
        if ((!skipping || startsAnew(payload)) && connection.offerRtp(packet.slice(at, RTP_HEADER), payload)) {
            skipping = false;
            return Outcome.TAKEN;
        }
        if (!skipping) {
            skipping = true;
            refusedSinceNs = nowNs;
        }
        return nowNs - refusedSinceNs >= unreadNs ? Outcome.UNREAD : Outcome.SKIPPED;
    }

    /** What was taken goes out. */
    void flush() {
        connection.flush();
    }

    /** The SSRC of a datagram: the sender's, in RTP and in RTCP; 0 where there is no room for one. */
    static int ssrc(ByteBuffer packet) {
        int at = packet.position();
        return packet.remaining() < RTP_HEADER ? 0 : packet.getInt(isReport(packet) ? at + 4 : at + 8);
    }

    /** RTP and RTCP share a port; the second byte tells them apart (RFC 5761 section 4). */
    private static boolean isReport(ByteBuffer packet) {
        int type = packet.get(packet.position() + 1) & 0xff;
        return type >= 192 && type <= 223;
    }

    /** Whether a PAT begins in it. */
    private static boolean startsAnew(ByteBuffer payload) {
        for (int at = 0; at + TsPacket.SIZE <= payload.remaining(); at += TsPacket.SIZE) {
            if ((payload.getShort(at + 1) & 0x5fff) == 0x4000) {
                return true;
            }
        }
        return false;
    }
}
