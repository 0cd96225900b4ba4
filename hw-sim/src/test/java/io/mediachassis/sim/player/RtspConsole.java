package io.mediachassis.sim.player;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A console that asks one thing after the other and takes its media, if any, without looking. One thread. */
public final class RtspConsole implements AutoCloseable {
    private final String url;
    private final Socket socket = new Socket();
    private final DatagramSocket media = new DatagramSocket();
    private final InputStream in;
    private String session = "";
    private int cseq;

    /** An answer; header names in lower case. */
    public record Reply(int status, Map<String, String> headers) {}

    public RtspConsole(String url, InetSocketAddress server, int timeoutMs) throws IOException {
        this.url = url;
        socket.connect(server, timeoutMs);
        socket.setSoTimeout(timeoutMs);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Media over UDP. */
    public Reply setUp() throws IOException {
        int port = media.getLocalPort();
        Reply reply = ask("SETUP", "Transport: RTP/AVP;unicast;client_port=" + port + "-" + (port ^ 1));
        session = reply.headers().getOrDefault("session", "").split(";", 2)[0];
        return reply;
    }

    public Reply ask(String method, String... headers) throws IOException {
        StringBuilder text = new StringBuilder(method + " " + url + " RTSP/1.0\r\nCSeq: " + ++cseq + "\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        if (!session.isEmpty()) {
            text.append("Session: ").append(session).append("\r\n");
        }
        socket.getOutputStream().write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        Reply reply = read();
        if (!reply.headers().getOrDefault("cseq", "").equals(Integer.toString(cseq))) {
            throw new IOException("CSeq " + cseq + " expected: " + reply);
        }
        return reply;
    }

    private Reply read() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        in.skipNBytes(Long.parseLong(headers.getOrDefault("content-length", "0")));
        return new Reply(status, headers);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the server closed the connection");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        media.close();
        socket.close();
    }
}
