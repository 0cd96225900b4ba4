package io.mediachassis.backplane.serial;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What travels on a serial line, most significant byte first:
 *
 * <pre>
 *   0x00 | COBS( version:8 type:8 address:8 sequence:16 epoch:32 nonce:32 payload:0..490x8 CRC-32C:32 ) | 0x00
 * </pre>
 *
 * <p>The leading 0x00 flushes whatever noise went before, so that noise costs no frame. CRC-32C because CRC-16 would
 * let one damaged frame in 65 536 through, and a damaged frame could be an order to power off.
 *
 * <p><b>What it costs.</b> An empty frame is 20 bytes, 1.7 ms at 115200 baud 8N1 (86.8 us a byte). The poll of a CBC
 * is 22 bytes, 29 with an acknowledgement; its reply with five readings is about 83, and 6 more for each event. A full
 * poll of 16 slots without events is so about 1680 bytes, 146 ms of the line, and takes 162 ms with the turn-rounds (a
 * system test measures both); 1920 bytes, 167 ms, are its budget. Six polls of the whole chassis a second fill the bus.
 *
 * @param type what kind of frame
 * @param address of the device, 0..255: in a reply or an event its own
 * @param sequence 0..65535: of a request, repeated in its retries and in its reply; of an event its number's low bits
 * @param epoch of the controller that orders, 0..2^32-1; 0 in events and their acknowledgements
 * @param nonce boot nonce: in a request the asker's and in the reply to it the same, so that a reply to another master
 *     is never taken for one's own; in an event the device's and in its acknowledgement the same
 * @param payload protobuf: {@code DeviceRequest}, {@code DeviceReply}, {@code DeviceEvent}; empty in EVENT_ACK
 */
public record SerialFrame(Type type, int address, int sequence, long epoch, int nonce, ByteString payload) {
    /** Kinds of frame; the code is the wire value. */
    public enum Type {
        REQUEST(1),
        REPLY(2),
        EVENT(3),
        EVENT_ACK(4);

        private final int code;

        Type(int code) {
            this.code = code;
        }
    }

    /** Longest frame on the wire, both delimiters included. */
    public static final int MAX_WIRE_BYTES = 512;
    /** Longest payload that keeps every frame within {@link #MAX_WIRE_BYTES}. */
    public static final int MAX_PAYLOAD_BYTES = 490;

    static final int VERSION = 1;
    private static final int HEADER_BYTES = 13;
    private static final int CHECK_BYTES = 4;
    /** Longest frame before stuffing. */
    static final int MAX_PACKET_BYTES = HEADER_BYTES + MAX_PAYLOAD_BYTES + CHECK_BYTES;

    private static final Type[] TYPES = Type.values();

    /** At 115200 baud, ten bits a byte: 86.8 us. */
    private static final long NS_PER_BYTE = 10 * 1_000_000_000L / 115_200;

    public SerialFrame {
        if (address < 0 || address > 0xFF || sequence < 0 || sequence > 0xFFFF || epoch < 0 || epoch > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException(
                    "serial frame out of range: address " + address + ", sequence " + sequence + ", epoch " + epoch);
        }
        if (payload.size() > MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "serial payload of " + payload.size() + " bytes; the limit is " + MAX_PAYLOAD_BYTES);
        }
    }

    /** Nanoseconds that {@code bytes} take on a line of 115200 baud. */
    public static long wireNs(int bytes) {
        return bytes * NS_PER_BYTE;
    }

    /** The bytes for the wire, delimiters included. */
    public byte[] encode() {
        byte[] packet = new byte[HEADER_BYTES + payload.size() + CHECK_BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(packet);
        buffer.put((byte) VERSION)
                .put((byte) type.code)
                .put((byte) address)
                .putShort((short) sequence)
                .putInt((int) epoch)
                .putInt(nonce);
        payload.copyTo(buffer);
        buffer.putInt(check(packet));
        byte[] stuffed = Cobs.encode(packet);
        byte[] wire = new byte[stuffed.length + 2];
        System.arraycopy(stuffed, 0, wire, 1, stuffed.length);
        return wire;
    }

    /** The frame in an unstuffed packet, or what is wrong with it. */
    static Decoded decode(byte[] packet) {
        if (packet.length < HEADER_BYTES + CHECK_BYTES) {
            return new Decoded.Bad(SerialCounter.UNDERSIZE);
        }
        if (packet.length > MAX_PACKET_BYTES) {
            return new Decoded.Bad(SerialCounter.OVERSIZE);
        }
        ByteBuffer buffer = ByteBuffer.wrap(packet);
        if (buffer.getInt(packet.length - CHECK_BYTES) != check(packet)) {
            return new Decoded.Bad(SerialCounter.CHECK_ERROR);
        }
        int version = buffer.get();
        int typeCode = buffer.get();
        if (version != VERSION || typeCode < 1 || typeCode > TYPES.length) {
            return new Decoded.Bad(SerialCounter.UNKNOWN_FORM);
        }
        return new Decoded.Good(new SerialFrame(
                TYPES[typeCode - 1],
                buffer.get() & 0xFF,
                buffer.getShort() & 0xFFFF,
                buffer.getInt() & 0xFFFF_FFFFL,
                buffer.getInt(),
                ByteString.copyFrom(packet, HEADER_BYTES, packet.length - HEADER_BYTES - CHECK_BYTES)));
    }

    private static int check(byte[] packet) {
        CRC32C crc = new CRC32C();
        crc.update(packet, 0, packet.length - CHECK_BYTES);
        return (int) crc.getValue();
    }

    /** What came of a packet. */
    sealed interface Decoded {
        /** A frame whose check held. */
        record Good(SerialFrame frame) implements Decoded {}

        /** No frame; count this. */
        record Bad(SerialCounter reason) implements Decoded {}
    }
}
