package io.mediachassis.blade.http;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The list of programs as JSON and as M3U, with the host as the client knows it. Pure. */
final class Listings {
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])(:[0-9]{1,5})?");

    private final int rtspPort;

    Listings(int rtspPort) {
        this.rtspPort = rtspPort;
    }

    /** Host and port from the Host header, or of the connection when that isn't plain. */
    static String host(String header, InetSocketAddress local) {
        if (isHost(header)) {
            return header;
        }
        String address = local.getAddress().getHostAddress();
        return (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + local.getPort();
    }

    static boolean isHost(CharSequence header) {
        int colon = header.length();
        for (int i = 0; i < header.length(); i++) {
            char c = header.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            if (c == ':' && colon == header.length() && i > 0) {
                colon = i;
            } else if (!digit && (i > colon || !((c >= 'a' && c <= 'z') || c == '.' || c == '-'))) {
                // An address of version 6, capitals: rare, and nothing else may pass.
                return HOST.matcher(header).matches();
            }
        }
        int port = header.length() - colon;
        return colon >= 1 && colon <= 253 && (port == 0 || (port >= 2 && port <= 6));
    }

    Map<String, Object> json(List<ProgramSummary> programs, String host) {
        return Map.of("programs", programs.stream().map(p -> json(p, host)).toList());
    }

    Map<String, Object> json(ProgramSummary program, String host) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", program.id());
        json.put("title", program.title());
        json.put("duration_s", program.durationMs() / 1000.0);
        json.put("bytes", program.bytes());
        json.put("bit_rate", program.bitRate());
        json.put("manifest_hash", program.manifestHash());
        json.put("rtsp", rtsp(program, host));
        json.put("http", http(program, host));
        json.put("hls", "http://" + host + "/programs/" + program.id() + ".m3u8");
        return json;
    }

    String m3u(List<ProgramSummary> programs, String host, boolean http) {
        StringBuilder text = new StringBuilder("#EXTM3U\n");
        for (ProgramSummary program : programs) {
            text.append(String.format(
                    Locale.ROOT, "#EXTINF:%d,%s\n", (program.durationMs() + 500) / 1000,
                    program.title().replaceAll("\\p{Cntrl}+", " ")));
            text.append(http ? http(program, host) : rtsp(program, host)).append('\n');
        }
        return text.toString();
    }

    private String rtsp(ProgramSummary program, String host) {
        String name = host.replaceFirst(":[0-9]{1,5}$", "");
        return "rtsp://" + name + ":" + rtspPort + "/" + program.id();
    }

    private static String http(ProgramSummary program, String host) {
        return "http://" + host + "/programs/" + program.id() + ".ts";
    }
}
