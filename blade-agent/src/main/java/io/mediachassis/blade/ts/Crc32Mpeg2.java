package io.mediachassis.blade.ts;

/**
 * CRC-32/MPEG-2 (ISO/IEC 13818-1 annex A): polynomial 0x04C11DB7, start all ones, not reflected, no final inversion;
 * over a section with its CRC it gives 0.
 */
public final class Crc32Mpeg2 {
    private static final int[] TABLE = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int c = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                c = c < 0 ? c << 1 ^ 0x04C11DB7 : c << 1;
            }
            TABLE[i] = c;
        }
    }

    private Crc32Mpeg2() {}

    public static int of(byte[] b, int at, int length) {
        int c = -1;
        for (int i = at; i < at + length; i++) {
            c = c << 8 ^ TABLE[(c >>> 24 ^ b[i]) & 0xFF];
        }
        return c;
    }
}
