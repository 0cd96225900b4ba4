package io.mediachassis.blade.trick;

import io.mediachassis.blade.ts.TsPacket;
import java.util.Arrays;

/**
 * The fields of transport packets that trick play writes (ISO/IEC 13818-1 sections 2.4.3.4 and 2.4.3.6), in place. Every
 * method takes the array and the offset of a packet.
 */
final class Pes {
    static final long NONE = -1;
    /** 2^33: where time stamps of 90 kHz start over. */
    static final long WRAP = 1L << 33;

    // start code, stream_id, PES_packet_length, two bytes of flags, PES_header_data_length.
    private static final int HEADER = 9;

    private Pes() {}

    static long pts(byte[] b, int at) {
        int header = header(b, at);
        return header < 0 || (b[header + 7] & 0x80) == 0 ? NONE : stamp(b, header + HEADER);
    }

    static long dts(byte[] b, int at) {
        int header = header(b, at);
        if (header < 0 || (b[header + 7] & 0x80) == 0) {
            return NONE;
        }
        return (b[header + 7] & 0xC0) == 0xC0 ? stamp(b, header + HEADER + 5) : stamp(b, header + HEADER);
    }

    /** Writes both times, 90 kHz modulo 2^33. A header with room for one gets the presentation time. */
    static void write(byte[] b, int at, long pts, long dts) {
        int header = header(b, at);
        if (header < 0 || (b[header + 7] & 0x80) == 0) {
            return;
        }
        int p = header + HEADER;
        if ((b[header + 7] & 0xC0) == 0xC0) {
            if (pts != dts) {
                put(b, p, 3, pts);
                put(b, p + 5, 1, dts);
                return;
            }
            // A DTS that says the same is not allowed; its room turns into stuffing at the header's end.
            b[header + 7] = (byte) (b[header + 7] & 0xBF);
            int end = p + (b[header + 8] & 0xFF);
            System.arraycopy(b, p + 10, b, p + 5, end - p - 10);
            Arrays.fill(b, end - 5, end, (byte) 0xFF);
        }
        put(b, p, 2, pts);
    }

    /** Takes the clock and everything but the random access indicator out of the adaptation field. */
    static void plainAdaptation(byte[] b, int at) {
        if (TsPacket.hasAdaptation(b, at) && b[at + 4] != 0) {
            int length = Math.min(183, b[at + 4] & 0xFF);
            b[at + 5] = (byte) (b[at + 5] & 0x60);
            Arrays.fill(b, at + 6, at + 5 + length, (byte) 0xFF);
        }
    }

    /**
     * Writes a packet with an adaptation field alone.
     *
     * @param continuity of the last packet of that PID: a packet without payload doesn't count
     * @param pcr 27 MHz modulo 2^33 * 300, or {@link #NONE}
     */
    static void adaptation(byte[] b, int at, int pid, int continuity, boolean discontinuity, long pcr) {
        Arrays.fill(b, at, at + TsPacket.SIZE, (byte) 0xFF);
        b[at] = TsPacket.SYNC;
        b[at + 1] = (byte) (pid >> 8);
        b[at + 2] = (byte) pid;
        b[at + 3] = (byte) (0x20 | (continuity & 15));
        b[at + 4] = (byte) 183;
        b[at + 5] = (byte) ((discontinuity ? 0x80 : 0) | (pcr >= 0 ? 0x10 : 0));
        if (pcr >= 0) {
            long base = pcr / 300;
            int extension = (int) (pcr % 300);
            b[at + 6] = (byte) (base >> 25);
            b[at + 7] = (byte) (base >> 17);
            b[at + 8] = (byte) (base >> 9);
            b[at + 9] = (byte) (base >> 1);
            b[at + 10] = (byte) (base << 7 | 0x7E | extension >> 8);
            b[at + 11] = (byte) extension;
        }
    }

    /** Offset of the PES header, when all of it that has time stamps lies in this packet; -1 otherwise. */
    private static int header(byte[] b, int at) {
        int p = at + TsPacket.payloadStart(b, at);
        int end = at + TsPacket.SIZE;
        if (p + HEADER > end || b[p] != 0 || b[p + 1] != 0 || b[p + 2] != 1) {
            return -1;
        }
        int data = b[p + 8] & 0xFF;
        int stamps = (b[p + 7] & 0xC0) == 0xC0 ? 10 : (b[p + 7] & 0x80) != 0 ? 5 : 0;
        return data < stamps || p + HEADER + data > end ? -1 : p;
    }

    private static long stamp(byte[] b, int p) {
        return (b[p] & 0x0EL) << 29 | (b[p + 1] & 0xFFL) << 22 | (b[p + 2] & 0xFEL) << 14 | (b[p + 3] & 0xFFL) << 7
                | (b[p + 4] & 0xFEL) >> 1;
    }

    private static void put(byte[] b, int p, int mark, long stamp) {
        b[p] = (byte) (mark << 4 | (stamp >> 29 & 0x0E) | 1);
        b[p + 1] = (byte) (stamp >> 22);
        b[p + 2] = (byte) (stamp >> 14 | 1);
        b[p + 3] = (byte) (stamp >> 7);
        b[p + 4] = (byte) (stamp << 1 | 1);
    }
}
