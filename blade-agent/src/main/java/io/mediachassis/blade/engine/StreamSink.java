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
        return connection.offerRtp(header, payload);
    }

    @Override
    public void flush() {
        connection.flush();
    }

    @Override
    public void rtcp(ByteBuffer packet) {
        if (connection.offerRtcp(packet)) {
            connection.flush();
        }
    }
}
