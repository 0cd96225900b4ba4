package io.mediachassis.blade.repair;

import io.mediachassis.blade.rtcp.Rtcp;
import java.nio.ByteBuffer;

/**
 * Generic NACKs of an RTCP datagram from anywhere (RFC 4585 section 6.2.1), without an object for each as
 * {@link Rtcp#parse} makes: repair reads them by the thousand. Whatever the bytes are it returns. Any thread.
 */
public final class NackReader {
    /** Entries that are read of one datagram; the rest of a longer one is left out. */
    public static final int MAX_ENTRIES = 128;

    private static final int MAX_PACKETS = 32;
    private static final int GENERIC_NACK = 1;

    private NackReader() {}

    /** Takes what is asked for. */
    public interface Entries {
        /**
         * A packet, and of the 16 behind it those whose bit is set, the lowest bit for the next one.
         *
         * @param sender who asks, as it says
         * @param media whose packets
         * @param first sequence number
         * @param mask 16 bits
         */
        void nack(int sender, int media, int first, int mask);
    }

    /**
     * Reads a compound packet (position to limit, left as they are).
     *
     * @return how many entries there were, at most {@link #MAX_ENTRIES}
     */
    public static int read(ByteBuffer datagram, Entries to) {
        int at = datagram.position();
        int end = datagram.limit();
        int entries = 0;
        for (int packets = 0; end - at >= 8 && packets < MAX_PACKETS; packets++) {
            int first = datagram.get(at) & 0xff;
            int length = ((datagram.getShort(at + 2) & 0xffff) + 1) * 4;
            if (first >>> 6 != 2 || length < 8 || length > end - at) {
                break;
            }
            int padding = (first & 0x20) == 0 ? 0 : datagram.get(at + length - 1) & 0xff;
            if (padding > length - 8) {
                break;
            }
            if ((datagram.get(at + 1) & 0xff) == Rtcp.TRANSPORT_FEEDBACK && (first & 0x1f) == GENERIC_NACK) {
                int last = at + length - padding;
                for (int p = at + 12; last - p >= 4 && entries < MAX_ENTRIES; p += 4) {
                    to.nack(datagram.getInt(at + 4), datagram.getInt(at + 8), datagram.getShort(p) & 0xffff,
                            datagram.getShort(p + 2) & 0xffff);
                    entries++;
                }
            }
            at += length;
        }
        return entries;
    }
}
