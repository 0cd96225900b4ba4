package io.mediachassis.blade.ts;

/** Codings that a PMT can announce; names as ffmpeg's. */
public enum Codec {
    MPEG1_VIDEO("mpeg1video", Kind.VIDEO),
    MPEG2_VIDEO("mpeg2video", Kind.VIDEO),
    MPEG4_VIDEO("mpeg4", Kind.VIDEO),
    H264("h264", Kind.VIDEO),
    HEVC("hevc", Kind.VIDEO),
    VVC("vvc", Kind.VIDEO),
    CAVS("cavs", Kind.VIDEO),
    VC1("vc1", Kind.VIDEO),
    /** MPEG-1 or MPEG-2 audio of any layer; the PMT doesn't say which. */
    MPEG_AUDIO("mp2", Kind.AUDIO),
    AAC("aac", Kind.AUDIO),
    AAC_LATM("aac_latm", Kind.AUDIO),
    AC3("ac3", Kind.AUDIO),
    EAC3("eac3", Kind.AUDIO),
    DTS("dts", Kind.AUDIO),
    OPUS("opus", Kind.AUDIO),
    OTHER("", Kind.OTHER);

    /** What a stream is for. */
    public enum Kind { VIDEO, AUDIO, OTHER }

    private final String ffmpegName;
    private final Kind kind;

    Codec(String ffmpegName, Kind kind) {
        this.ffmpegName = ffmpegName;
        this.kind = kind;
    }

    public String ffmpegName() {
        return ffmpegName;
    }

    public Kind kind() {
        return kind;
    }

    /** By stream_type (ISO/IEC 13818-1 table 2-34, ATSC A/53, SMPTE RP 227) and, for private data, the descriptors. */
    static Codec of(int streamType, byte[] b, int descriptors, int length) {
        return switch (streamType) {
            case 0x01 -> MPEG1_VIDEO;
            case 0x02 -> MPEG2_VIDEO;
            case 0x10 -> MPEG4_VIDEO;
            case 0x1B -> H264;
            case 0x24 -> HEVC;
            case 0x33 -> VVC;
            case 0x42 -> CAVS;
            case 0xEA -> VC1;
            case 0x03, 0x04 -> MPEG_AUDIO;
            case 0x0F -> AAC;
            case 0x11 -> AAC_LATM;
            case 0x81 -> AC3;
            case 0x87 -> EAC3;
            case 0x82, 0x8A -> DTS;
            case 0x06 -> ofPrivateData(b, descriptors, length);
            default -> OTHER;
        };
    }

    /** ETSI EN 300 468 tags and registration_descriptor. */
    private static Codec ofPrivateData(byte[] b, int at, int length) {
        int end = at + length;
        int p = at;
        while (p + 2 <= end) {
            int tag = b[p] & 0xFF;
            int size = b[p + 1] & 0xFF;
            if (p + 2 + size > end) {
                return OTHER;
            }
            Codec named = switch (tag) {
                case 0x6A -> AC3;
                case 0x7A -> EAC3;
                case 0x7B -> DTS;
                case 0x7C -> AAC;
                case 0x05 -> size >= 4 ? registered(b, p + 2) : OTHER;
                default -> OTHER;
            };
            if (named != OTHER) {
                return named;
            }
            p += 2 + size;
        }
        return OTHER;
    }

    private static Codec registered(byte[] b, int at) {
        int id = (b[at] & 0xFF) << 24 | (b[at + 1] & 0xFF) << 16 | (b[at + 2] & 0xFF) << 8 | (b[at + 3] & 0xFF);
        return switch (id) {
            case 0x41432D33 -> AC3;
            case 0x45414333 -> EAC3;
            case 0x4F707573 -> OPUS;
            case 0x48455643 -> HEVC;
            case 0x56432D31 -> VC1;
            case 0x44545331, 0x44545332, 0x44545333 -> DTS;
            default -> OTHER;
        };
    }
}
