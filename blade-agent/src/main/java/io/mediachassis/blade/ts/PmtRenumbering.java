package io.mediachassis.blade.ts;

/**
 * Gives a PMT another program number, packet by packet in place, with the CRC that then belongs to it; sections may be
 * several in a packet, or one in several. Everything else stays as it is. One thread; allocates nothing.
 */
final class PmtRenumbering {
    private static final int TABLE = 2;
    private static final int CRC = 4;
    private static final int LEAST = 12 + CRC;
    private static final int IDLE = -1;

    /** Bytes of the section in work that have passed, or IDLE. */
    private int done = IDLE;
    private int length;
    private int crc;
    private boolean ours;
    /** Of the section in work: whether it is one of a PMT. */
    private boolean table;

    /**
     * Changes one packet of the PMT's PID.
     *
     * @param program whose sections these are; another's are left alone
     * @param number its new one
     */
    void packet(byte[] b, int at, int program, int number) {
        int end = at + TsPacket.SIZE;
        int p = at + TsPacket.payloadStart(b, at);
        if (p >= end) {
            return;
        }
        if (!TsPacket.unitStart(b, at)) {
            pass(b, p, end, program, number);
            return;
        }
        int first = p + 1 + (b[p] & 0xff);
        if (first > end) {
            done = IDLE;
            return;
        }
        pass(b, p + 1, first, program, number);
        p = first;
        // 0xFF where a table_id should be is stuffing up to the end of the packet.
        while (p < end && (b[p] & 0xff) != 0xff) {
            done = 0;
            length = Integer.MAX_VALUE;
            crc = Crc32Mpeg2.START;
            p = pass(b, p, end, program, number);
        }
    }

    /** Changes bytes of the section in work; returns where it stopped, which is the end unless the section ends before. */
    private int pass(byte[] b, int from, int to, int program, int number) {
        for (int p = from; p < to && done != IDLE; p++) {
            if (done == 0) {
                table = b[p] == TABLE;
            } else if (done == 1) {
                length = (b[p] & 0x0f) << 8;
            } else if (done == 2) {
                length = 3 + (length | (b[p] & 0xff));
                if (length < LEAST || length > SectionAssembler.MAX_SECTION) {
                    done = IDLE;
                    return to;
                }
            } else if (done == 3) {
                ours = table && (b[p] & 0xff) == program >>> 8 && (p + 1 == to || (b[p + 1] & 0xff) == (program & 0xff));
            } else if (done == 4) {
                // Another's whose number lies in two packets, the first of which has been changed: its CRC is wrong then.
                ours = ours && (b[p] & 0xff) == (program & 0xff);
            }
            if (ours && (done == 3 || done == 4)) {
                b[p] = (byte) (number >>> (8 * (4 - done)));
            }
            int ofCrc = done > 2 ? done - (length - CRC) : IDLE;
            if (ofCrc < 0) {
                crc = Crc32Mpeg2.add(crc, b[p]);
            } else if (ours) {
                b[p] = (byte) (crc >>> (8 * (3 - ofCrc)));
            }
            if (++done > 2 && done == length) {
                done = IDLE;
                return p + 1;
            }
        }
        return to;
    }
}
