package io.mediachassis.blade.repair;

import java.nio.ByteBuffer;

/** RTP packets for tests. */
final class RtpPackets {
    private RtpPackets() {}

    /** Payload type 33, a payload that its number tells. */
    static ByteBuffer packet(int ssrc, int sequence, int length) {
        ByteBuffer packet = ByteBuffer.allocate(length);
        packet.put((byte) 0x80).put((byte) 33).putShort((short) sequence).putInt(sequence * 237).putInt(ssrc);
        while (packet.hasRemaining()) {
            packet.put((byte) (sequence + packet.position()));
        }
        return packet.flip();
    }

    static int sequence(ByteBuffer packet) {
        return packet.getShort(packet.position() + 2) & 0xffff;
    }
}
