package io.mediachassis.sim.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A console that plays one program by RTSP 1.0 over UDP (RFC 2326) and reads none of it. Blocking, with a time limit on
 * each answer; one thread.
 */
final class ConsoleSession implements AutoCloseable {
    private static final int LIMIT_MS = 10_000;
    private static final int MAX_BODY_BYTES = 65_536;

    private final String url;
    private final Socket socket;
    private final BufferedReader in;
    private int sequence;
    private String session = "";

    private record Response(int status, Map<String, String> headers, String body) {}

    /**
     * Connects, describes, sets up and plays.
     *
     * @param url of the program at an engine
     * @param rtpPort even; RTCP comes to the one above
     * @param fromSecond of the program
     */
    ConsoleSession(String url, int rtpPort, int fromSecond) throws IOException {
        this.url = url;
        URI uri = URI.create(url);
        this.socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(LIMIT_MS);
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), LIMIT_MS);
            this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            Response described = ask("DESCRIBE", url, "Accept: application/sdp\r\n");
            String base = described.headers().getOrDefault("content-base", url + "/");
            Response setUp = ask("SETUP", control(base, described.body()),
                    "Transport: RTP/AVP;unicast;client_port=" + rtpPort + "-" + (rtpPort + 1) + "\r\n");
            session = setUp.headers().getOrDefault("session", "").replaceFirst(";.*", "");
            ask("PLAY", base, "Range: npt=" + fromSecond + "-\r\n");
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** A sign of life; due well within the session's time-out of 60 s. */
    void keepAlive() throws IOException {
        ask("GET_PARAMETER", url, "");
    }

    /** URL of the first medium (RFC 2326 C.1.1). */
    private static String control(String base, String sdp) throws IOException {
        String control = sdp.lines()
                .dropWhile(line -> !line.startsWith("m="))
                .filter(line -> line.startsWith("a=control:"))
                .map(line -> line.substring("a=control:".length()).strip())
                .findFirst()
                .orElseThrow(() -> new IOException(base + " describes no medium"));
        return control.contains("://") ? control : base + control;
    }

    private Response ask(String method, String target, String headers) throws IOException {
        String named = session.isEmpty() ? "" : "Session: " + session + "\r\n";
        String request = method + " " + target + " RTSP/1.0\r\nCSeq: " + ++sequence + "\r\nUser-Agent: bench\r\n" + named
                + headers + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        Response response = read();
        if (response.status() != 200) {
            throw new IOException(method + " " + target + " was answered " + response.status()
                    + " " + response.headers().getOrDefault("x-reason", ""));
        }
        return response;
    }

    private Response read() throws IOException {
        String[] status = line().split(" ", 3);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
            }
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        if (status.length < 2 || length > MAX_BODY_BYTES) {
            throw new IOException(url + " was answered with what is no RTSP");
        }
        StringBuilder body = new StringBuilder();
        while (body.length() < length) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the engine closed the connection of " + url);
            }
            body.append((char) next);
        }
        return new Response(Integer.parseInt(status[1]), headers, body.toString());
    }

    private String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("the engine closed the connection of " + url);
        }
        return line;
    }

    /** Tears down, as far as the engine still listens. */
    @Override
    public void close() throws IOException {
        try (socket) {
            ask("TEARDOWN", url, "");
        }
    }
}
