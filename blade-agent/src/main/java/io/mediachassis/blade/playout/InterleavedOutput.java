package io.mediachassis.blade.playout;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Puts each packet together in one buffer and offers it to the connection, which copies it. */
final class InterleavedOutput implements PacketOutput {
    private static final int HEADER = 12;

    private final InterleavedSink sink;
    private final ByteBuffer packet = ByteBuffer.allocateDirect(HEADER + DuePackets.PAYLOAD);

    InterleavedOutput(InterleavedSink sink) {
        this.sink = sink;
    }

    @Override
    public boolean packet(int word0, int timestamp, int ssrc, MediaChunk first, int at, int length,
            @Nullable MediaChunk second, int rest) {
        packet.clear();
        packet.putInt(0, word0).putInt(4, timestamp).putInt(8, ssrc);
        packet.put(HEADER, first.bytes(), at, length);
        if (second != null) {
            packet.put(HEADER + length, second.bytes(), 0, rest);
        }
        packet.limit(HEADER + length + rest);
        return sink.rtp(packet);
    }

    @Override
    public void endOfTick() {
        sink.flush();
    }

    @Override
    public void report(ByteBuffer rtcp) {
        sink.rtcp(rtcp);
    }

    @Override
    public boolean unbounded() {
        return false;
    }
}
