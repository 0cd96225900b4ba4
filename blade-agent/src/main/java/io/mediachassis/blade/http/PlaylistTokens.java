package io.mediachassis.blade.http;

import io.mediachassis.blade.access.ShownToken;

/** Puts a token into the URIs of a playlist, M3U or HLS (RFC 8216): players show nothing but what these have. Pure. */
final class PlaylistTokens {
    private static final String ATTRIBUTE = "URI=\"";

    private PlaylistTokens() {}

    static String with(String playlist, String token) {
        StringBuilder text = new StringBuilder(playlist.length() * 2);
        for (String line : playlist.split("\n", -1)) {
            int uri = line.indexOf(ATTRIBUTE);
            if (line.startsWith("#") && uri >= 0) {
                int start = uri + ATTRIBUTE.length();
                int end = line.indexOf('"', start);
                text.append(line, 0, start)
                        .append(ShownToken.with(line.substring(start, end), token))
                        .append(line, end, line.length());
            } else {
                text.append(line.isEmpty() || line.startsWith("#") ? line : ShownToken.with(line, token));
            }
            text.append('\n');
        }
        text.setLength(text.length() - 1);
        return text.toString();
    }
}
