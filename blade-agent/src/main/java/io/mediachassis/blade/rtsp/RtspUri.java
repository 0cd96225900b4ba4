package io.mediachassis.blade.rtsp;

import io.mediachassis.blade.access.PlaybackGate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The URL of a request. The forms, {@code /programs} in front of each being allowed too:
 *
 * <pre>
 *   *                            the server (OPTIONS)
 *   rtsp://host/ID               the program, its aggregate URL
 *   rtsp://host/ID/              the same: what players make of Content-Base
 *   rtsp://host/ID/trackID=0     its only track
 *   rtsp://host/nvod/SET         a set of staggered multicast streams, called "nvod/SET" here
 *   rtsp://host/nvod/SET/trackID=K   its stream K
 *   rtsp://host/interactive/ID   the program, for a console of its multicast streams; called "interactive/ID" here
 *   rtsp://host/stream=N         the session in the Session header, whatever N (SAT&gt;IP, EN 50585)
 *   rtsp://host/                 the session, or the server
 * </pre>
 *
 * @param authority host and port without credentials; empty when the URL is only a path
 * @param programId a plain identifier, behind {@link #SET_PREFIX} that of a set, or behind {@link PlaybackGate#INTERACTIVE_PREFIX}; empty
 *     when the URL names none
 * @param track -1 when it names none
 */
record RtspUri(String authority, String programId, int track) {
    /** What a program may be called: safe in a URL, in SDP, in a file name. */
    static final Pattern PROGRAM_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** What names of sets begin with; no program's does. */
    static final String SET_PREFIX = PlaybackGate.SET_PREFIX;

    private static final String INTERACTIVE_PREFIX = PlaybackGate.INTERACTIVE_PREFIX;

    private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z0-9._\\-\\[\\]:%]{1,255}");
    private static final Pattern CONTROL = Pattern.compile("(?i)(trackID|stream)=([0-9]{1,5})");

    /** Whether it names a set of multicast streams. */
    boolean isSet() {
        return programId.startsWith(SET_PREFIX);
    }

    /** Never fails: what can't be read names no program. */
    static RtspUri parse(String text) {
        String rest = text;
        String authority = "";
        if (rest.toLowerCase(Locale.ROOT).startsWith("rtsp://")) {
            rest = rest.substring(7);
            int slash = rest.indexOf('/');
            authority = slash < 0 ? rest : rest.substring(0, slash);
            rest = slash < 0 ? "" : rest.substring(slash);
            authority = authority.substring(authority.lastIndexOf('@') + 1);
            if (!AUTHORITY.matcher(authority).matches()) {
                authority = "";
            }
        }
        int query = rest.indexOf('?');
        List<String> parts = new ArrayList<>();
        for (String part : (query < 0 ? rest : rest.substring(0, query)).split("/", -1)) {
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        int track = -1;
        if (!parts.isEmpty()) {
            var control = CONTROL.matcher(parts.get(parts.size() - 1));
            if (control.matches()) {
                track = Integer.parseInt(control.group(2));
                parts.remove(parts.size() - 1);
            }
        }
        if (parts.size() == 2 && parts.get(0).equals("programs")) {
            parts.remove(0);
        }
        if (parts.size() == 2 && PROGRAM_ID.matcher(parts.get(1)).matches()) {
            String prefix = parts.get(0) + "/";
            if (prefix.equals(SET_PREFIX) || prefix.equals(INTERACTIVE_PREFIX)) {
                return new RtspUri(authority, prefix + parts.get(1), track);
            }
        }
        boolean named = parts.size() == 1 && PROGRAM_ID.matcher(parts.get(0)).matches();
        return new RtspUri(authority, named ? parts.get(0) : "", track);
    }
}
