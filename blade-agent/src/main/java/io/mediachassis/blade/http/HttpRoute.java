package io.mediachassis.blade.http;

import io.mediachassis.blade.access.PlaybackGate;

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

    /**
     * {@code /programs/ID.ts}
     *
     * @param interactive {@code /interactive/ID.ts}: for a console of the program's multicast streams, which lacks what was
     *     sent before it came
     */
    record Media(String id, boolean interactive) implements HttpRoute {}

    /** {@code /programs/ID/segments/N.ts}, or {@code .idx} */
    record Segment(String id, int number, boolean index) implements HttpRoute {}

    /** {@code /programs/ID/manifest.json} */
    record Manifest(String id) implements HttpRoute {}

    /** {@code /programs/ID/layouts.json} */
    record Layouts(String id) implements HttpRoute {}

    /** {@code /programs/ID.m3u8}, {@code /programs/ID/hls/media.m3u8} or {@code iframes.m3u8} */
    record Hls(String id, PlaylistShelf.Kind kind) implements HttpRoute {}

    /** {@code /programs/ID/hls/N.ts}: a segment file for players */
    record HlsMedia(String id, int number) implements HttpRoute {}

    /** {@code /nvod.m3u}, {@code /nvod/SET.sdp} and what else there is of multicast streams */
    record Announced(String path) implements HttpRoute {
        /** The set's name; empty for the list of all, or for what is none. */
        String set() {
            int end = 6;
            while (end < path.length() && (path.charAt(end) == '.' || Character.isDigit(path.charAt(end)))) {
                end++;
            }
            String name = path.startsWith("/nvod/") ? path.substring(6, end) : "";
            return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        }
    }

    /** {@code /ingest/ID} */
    record Ingest(String id) implements HttpRoute {}

    /** {@code /distribute/ID}: a stream that goes onward */
    record Distribute(String id) implements HttpRoute {}

    /** Nothing of ours. */
    record Unknown() implements HttpRoute {}

    /** What every path of a program starts with. */
    String PREFIX = "/programs/";

    /** What a program's path starts with that a console of its multicast streams asks for. */
    String INTERACTIVE = "/" + PlaybackGate.INTERACTIVE_PREFIX;

    /** Reads the target of a request, in origin form or absolute (RFC 9112 section 3.2); its query is left out. */
    static HttpRoute of(String target) {
        int start = target.startsWith("http://") ? target.indexOf('/', 7) : 0;
        int query = target.indexOf('?');
        if (start < 0 || (query >= 0 && query < start)) {
            return new Unknown();
        }
        String path = start == 0 && query < 0 ? target : target.substring(start, query < 0 ? target.length() : query);
        if (path.startsWith(PREFIX) && path.length() > PREFIX.length()) {
            int slash = path.indexOf('/', PREFIX.length());
            return slash < 0
                    ? program(path.substring(PREFIX.length()))
                    : part(path.substring(PREFIX.length(), slash), path.substring(slash + 1));
        }
        if (path.equals("/programs") || path.equals(PREFIX)) {
            return new Programs();
        } else if (path.equals("/programs.m3u")) {
            return new Playlist();
        }
        if (path.startsWith("/nvod")) {
            return new Announced(path);
        }
        if (path.startsWith(INTERACTIVE) && path.endsWith(".ts")
                && isId(path.substring(INTERACTIVE.length(), path.length() - 3))) {
            return new Media(path.substring(INTERACTIVE.length(), path.length() - 3), true);
        }
        if (path.startsWith("/distribute/") && isId(path.substring(12))) {
            return new Distribute(path.substring(12));
        }
        return path.startsWith("/ingest/") && isId(path.substring(8)) ? new Ingest(path.substring(8)) : new Unknown();
    }

    private static HttpRoute program(String name) {
        if (name.endsWith(".m3u8") && isId(name.substring(0, name.length() - 5))) {
            return new Hls(name.substring(0, name.length() - 5), PlaylistShelf.Kind.MASTER);
        } else if (name.endsWith(".ts") && isId(name.substring(0, name.length() - 3))) {
            return new Media(name.substring(0, name.length() - 3), false);
        }
        return isId(name) ? new Description(name) : new Unknown();
    }

    /** Something below a program. */
    private static HttpRoute part(String id, String rest) {
        if (!isId(id)) {
            return new Unknown();
        }
        return switch (rest) {
            case "manifest.json" -> new Manifest(id);
            case "layouts.json" -> new Layouts(id);
            case "hls/media.m3u8" -> new Hls(id, PlaylistShelf.Kind.MEDIA);
            case "hls/iframes.m3u8" -> new Hls(id, PlaylistShelf.Kind.KEY_FRAMES);
            default -> segment(id, rest);
        };
    }

    private static HttpRoute segment(String id, String rest) {
        int dot = rest.indexOf('.');
        String ending = dot < 0 ? "" : rest.substring(dot);
        if (rest.startsWith("hls/") && ending.equals(".ts") && isNumber(rest, 4, dot)) {
            return new HlsMedia(id, Integer.parseInt(rest, 4, dot, 10));
        }
        boolean segment = ending.equals(".ts") || ending.equals(".idx");
        return segment && rest.startsWith("segments/") && isNumber(rest, 9, dot)
                ? new Segment(id, Integer.parseInt(rest, 9, dot, 10), ending.equals(".idx"))
                : new Unknown();
    }

    /** Letters, digits, dots, underscores and hyphens, a letter or digit first, 64 at most. */
    private static boolean isId(String text) {
        if (text.isEmpty() || text.length() > 64 || !isLetterOrDigit(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** One to six digits. */
    private static boolean isNumber(String text, int from, int to) {
        if (to - from < 1 || to - from > 6) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
