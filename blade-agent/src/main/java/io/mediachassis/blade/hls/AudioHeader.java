package io.mediachassis.blade.hls;

import io.mediachassis.blade.ts.Codec;

/** Codec strings (RFC 6381) of audio, from the first frame where the PMT doesn't say enough. Pure. */
final class AudioHeader {
    private AudioHeader() {}

    /**
     * Codec string of an elementary stream, "" where there is none.
     *
     * @param b the stream's first bytes
     */
    static String codec(Codec codec, byte[] b, int length) {
        return switch (codec) {
            // ADTS (ISO/IEC 13818-7 section 6.2): the object type less one. What SBR adds can't be seen in it.
            case AAC -> length >= 3 && (b[0] & 0xFF) == 0xFF && (b[1] & 0xF6) == 0xF0
                    ? "mp4a.40." + ((b[2] >> 6 & 3) + 1)
                    : "mp4a.40.2";
            case AAC_LATM -> "mp4a.40.2";
            // ISO/IEC 11172-3 section 2.4.2.3: 3 is layer I, 1 is layer III.
            case MPEG_AUDIO -> length >= 2 ? "mp4a.40." + (35 - (b[1] >> 1 & 3)) : "mp4a.40.33";
            case AC3 -> "ac-3";
            case EAC3 -> "ec-3";
            case DTS -> "dtsc";
            case OPUS -> "opus";
            default -> "";
        };
    }
}
