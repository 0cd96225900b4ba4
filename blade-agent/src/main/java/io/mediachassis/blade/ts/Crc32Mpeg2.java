package io.mediachassis.blade.ts;

/**
 * CRC-32/MPEG-2 (ISO/IEC 13818-1 annex A): polynomial 0x04C11DB7, start all ones, not reflected, no final inversion;
 * over a section with its CRC it gives 0.
 */
public final class Crc32Mpeg2 {
    /** Before the first byte. */
    static final int START = -1;

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
        int c = START;
        for (int i = at; i < at + length; i++) {
            c = add(c, b[i]);
        }
        return c;
    }

    /** With one byte more. */
    static int add(int crc, byte next) {
        return crc << 8 ^ TABLE[(crc >>> 24 ^ next) & 0xFF];
    }
}
