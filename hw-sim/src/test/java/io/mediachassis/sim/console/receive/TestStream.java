package io.mediachassis.sim.console.receive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** A transport stream in RTP packets that are known by their number: each payload is another one. */
public final class TestStream {
    public static final int PAYLOAD = 7 * 188;
    static final int HEADER = 12;
    /** 7 transport packets at 4 Mbit/s. */
    public static final long INTERVAL_NS = 2_632_000;

    private final int ssrc;
    private final int first;

    /** @param first sequence number of packet 0 */
    public TestStream(int ssrc, int first) {
        this.ssrc = ssrc;
        this.first = first;
    }

    public int sequence(long packet) {
        return (int) (first + packet) & 0xffff;
    }

    public ByteBuffer packet(int number) {
        return packet(number, false);
    }

    ByteBuffer packet(int number, boolean marker) {
        ByteBuffer packet = ByteBuffer.allocate(HEADER + PAYLOAD);
        packet.put((byte) 0x80).put((byte) (33 | (marker ? 0x80 : 0))).putShort((short) sequence(number));
        packet.putInt((int) (number * INTERVAL_NS / 100_000 * 9)).putInt(ssrc);
        return packet.put(payload(number)).flip();
    }

    /** One PID, its counter going on from packet to packet, and the number in each transport packet. */
    public static byte[] payload(int number) {
        ByteBuffer payload = ByteBuffer.allocate(PAYLOAD);
        for (int i = 0; i < 7; i++) {
            int at = i * 188;
            payload.put(at, (byte) 0x47).put(at + 1, (byte) 1).put(at + 2, (byte) 0);
            payload.put(at + 3, (byte) (0x10 | (number * 7 + i & 0x0f))).putInt(at + 4, number);
        }
        return payload.array();
    }

    /** What a whole play of packets comes to. */
    public static byte[] media(int from, int to) {
        ByteArrayOutputStream media = new ByteArrayOutputStream();
        for (int i = from; i < to; i++) {
            media.writeBytes(payload(i));
        }
        return media.toByteArray();
    }
}
