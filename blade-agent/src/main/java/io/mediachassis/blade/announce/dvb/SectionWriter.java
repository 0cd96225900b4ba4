package io.mediachassis.blade.announce.dvb;

import io.mediachassis.blade.ts.Crc32Mpeg2;
import java.util.Arrays;

/**
 * Puts one section together (ISO/IEC 13818-1 section 2.4.4.10): fields in order, lengths and CRC filled in afterwards.
 * Use: {@link #begin} or {@link #beginShort}, fields, {@link #finish} or {@link #finishShort}. One thread.
 */
final class SectionWriter {
    /** Bytes of a section of most tables, and of one of an EIT (EN 300 468 section 5.1.1). */
    static final int MAX_SECTION = 1024;
    static final int MAX_EIT_SECTION = 4096;

    private static final int CRC = 4;

    private final byte[] bytes = new byte[MAX_EIT_SECTION];
    private int at;
    private int max;

    /** Header of a section with CRC; {@code extension} is the 16 bits behind the length. */
    SectionWriter begin(int tableId, int extension, int version, int number, int last, int maxBytes) {
        at = 0;
        max = maxBytes - CRC;
        // section_syntax_indicator, reserved_future_use and the reserved bits are ones.
        u8(tableId).u16(0xf000).u16(extension);
        return u8(0xc1 | (version & 31) << 1).u8(number).u8(last);
    }

    /** Header of a section without the long syntax. */
    SectionWriter beginShort(int tableId) {
        at = 0;
        max = MAX_SECTION - CRC;
        return u8(tableId).u16(0x7000);
    }

    SectionWriter u8(int value) {
        need(1);
        bytes[at++] = (byte) value;
        return this;
    }

    SectionWriter u16(int value) {
        return u8(value >>> 8).u8(value);
    }

    SectionWriter u24(int value) {
        return u8(value >>> 16).u16(value);
    }

    SectionWriter put(byte[] value) {
        need(value.length);
        System.arraycopy(value, 0, bytes, at, value.length);
        at += value.length;
        return this;
    }

    /** A length of 12 bits below four bits, and what it counts. */
    SectionWriter loop(int upperBits, byte[] content) {
        return u16(upperBits << 12 | content.length).put(content);
    }

    /** With CRC. */
    byte[] finish() {
        max += CRC;
        length(at + CRC - 3);
        int crc = Crc32Mpeg2.of(bytes, 0, at);
        u16(crc >>> 16).u16(crc);
        return Arrays.copyOf(bytes, at);
    }

    /** Without CRC: the TDT alone. */
    byte[] finishShort() {
        length(at - 3);
        return Arrays.copyOf(bytes, at);
    }

    private void length(int length) {
        bytes[1] = (byte) ((bytes[1] & 0xf0) | length >>> 8);
        bytes[2] = (byte) length;
    }

    private void need(int more) {
        if (at + more > max) {
            throw new IllegalArgumentException("a section of table " + (bytes[0] & 0xff) + " has no room for " + more
                    + " bytes behind " + at);
        }
    }
}
