package io.mediachassis.blade.trick;

import java.util.Arrays;

/**
 * Reads the bits of one NAL unit of H.264 (ITU-T H.264 sections 7.3.1 and 9.1), and writes them anew; bytes that prevent
 * start codes are left out at reading and put in at {@link #unit}. What is read behind the end is 0. One thread.
 */
final class NalBits {
    private final byte[] in;
    private int length;
    private int bit;
    private byte[] out = new byte[256];
    private int written;

    /** Of the bytes from one behind the NAL unit's header on. */
    NalBits(byte[] from, int start, int end) {
        in = new byte[end - start];
        int zeros = 0;
        for (int at = start; at < end; at++) {
            if (zeros >= 2 && from[at] == 3) {
                zeros = 0;
            } else {
                zeros = from[at] == 0 ? zeros + 1 : 0;
                in[length++] = from[at];
            }
        }
    }

    // ---- reading -----------------------------------------------------------------------------------------------

    boolean flag() {
        return bits(1) != 0;
    }

    /** The next 0 to 32 bits. */
    int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            int at = bit >> 3;
            value = value << 1 | (at < length ? in[at] >> (7 - (bit & 7)) & 1 : 0);
        }
        return value;
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

    /** Whether more was read than there is. */
    boolean overrun() {
        return bit > 8 * length;
    }

    /** Goes to the next whole byte. */
    void align() {
        bit = (bit + 7) & -8;
    }

    // ---- writing -----------------------------------------------------------------------------------------------

    void put(int value, int count) {
        if (((written + count) >> 3) + 1 >= out.length) {
            out = Arrays.copyOf(out, 2 * out.length);
        }
        for (int i = count - 1; i >= 0; i--, written++) {
            if ((value >> i & 1) != 0) {
                out[written >> 3] |= (byte) (0x80 >> (written & 7));
            }
        }
    }

    /** ue(v), 0 to 2^15. */
    void putUnsigned(int value) {
        int size = 32 - Integer.numberOfLeadingZeros(value + 1);
        put(0, size - 1);
        put(value + 1, size);
    }

    /** Reads and writes ue(v). */
    int copyUnsigned() {
        int value = unsigned();
        putUnsigned(value);
        return value;
    }

    /** Reads and writes se(v). */
    void copySigned() {
        putUnsigned(unsigned());
    }

    /** Ones up to the next whole byte. */
    void putAlignment() {
        while ((written & 7) != 0) {
            put(1, 1);
        }
    }

    /** Writes all whole bytes that follow. */
    void copyBytes() {
        while (bit >> 3 < length) {
            put(bits(8), 8);
        }
    }

    /** Writes all bits that follow up to the last that is 1, which ends the unit. */
    void copyToStopBit() {
        int last = 8 * length - 1;
        while (last > bit && (in[last >> 3] >> (7 - (last & 7)) & 1) == 0) {
            last--;
        }
        while (bit <= last) {
            put(bits(1), 1);
        }
    }

    /** What was written, as a NAL unit with that header. */
    byte[] unit(int header) {
        int size = (written + 7) >> 3;
        byte[] unit = new byte[1 + size * 3 / 2 + 1];
        unit[0] = (byte) header;
        int to = 1;
        int zeros = 0;
        for (int i = 0; i < size; i++) {
            if (zeros >= 2 && (out[i] & 0xFC) == 0) {
                unit[to++] = 3;
                zeros = 0;
            }
            zeros = out[i] == 0 ? zeros + 1 : 0;
            unit[to++] = out[i];
        }
        return Arrays.copyOf(unit, to);
    }
}
