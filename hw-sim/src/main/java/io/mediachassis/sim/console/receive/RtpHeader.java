package io.mediachassis.sim.console.receive;

import java.nio.ByteBuffer;

/**
 * Fields of an RTP packet (RFC 3550 section 5.1), read into one object over and over. Whatever the bytes are, {@link
 * #read} returns. One thread.
 */
public final class RtpHeader {
    private static final int FIXED = 12;
    private static final int EXTENSION = 0x10;
    private static final int PADDING = 0x20;
    private static final int VERSION_2 = 0x80;

    private int payloadType;
    private boolean marker;
    private int sequence;
    private int timestamp;
    private int ssrc;
    private int payloadAt;
    private int payloadBytes;

    /** Reads a datagram (position to limit, left as they are); false when it is no RTP packet. */
    public boolean read(ByteBuffer datagram) {
        int at = datagram.position();
        int length = datagram.remaining();
        if (length < FIXED || (datagram.get(at) & 0xc0) != VERSION_2) {
            return false;
        }
        int first = datagram.get(at);
        int header = FIXED + 4 * (first & 0x0f);
        if ((first & EXTENSION) != 0) {
            if (length < header + 4) {
                return false;
            }
            header += 4 + 4 * (datagram.getShort(at + header + 2) & 0xffff);
        }
        int padding = (first & PADDING) == 0 ? 0 : datagram.get(at + length - 1) & 0xff;
        boolean noPadding = (first & PADDING) != 0 && padding == 0;
        if (noPadding || header + padding > length) {
            return false;
        }
        int second = datagram.get(at + 1) & 0xff;
        marker = (second & 0x80) != 0;
        payloadType = second & 0x7f;
        sequence = datagram.getShort(at + 2) & 0xffff;
        timestamp = datagram.getInt(at + 4);
        ssrc = datagram.getInt(at + 8);
        payloadAt = at + header;
        payloadBytes = length - header - padding;
        return true;
    }

    public int payloadType() {
        return payloadType;
    }

    public boolean marker() {
        return marker;
    }

    public int sequence() {
        return sequence;
    }

    public int timestamp() {
        return timestamp;
    }

    public int ssrc() {
        return ssrc;
    }

    /** Absolute, in the buffer that was read. */
    public int payloadAt() {
        return payloadAt;
    }

    public int payloadBytes() {
        return payloadBytes;
    }
}
