package io.mediachassis.blade.trick;

import io.mediachassis.blade.ts.TsPacket;

/**
 * Turns the CRA pictures of HEVC into BLA pictures, in place: what a CRA picture refers the decoder to was not sent, and
 * a BLA picture says so (ITU-T H.265 section 8.1.3; the slice headers of both read alike). Its order count starts anew,
 * so that pictures may follow one another backward.
 */
final class BrokenLink {
    /** nal_unit_type of a BLA picture without leading pictures. */
    static final int BLA_N_LP = 18;
    /** With leading pictures, of which the decoder leaves out those that it can't decode. */
    static final int BLA_W_LP = 16;

    private static final int CRA = 21;

    private BrokenLink() {}

    /** Rewrites every slice of the picture, over the borders of its packets. */
    static void write(VideoUnit unit, int type) {
        byte[] b = unit.packets();
        int window = -1;
        for (int i = 0; i < unit.count(); i++) {
            int end = (i + 1) * TsPacket.SIZE;
            for (int p = i * TsPacket.SIZE + TsPacket.payloadStart(b, i * TsPacket.SIZE); p < end; p++) {
                if ((window & 0xFFFFFF) == 1 && (b[p] >> 1 & 0x3F) == CRA) {
                    b[p] = (byte) ((b[p] & 0x81) | (type << 1));
                }
                window = window << 8 | (b[p] & 0xFF);
            }
        }
    }
}
