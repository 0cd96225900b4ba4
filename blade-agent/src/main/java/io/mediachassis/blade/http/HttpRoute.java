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

    /** {@code /ingest/ID} */
    record Ingest(String id) implements HttpRoute {}

    /** Nothing of ours. */
    record Unknown() implements HttpRoute {}

    Pattern PROGRAM = Pattern.compile("/programs/([A-Za-z0-9][A-Za-z0-9._-]{0,66})");
    Pattern SEGMENT =
            Pattern.compile("/programs/([A-Za-z0-9][A-Za-z0-9._-]{0,63})/segments/([0-9]{1,6})\\.(ts|idx)");
    Pattern MANIFEST = Pattern.compile("/programs/([A-Za-z0-9][A-Za-z0-9._-]{0,63})/manifest\\.json");
    Pattern INGEST = Pattern.compile("/ingest/([A-Za-z0-9][A-Za-z0-9._-]{0,63})");

    /** Reads the target of a request; its query is left out. */
    static HttpRoute of(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        if (path.equals("/programs") || path.equals("/programs/")) {
            return new Programs();
        }
        if (path.equals("/programs.m3u")) {
            return new Playlist();
        }
        Matcher program = PROGRAM.matcher(path);
        if (program.matches()) {
            String name = program.group(1);
            return name.endsWith(".ts") && name.length() > 3
                    ? new Media(name.substring(0, name.length() - 3))
                    : new Description(name);
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
