package io.mediachassis.blade.repair;

import io.mediachassis.blade.rtcp.Rtcp;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A receiver's feedback: an empty receiver report, its name, and a generic NACK (RFC 4585 sections 3.1 and 6.2.1). One
 * thread; allocates only when made.
 */
public final class NackWriter {
    private static final int WORD = 4;

    private final int ssrc;
    private final byte[] cname;

    /** @param cname 1 to 255 bytes of UTF-8 */
    public NackWriter(int ssrc, String cname) {
        this.ssrc = ssrc;
        this.cname = cname.getBytes(StandardCharsets.UTF_8);
        if (this.cname.length < 1 || this.cname.length > 255) {
            throw new IllegalArgumentException("a CNAME has 1 to 255 bytes, not " + this.cname.length);
        }
    }

    /**
     * Writes one datagram at the target's position, which moves behind it.
     *
     * @param lost sequence numbers in their order, from {@code from} to {@code to}
     * @return up to which of them there was room
     */
    public int write(int media, int[] lost, int from, int to, ByteBuffer out) {
        // Item and its end, to a whole word.
        int chunk = WORD + 2 + cname.length + 1;
        int words = (chunk + 3) / WORD;
        if (out.remaining() < 8 + (1 + words) * WORD + 16) {
            return from;
        }
        out.put((byte) 0x80).put((byte) Rtcp.RECEIVER_REPORT).putShort((short) 1).putInt(ssrc);
        out.put((byte) 0x81).put((byte) Rtcp.SOURCE_DESCRIPTION).putShort((short) words).putInt(ssrc);
        out.put((byte) 1).put((byte) cname.length).put(cname);
        for (int pad = words * WORD - chunk + 1; pad > 0; pad--) {
            out.put((byte) 0);
        }
        int start = out.position();
        out.put((byte) 0x81).put((byte) Rtcp.TRANSPORT_FEEDBACK).putShort((short) 0).putInt(ssrc).putInt(media);
        int next = from;
        int entries = 0;
        while (next < to && out.remaining() >= WORD && entries < NackReader.MAX_ENTRIES) {
            int first = lost[next++] & 0xffff;
            int mask = 0;
            while (next < to) {
                int behind = (lost[next] - first & 0xffff) - 1;
                if (behind < 0 || behind > 15) {
                    break;
                }
                mask |= 1 << behind;
                next++;
            }
            out.putShort((short) first).putShort((short) mask);
            entries++;
        }
        out.putShort(start + 2, (short) (2 + entries));
        return next;
    }
}
