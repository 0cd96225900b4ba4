package io.mediachassis.blade.hls;

/** Reads bits and Exp-Golomb codes (ITU-T H.264 section 9.1) of a parameter set; zeros behind its end. One thread. */
final class BitReader {
    private final byte[] bytes;
    private final int length;
    private int bit;

    /** @param from first byte */
    BitReader(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.length = length;
        this.bit = 8 * from;
    }

    boolean flag() {
        return bits(1) != 0;
    }

    /** The next 0 to 32 bits. */
    int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            int at = bit >> 3;
            int one = at < length ? bytes[at] >> (7 - (bit & 7)) & 1 : 0;
            value = value << 1 | one;
            bit++;
        }
        return value;
    }

    void skip(int count) {
        bit += count;
    }

    /** ue(v). */
    int unsigned() {
        int zeros = 0;
        while (zeros < 31 && bit >> 3 < length && !flag()) {
            zeros++;
        }
        return (1 << zeros) - 1 + bits(zeros);
    }

    /** se(v). */
    int signed() {
        int code = unsigned();
        return (code & 1) == 0 ? -(code / 2) : code / 2 + 1;
    }
}
