package io.mediachassis.blade.engine;

import io.mediachassis.blade.playout.InterleavedSink;
import java.nio.ByteBuffer;

/** Hands the playout's interleaved packets to an RTSP connection. Playout thread only. */
final class StreamSink implements InterleavedSink {
    private static final int RTP_HEADER = 12;

    private final io.mediachassis.blade.rtsp.InterleavedSink connection;

    StreamSink(io.mediachassis.blade.rtsp.InterleavedSink connection) {
        this.connection = connection;
    }

    @Override
    public boolean rtp(ByteBuffer packet) {
        ByteBuffer header = packet.slice(packet.position(), RTP_HEADER);
        ByteBuffer payload = packet.slice(packet.position() + RTP_HEADER, packet.remaining() - RTP_HEADER);
        boolean taken = connection.offerRtp(header, payload);
        // Few packets a tick are due for one stream; a write for each batch of them is what the flush makes of it.
        connection.flush();
        return taken;
    }

    @Override
    public void rtcp(ByteBuffer packet) {
        if (connection.offerRtcp(packet)) {
            connection.flush();
        }
    }
}
