package io.mediachassis.blade.ts;

/**
 * Says of one video PES packet after another whether decoding can start there. H.264: a sequence parameter set, and
 * an IDR picture, a recovery point or an I slice first (ITU-T H.264 section 7.4.1.2.1, D.2.8). HEVC: a sequence
 * parameter set and an IRAP picture (nal_unit_type 16 to 23). MPEG-1/2: a sequence header and an I picture. Parameter
 * sets are asked for, since a console that joins has seen none. Reads only until it knows, no further than
 * {@link #LIMIT} bytes. One thread.
 *
 * <pre>
 *   IDLE --begin--> UNDECIDED --first picture seen--> YES | NO
 *                             --LIMIT bytes, or not a PES packet--> NO
 * </pre>
 */
final class RandomAccessDetector {
    /** What is known of the PES packet. */
    enum Verdict { IDLE, UNDECIDED, YES, NO }

    /** Headers, parameter sets and SEI before the first slice fit well within this. */
    static final int LIMIT = 64 * 1024;
    private static final int UNIT = 64;

    private final Codec codec;
    private Verdict verdict = Verdict.IDLE;
    private int seen;
    private int headerEnd;
    /** The last four bytes; the low three are a start code prefix when they equal 1. */
    private int window;
    private final byte[] unit = new byte[UNIT];
    /** Bytes of the current NAL unit collected, -1 outside of one. */
    private int unitBytes;
    private boolean parameters;
    private boolean recoveryPoint;

    RandomAccessDetector(Codec codec) {
        this.codec = codec;
    }

    /** Whether this coding can be read; for others only random_access_indicator tells. */
    static boolean reads(Codec codec) {
        return codec == Codec.H264 || codec == Codec.HEVC || codec == Codec.MPEG2_VIDEO || codec == Codec.MPEG1_VIDEO;
    }

    Verdict verdict() {
        return verdict;
    }

    /** A PES packet starts. */
    void begin() {
        verdict = Verdict.UNDECIDED;
        seen = 0;
        headerEnd = 9;
        window = -1;
        unitBytes = -1;
        parameters = false;
        recoveryPoint = false;
    }

    /** The PES packet ends undecided, or a part of it is missing. */
    void giveUp() {
        verdict = Verdict.NO;
    }

    /** More bytes of the PES packet; a no-op unless undecided. */
    Verdict payload(byte[] b, int from, int to) {
        for (int p = from; p < to && verdict == Verdict.UNDECIDED; p++) {
            if (seen < headerEnd) {
                header(b[p] & 0xFF);
            } else {
                body(b[p]);
            }
            seen++;
        }
        if (verdict == Verdict.UNDECIDED && seen > LIMIT) {
            verdict = Verdict.NO;
        }
        return verdict;
    }

    private void header(int value) {
        boolean wrong = switch (seen) {
            case 0, 1 -> value != 0;
            case 2 -> value != 1;
            case 3 -> value < 0xE0 || (value > 0xEF && value != 0xFD);
            default -> false;
        };
        if (wrong) {
            verdict = Verdict.NO;
        } else if (seen == 8) {
            headerEnd = 9 + value;
        }
    }

    private void body(byte value) {
        window = window << 8 | (value & 0xFF);
        if ((window & 0xFFFFFF) == 1) {
            endOfUnit();
            unitBytes = 0;
        } else if (unitBytes >= 0 && unitBytes < UNIT) {
            unit[unitBytes++] = value;
            inUnit();
        }
    }

    /** Looks at the current unit as soon as enough of it is there. */
    private void inUnit() {
        switch (codec) {
            case H264 -> h264();
            case HEVC -> hevc();
            default -> mpeg2();
        }
    }

    private void h264() {
        int type = unit[0] & 0x1F;
        if (unitBytes == 1) {
            if (type == 7) {
                parameters = true;
            } else if (type == 5) {
                verdict = parameters ? Verdict.YES : Verdict.NO;
            }
        } else if ((type == 1 || type == 2) && unitBytes == 8) {
            verdict = parameters && (recoveryPoint || intraSlice()) ? Verdict.YES : Verdict.NO;
        }
    }

    /** slice_type is the second ue(v) of the slice header; 2 and 7 are I, 4 and 9 SI. */
    private boolean intraSlice() {
        long bits = 0;
        for (int i = 1; i < 8; i++) {
            bits = bits << 8 | (unit[i] & 0xFF);
        }
        BitReader reader = new BitReader(bits << 8);
        reader.unsignedExpGolomb();
        int type = reader.unsignedExpGolomb();
        return type == 2 || type == 7 || type == 4 || type == 9;
    }

    private void hevc() {
        if (unitBytes != 1) {
            return;
        }
        int type = unit[0] >> 1 & 0x3F;
        if (type == 33) {
            parameters = true;
        } else if (type < 32) {
            verdict = parameters && type >= 16 && type <= 23 ? Verdict.YES : Verdict.NO;
        }
    }

    private void mpeg2() {
        int code = unit[0] & 0xFF;
        if (unitBytes == 1 && code == 0xB3) {
            parameters = true;
        } else if (unitBytes == 3 && code == 0x00) {
            // picture_coding_type follows the 10 bits of temporal_reference; 1 is I.
            verdict = parameters && (unit[2] >> 3 & 7) == 1 ? Verdict.YES : Verdict.NO;
        }
    }

    private void endOfUnit() {
        if (codec == Codec.H264 && unitBytes > 2 && (unit[0] & 0x1F) == 6) {
            recoveryPoint |= hasRecoveryPoint();
        }
    }

    /** Walks the SEI messages in the part of the unit that was kept; payload type 6 is a recovery point. */
    private boolean hasRecoveryPoint() {
        int p = 1;
        while (p + 1 < unitBytes) {
            int type = 0;
            while (p < unitBytes && (unit[p] & 0xFF) == 0xFF) {
                type += 255;
                p++;
            }
            type += p < unitBytes ? unit[p++] & 0xFF : 0;
            if (type == 6) {
                return true;
            }
            int size = 0;
            while (p < unitBytes && (unit[p] & 0xFF) == 0xFF) {
                size += 255;
                p++;
            }
            size += p < unitBytes ? unit[p++] & 0xFF : 0;
            p += size;
        }
        return false;
    }

    /** The bits of a long from the top; zeros behind them. */
    private static final class BitReader {
        private long bits;

        BitReader(long bits) {
            this.bits = bits;
        }

        int unsignedExpGolomb() {
            int zeros = Math.min(Long.numberOfLeadingZeros(bits), 31);
            bits <<= zeros;
            long value = bits >>> (63 - zeros);
            bits <<= zeros + 1;
            return (int) value - 1;
        }
    }
}
