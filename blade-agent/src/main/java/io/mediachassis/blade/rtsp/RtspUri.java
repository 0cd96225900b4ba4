package io.mediachassis.blade.rtsp;

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
 *   rtsp://host/stream=N         the session in the Session header, whatever N (SAT&gt;IP, EN 50585)
 *   rtsp://host/                 the session, or the server
 * </pre>
 *
 * @param authority host and port without credentials; empty when the URL is only a path
 * @param programId a plain identifier, or empty when the URL names none
 * @param track -1 when it names none
 */
record RtspUri(String authority, String programId, int track) {
    /** What a program may be called: safe in a URL, in SDP, in a file name. */
    static final Pattern PROGRAM_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z0-9._\\-\\[\\]:%]{1,255}");
    private static final Pattern CONTROL = Pattern.compile("(?i)(trackID|stream)=([0-9]{1,5})");

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
        boolean named = parts.size() == 1 && PROGRAM_ID.matcher(parts.get(0)).matches();
        return new RtspUri(authority, named ? parts.get(0) : "", track);
    }
}
