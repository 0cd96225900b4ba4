package io.mediachassis.blade.ts;

/**
 * Fields of a transport packet in place (ISO/IEC 13818-1 section 2.4.3), without objects: every method takes the array
 * and the offset of the packet's sync byte; the 188 bytes from there must exist.
 */
public final class TsPacket {
    public static final int SIZE = 188;
    public static final byte SYNC = 0x47;
    public static final int NULL_PID = 0x1FFF;

    private TsPacket() {}

    public static int pid(byte[] b, int at) {
        return (b[at + 1] & 0x1F) << 8 | (b[at + 2] & 0xFF);
    }

    public static boolean transportError(byte[] b, int at) {
        return (b[at + 1] & 0x80) != 0;
    }

    /** payload_unit_start_indicator: a PES packet or a section starts in this packet. */
    public static boolean unitStart(byte[] b, int at) {
        return (b[at + 1] & 0x40) != 0;
    }

    public static boolean scrambled(byte[] b, int at) {
        return (b[at + 3] & 0xC0) != 0;
    }

    public static boolean hasPayload(byte[] b, int at) {
        return (b[at + 3] & 0x10) != 0;
    }

    public static boolean hasAdaptation(byte[] b, int at) {
        return (b[at + 3] & 0x20) != 0;
    }

    public static int continuity(byte[] b, int at) {
        return b[at + 3] & 0x0F;
    }

    public static void setContinuity(byte[] b, int at, int counter) {
        b[at + 3] = (byte) ((b[at + 3] & 0xF0) | (counter & 0x0F));
    }

    /** Offset of the payload from the sync byte, 188 when there is none or the adaptation field is absurd. */
    public static int payloadStart(byte[] b, int at) {
        if (!hasPayload(b, at)) {
            return SIZE;
        }
        return hasAdaptation(b, at) ? Math.min(SIZE, 5 + (b[at + 4] & 0xFF)) : 4;
    }

    public static boolean discontinuity(byte[] b, int at) {
        return hasFlags(b, at) && (b[at + 5] & 0x80) != 0;
    }

    public static boolean randomAccessIndicator(byte[] b, int at) {
        return hasFlags(b, at) && (b[at + 5] & 0x40) != 0;
    }

    /** The PCR in 27 MHz ticks (0 to 2^33 * 300 - 1), -1 when the packet has none or an impossible one. */
    public static long pcr(byte[] b, int at) {
        if (!hasAdaptation(b, at) || (b[at + 4] & 0xFF) < 7 || (b[at + 4] & 0xFF) > 183 || (b[at + 5] & 0x10) == 0) {
            return -1;
        }
        long base = (b[at + 6] & 0xFFL) << 25 | (b[at + 7] & 0xFFL) << 17 | (b[at + 8] & 0xFFL) << 9
                | (b[at + 9] & 0xFFL) << 1 | (b[at + 10] & 0x80L) >> 7;
        int extension = (b[at + 10] & 1) << 8 | (b[at + 11] & 0xFF);
        return extension < 300 ? base * 300 + extension : -1;
    }

    private static boolean hasFlags(byte[] b, int at) {
        return hasAdaptation(b, at) && b[at + 4] != 0;
    }
}
