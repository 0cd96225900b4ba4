package io.mediachassis.blade.hls;

import io.mediachassis.blade.ts.Codec;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Codec string (RFC 6381) and picture size from the first sequence header or sequence parameter set of an elementary
 * stream: ITU-T H.264 section 7.3.2.1.1, H.265 section 7.3.2.2, ISO/IEC 13818-2 section 6.2.2.1. Pure.
 *
 * @param codec as CODECS has it
 * @param width of the picture that is shown, pixels; 0 when it can't be read
 */
record VideoHeader(String codec, int width, int height) {
    private static final int H264_SPS = 7;
    private static final int HEVC_SPS = 33;
    private static final int SEQUENCE_HEADER = 0xB3;
    private static final int LARGEST = 16384;
    /** Profiles whose parameter sets tell the chroma format. */
    private static final Set<Integer> HIGH = Set.of(100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135);

    /** Looks for the header in the first bytes of a stream. */
    static Optional<VideoHeader> find(Codec codec, byte[] b, int length) {
        for (int at = 0; at + 8 < length; at++) {
            if (b[at] != 0 || b[at + 1] != 0 || b[at + 2] != 1) {
                continue;
            }
            int unit = at + 3;
            int first = b[unit] & 0xFF;
            if (codec == Codec.H264 && (first & 0x1F) == H264_SPS) {
                return Optional.of(h264(payload(b, unit + 1, length)));
            } else if (codec == Codec.HEVC && (first >> 1 & 0x3F) == HEVC_SPS) {
                return Optional.of(hevc(payload(b, unit + 2, length)));
            } else if ((codec == Codec.MPEG2_VIDEO || codec == Codec.MPEG1_VIDEO) && first == SEQUENCE_HEADER) {
                BitReader in = new BitReader(b, unit + 1, length);
                return Optional.of(sized(codec == Codec.MPEG2_VIDEO ? "mp4v.61" : "mp4v.6A", in.bits(12), in.bits(12)));
            }
        }
        return Optional.empty();
    }

    private static VideoHeader sized(String codec, int width, int height) {
        boolean plausible = width > 0 && height > 0 && width <= LARGEST && height <= LARGEST;
        return new VideoHeader(codec, plausible ? width : 0, plausible ? height : 0);
    }

    /** The unit up to the next start code, without its emulation prevention bytes. */
    private static byte[] payload(byte[] b, int from, int length) {
        byte[] out = new byte[Math.min(length - from, 512)];
        int n = 0;
        int zeros = 0;
        for (int at = from; at < length && n < out.length; at++) {
            if (zeros >= 2 && b[at] == 3) {
                zeros = 0;
                continue;
            }
            if (zeros >= 2 && b[at] == 1) {
                break;
            }
            zeros = b[at] == 0 ? zeros + 1 : 0;
            out[n++] = b[at];
        }
        return java.util.Arrays.copyOf(out, Math.max(n, 16));
    }

    private static VideoHeader h264(byte[] b) {
        String codec = String.format(Locale.ROOT, "avc1.%02x%02x%02x", b[0] & 0xFF, b[1] & 0xFF, b[2] & 0xFF);
        BitReader in = new BitReader(b, 3, b.length);
        in.unsigned();
        int chroma = 1;
        if (HIGH.contains(b[0] & 0xFF)) {
            chroma = in.unsigned();
            if (chroma == 3) {
                in.skip(1);
            }
            in.unsigned();
            in.unsigned();
            in.skip(1);
            if (in.flag()) {
                for (int i = 0; i < (chroma == 3 ? 12 : 8); i++) {
                    if (in.flag()) {
                        scalingList(in, i < 6 ? 16 : 64);
                    }
                }
            }
        }
        in.unsigned();
        int order = in.unsigned();
        if (order == 0) {
            in.unsigned();
        } else if (order == 1) {
            in.skip(1);
            in.signed();
            in.signed();
            int cycle = Math.min(in.unsigned(), 255);
            for (int i = 0; i < cycle; i++) {
                in.signed();
            }
        }
        in.unsigned();
        in.skip(1);
        int width = 16 * (in.unsigned() + 1);
        int mapUnits = in.unsigned() + 1;
        boolean frames = in.flag();
        if (!frames) {
            in.skip(1);
        }
        in.skip(1);
        int height = 16 * mapUnits * (frames ? 1 : 2);
        if (in.flag()) {
            int unitX = chroma == 1 || chroma == 2 ? 2 : 1;
            int unitY = (chroma == 1 ? 2 : 1) * (frames ? 1 : 2);
            width -= unitX * (in.unsigned() + in.unsigned());
            height -= unitY * (in.unsigned() + in.unsigned());
        }
        return sized(codec, width, height);
    }

    private static void scalingList(BitReader in, int size) {
        int last = 8;
        int next = 8;
        for (int i = 0; i < size && next != 0; i++) {
            next = last + in.signed() + 256 & 0xFF;
            last = next == 0 ? last : next;
        }
    }

    private static VideoHeader hevc(byte[] b) {
        BitReader in = new BitReader(b, 0, b.length);
        in.skip(4);
        int subLayers = in.bits(3);
        in.skip(1);
        String codec = hevcCodec(b);
        in.skip(96);
        int present = in.bits(subLayers == 0 ? 0 : 16);
        for (int i = 0; i < subLayers; i++) {
            in.skip((present >> (15 - 2 * i) & 1) * 88 + (present >> (14 - 2 * i) & 1) * 8);
        }
        in.unsigned();
        int chroma = in.unsigned();
        if (chroma == 3) {
            in.skip(1);
        }
        int width = in.unsigned();
        int height = in.unsigned();
        if (in.flag()) {
            width -= (chroma == 1 || chroma == 2 ? 2 : 1) * (in.unsigned() + in.unsigned());
            height -= (chroma == 1 ? 2 : 1) * (in.unsigned() + in.unsigned());
        }
        return sized(codec, width, height);
    }

    /** ISO/IEC 14496-15 annex E.3; the profile, tier and level start at the second byte of the parameter set. */
    private static String hevcCodec(byte[] b) {
        int space = b[1] >> 6 & 3;
        int compatible = (b[2] & 0xFF) << 24 | (b[3] & 0xFF) << 16 | (b[4] & 0xFF) << 8 | (b[5] & 0xFF);
        StringBuilder text = new StringBuilder("hvc1.");
        if (space > 0) {
            text.append((char) ('A' + space - 1));
        }
        text.append(b[1] & 0x1F)
                .append('.').append(Integer.toHexString(Integer.reverse(compatible)))
                .append('.').append((b[1] & 0x20) == 0 ? 'L' : 'H').append(b[12] & 0xFF);
        int last = 11;
        while (last >= 6 && b[last] == 0) {
            last--;
        }
        for (int i = 6; i <= last; i++) {
            text.append('.').append(Integer.toHexString(b[i] & 0xFF));
        }
        return text.toString();
    }
}
