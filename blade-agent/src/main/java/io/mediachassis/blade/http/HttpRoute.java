package io.mediachassis.blade.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a path means. Identifiers are plain (the same as in RTSP URLs), so that none needs decoding and none can leave
 * its folder.
 */
sealed interface HttpRoute {
    /** {@code /programs} */
    record Programs() implements HttpRoute {}

    /** {@code /programs.m3u} */
    record Playlist() implements HttpRoute {}

    /** {@code /programs/ID} */
    record Description(String id) implements HttpRoute {}

    /** {@code /programs/ID.ts} */
    record Media(String id) implements HttpRoute {}

    /** {@code /programs/ID/segments/N.ts}, or {@code .idx} */
    record Segment(String id, int number, boolean index) implements HttpRoute {}

    /** {@code /programs/ID/manifest.json} */
    record Manifest(String id) implements HttpRoute {}

    /** {@code /programs/ID.m3u8}, {@code /programs/ID/hls/media.m3u8} or {@code iframes.m3u8} */
    record Hls(String id, PlaylistShelf.Kind kind) implements HttpRoute {}

    /** {@code /programs/ID/hls/N.ts}: a segment file for players */
    record HlsMedia(String id, int number) implements HttpRoute {}

    /** {@code /ingest/ID} */
    record Ingest(String id) implements HttpRoute {}

    /** Nothing of ours. */
    record Unknown() implements HttpRoute {}

    Pattern PROGRAM = Pattern.compile("/programs/([A-Za-z0-9][A-Za-z0-9._-]{0,68})");
    Pattern SEGMENT =
            Pattern.compile("/programs/([A-Za-z0-9][A-Za-z0-9._-]{0,63})/segments/([0-9]{1,6})\\.(ts|idx)");
    Pattern MANIFEST = Pattern.compile("/programs/([A-Za-z0-9][A-Za-z0-9._-]{0,63})/manifest\\.json");
    Pattern HLS = Pattern.compile(
            "/programs/([A-Za-z0-9][A-Za-z0-9._-]{0,63})/hls/(?:([0-9]{1,6})\\.ts|(media|iframes)\\.m3u8)");
    Pattern INGEST = Pattern.compile("/ingest/([A-Za-z0-9][A-Za-z0-9._-]{0,63})");

    /** Reads the target of a request, in origin form or absolute (RFC 9112 section 3.2); its query is left out. */
    static HttpRoute of(String target) {
        int start = target.startsWith("http://") ? target.indexOf('/', 7) : 0;
        int query = target.indexOf('?');
        if (start < 0 || (query >= 0 && query < start)) {
            return new Unknown();
        }
        String path = target.substring(start, query < 0 ? target.length() : query);
        if (path.equals("/programs") || path.equals("/programs/")) {
            return new Programs();
        }
        if (path.equals("/programs.m3u")) {
            return new Playlist();
        }
        Matcher program = PROGRAM.matcher(path);
        if (program.matches()) {
            String name = program.group(1);
            if (name.endsWith(".m3u8") && name.length() > 5) {
                return new Hls(name.substring(0, name.length() - 5), PlaylistShelf.Kind.MASTER);
            }
            return name.endsWith(".ts") && name.length() > 3
                    ? new Media(name.substring(0, name.length() - 3))
                    : new Description(name);
        }
        Matcher hls = HLS.matcher(path);
        if (hls.matches()) {
            if (hls.group(2) != null) {
                return new HlsMedia(hls.group(1), Integer.parseInt(hls.group(2)));
            }
            return new Hls(hls.group(1), hls.group(3).equals("media")
                    ? PlaylistShelf.Kind.MEDIA
                    : PlaylistShelf.Kind.KEY_FRAMES);
        }
        Matcher segment = SEGMENT.matcher(path);
        if (segment.matches()) {
            return new Segment(
                    segment.group(1), Integer.parseInt(segment.group(2)), segment.group(3).equals("idx"));
        }
        Matcher manifest = MANIFEST.matcher(path);
        if (manifest.matches()) {
            return new Manifest(manifest.group(1));
        }
        Matcher ingest = INGEST.matcher(path);
        return ingest.matches() ? new Ingest(ingest.group(1)) : new Unknown();
    }
}
