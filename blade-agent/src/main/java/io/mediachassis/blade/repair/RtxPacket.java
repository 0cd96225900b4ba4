package io.mediachassis.blade.repair;

import java.nio.ByteBuffer;

/**
 * Retransmissions (RFC 4588): the original's payload behind its sequence number (OSN), in a stream with a payload type
 * and a line of sequence numbers of its own. In the original's session that stream has an SSRC of its own; in a session
 * of its own it has the original's, so that receivers know what belongs together (RFC 4588 section 5.3). Allocates
 * nothing; any thread.
 */
public final class RtxPacket {
    /** Bytes that a retransmission is longer than its original. */
    public static final int OVERHEAD = 2;
    /** Payload type in the original's session. */
    public static final int PAYLOAD_TYPE = 96;

    private static final int HEADER = 12;
    private static final int PADDING = 0x20;
    private static final int EXTENSION = 0x10;

    private RtxPacket() {}

    /** SSRC of a stream's retransmissions in its own session, and of a stream by that of its retransmissions. */
    public static int otherSsrc(int ssrc) {
        return ssrc ^ 0x0080_0000;
    }

    /**
     * Writes the retransmission of an RTP packet at the target's position, which moves behind it. Padding is left out,
     * as the RFC has it.
     *
     * @param from has the original from {@code at}, absolute; this and the target in network byte order
     * @return bytes written; 0 when those are no RTP packet, or there is no room
     */
    public static int write(ByteBuffer from, int at, int length, int payloadType, int sequence, int ssrc,
            ByteBuffer to) {
        int header = headerLength(from, at, length);
        int padding = header == 0 ? 0 : padding(from, at, length);
        int payload = length - header - padding;
        if (header == 0 || payload < 0 || to.remaining() < header + OVERHEAD + payload) {
            return 0;
        }
        int start = to.position();
        to.put(start, from, at, header);
        to.put(start, (byte) (from.get(at) & ~PADDING));
        to.put(start + 1, (byte) ((from.get(at + 1) & 0x80) | payloadType));
        to.putShort(start + 2, (short) sequence);
        to.putInt(start + 8, ssrc);
        to.putShort(start + header, from.getShort(at + 2));
        to.put(start + header + OVERHEAD, from, at + header, payload);
        to.position(start + header + OVERHEAD + payload);
        return header + OVERHEAD + payload;
    }

    /**
     * Writes the original that a retransmission carries at the target's position, which moves behind it.
     *
     * @param rtx position to limit, left as they are; its payload type is for the caller to check
     * @param payloadType of the original stream
     * @param ssrc of the original stream
     * @return bytes written; 0 when it carries none (as packets that only keep an address open), or there is no room
     */
    public static int restore(ByteBuffer rtx, int payloadType, int ssrc, ByteBuffer to) {
        int at = rtx.position();
        int length = rtx.remaining();
        int header = headerLength(rtx, at, length);
        int padding = header == 0 ? 0 : padding(rtx, at, length);
        int payload = length - header - padding - OVERHEAD;
        if (header == 0 || payload < 0 || to.remaining() < header + payload) {
            return 0;
        }
        int start = to.position();
        to.put(start, rtx, at, header);
        to.put(start, (byte) (rtx.get(at) & ~PADDING));
        to.put(start + 1, (byte) ((rtx.get(at + 1) & 0x80) | payloadType));
        to.putShort(start + 2, rtx.getShort(at + header));
        to.putInt(start + 8, ssrc);
        to.put(start + header, rtx, at + header + OVERHEAD, payload);
        to.position(start + header + payload);
        return header + payload;
    }

    /** With sources and extension; 0 where the bytes are no RTP. */
    private static int headerLength(ByteBuffer b, int at, int length) {
        if (length < HEADER || (b.get(at) & 0xc0) != 0x80) {
            return 0;
        }
        int header = HEADER + 4 * (b.get(at) & 0x0f);
        if ((b.get(at) & EXTENSION) != 0) {
            if (length < header + 4) {
                return 0;
            }
            header += 4 + 4 * (b.getShort(at + header + 2) & 0xffff);
        }
        return header <= length ? header : 0;
    }

    private static int padding(ByteBuffer b, int at, int length) {
        return (b.get(at) & PADDING) == 0 ? 0 : b.get(at + length - 1) & 0xff;
    }
}
