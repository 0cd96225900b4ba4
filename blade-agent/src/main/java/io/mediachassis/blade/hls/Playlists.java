package io.mediachassis.blade.hls;

import java.util.List;
import java.util.Locale;

/** Writes playlists (RFC 8216 section 4). Pure; any thread. */
final class Playlists {
    /** EXT-X-BYTERANGE and EXT-X-I-FRAMES-ONLY (RFC 8216 section 7). */
    private static final int VERSION = 4;
    /** EXT-X-MAP in a playlist of key frames. */
    private static final int VERSION_WITH_MAP = 5;

    private Playlists() {}

    /** @param base scheme, host and port in front of every URI, or "" to stay where the playlist came from */
    static String master(HlsLayout layout, String base) {
        StringBuilder text = head(VERSION);
        independent(text, layout);
        text.append("#EXT-X-STREAM-INF:");
        attributes(text, layout.fragments(), layout.format().codecs(), layout.format());
        if (layout.format().frameRate() > 0) {
            text.append(String.format(Locale.ROOT, ",FRAME-RATE=%.3f", layout.format().frameRate()));
        }
        text.append('\n').append(uri(base, layout, "media.m3u8")).append('\n');
        if (!layout.keyFrames().isEmpty()) {
            text.append("#EXT-X-I-FRAME-STREAM-INF:");
            attributes(text, layout.keyFrames(), layout.format().video(), layout.format());
            text.append(",URI=\"").append(uri(base, layout, "iframes.m3u8")).append("\"\n");
        }
        return text.toString();
    }

    static String media(HlsLayout layout, String base) {
        StringBuilder text = head(VERSION);
        common(text, layout, layout.fragments());
        independent(text, layout);
        layout.fragments().forEach(f -> fragment(text, f, uri(base, layout, f.file() + ".ts")));
        return layout.whole() ? text.append("#EXT-X-ENDLIST\n").toString() : text.toString();
    }

    static String keyFrames(HlsLayout layout, String base) {
        StringBuilder text = head(layout.mapBytes() > 0 ? VERSION_WITH_MAP : VERSION);
        common(text, layout, layout.keyFrames());
        text.append("#EXT-X-I-FRAMES-ONLY\n");
        int mapped = -1;
        for (Fragment frame : layout.keyFrames()) {
            String uri = uri(base, layout, frame.file() + ".ts");
            if (layout.mapBytes() > 0 && frame.file() != mapped) {
                mapped = frame.file();
                text.append("#EXT-X-MAP:URI=\"").append(uri).append("\",BYTERANGE=\"").append(layout.mapBytes())
                        .append("@0\"\n");
            }
            fragment(text, frame, uri);
        }
        return layout.whole() ? text.append("#EXT-X-ENDLIST\n").toString() : text.toString();
    }

    private static StringBuilder head(int version) {
        return new StringBuilder("#EXTM3U\n#EXT-X-VERSION:").append(version).append('\n');
    }

    private static void common(StringBuilder text, HlsLayout layout, List<Fragment> fragments) {
        // No EXTINF, rounded, may be above it (RFC 8216 section 4.3.3.1). A key frame can't be cut shorter.
        long longest = (long) Math.ceil(fragments.stream().mapToDouble(Fragment::seconds).max().orElse(1) - 1e-6);
        text.append("#EXT-X-TARGETDURATION:").append(Math.max(layout.targetSeconds(), longest))
                .append("\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:");
        // Nothing is ever taken away, so that the first fragment stays number 0. Players would begin at the end of what
        // grows; but this is no live program, it only is not all here yet.
        text.append(layout.whole() ? "VOD\n" : "EVENT\n#EXT-X-START:TIME-OFFSET=0\n");
    }

    /** Not said of what grows: a later fragment might break it. */
    private static void independent(StringBuilder text, HlsLayout layout) {
        if (layout.whole() && layout.independent()) {
            text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        }
    }

    private static void fragment(StringBuilder text, Fragment fragment, String uri) {
        text.append(String.format(Locale.ROOT, "#EXTINF:%.6f,\n", fragment.seconds()))
                .append("#EXT-X-BYTERANGE:").append(fragment.length()).append('@').append(fragment.offset())
                .append('\n').append(uri).append('\n');
    }

    private static void attributes(StringBuilder text, List<Fragment> of, String codecs, MediaFormat format) {
        double peak = of.stream().mapToDouble(Fragment::rate).max().orElse(1);
        double seconds = of.stream().mapToDouble(Fragment::seconds).sum();
        double mean = seconds == 0 ? peak : 8 * of.stream().mapToLong(Fragment::length).sum() / seconds;
        text.append("BANDWIDTH=").append((long) Math.max(1, Math.ceil(peak)))
                .append(",AVERAGE-BANDWIDTH=").append((long) Math.max(1, Math.ceil(mean)));
        if (!codecs.isEmpty()) {
            text.append(",CODECS=\"").append(codecs).append('"');
        }
        if (format.width() > 0) {
            text.append(",RESOLUTION=").append(format.width()).append('x').append(format.height());
        }
    }

    private static String uri(String base, HlsLayout layout, String name) {
        return base + "/programs/" + layout.id() + "/hls/" + name;
    }
}
