package io.mediachassis.sim.console.rtsp;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A connection to an RTSP server: one question at a time, each with a time limit. What the server asks by itself is
 * passed over. Answers are bounded; a server that exceeds them is given up. Any thread.
 */
public final class RtspConnection implements AutoCloseable {
    private static final int LIMIT_MS = 10_000;
    private static final int DEFAULT_PORT = 554;
    private static final int MAX_LINE = 8192;
    private static final int MAX_HEADERS = 100;
    private static final int MAX_BODY = 1 << 20;

    private final URI server;
    private final Socket socket = new Socket();
    private final InputStream in;
    private int sequence;
    private String session = "";

    /** Connects. Blocks up to {@value #LIMIT_MS} ms. */
    public RtspConnection(URI server) throws IOException {
        this.server = server;
        if (server.getHost() == null) {
            throw new IOException(server + " names no server");
        }
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(LIMIT_MS);
            int port = server.getPort() < 0 ? DEFAULT_PORT : server.getPort();
            socket.connect(new InetSocketAddress(server.getHost(), port), LIMIT_MS);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw new IOException("cannot reach " + server + ": " + e.getMessage(), e);
        }
    }

    /**
     * Asks and waits for the answer.
     *
     * @param headers lines, each with its end
     * @throws IOException when there is none, or it is no RTSP
     */
    public synchronized RtspAnswer ask(String method, String url, String headers) throws IOException {
        int number = ++sequence;
        String named = session.isEmpty() ? "" : "Session: " + session + "\r\n";
        String request = method + " " + url + " RTSP/1.0\r\nCSeq: " + number + "\r\nUser-Agent: Mediachassis console\r\n"
                + named + headers + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        RtspAnswer answer = read();
        while (!answer.header("cseq").equals(Integer.toString(number))) {
            answer = read();
        }
        if (!answer.header("session").isEmpty()) {
            session = answer.header("session").replaceFirst(";.*", "").strip();
        }
        return answer;
    }

    /**
     * The same where only success will do.
     *
     * @throws IOException also for any other status, with the server's reason
     */
    public RtspAnswer need(String method, String url, String headers) throws IOException {
        RtspAnswer answer = ask(method, url, headers);
        if (answer.status() != 200) {
            String reason = answer.header("x-reason").isEmpty() ? "" : ": " + answer.header("x-reason");
            throw new IOException(method + " " + url + " was answered " + answer.status() + reason);
        }
        return answer;
    }

    /** The server's address. */
    public InetAddress peer() {
        return socket.getInetAddress();
    }

    private RtspAnswer read() throws IOException {
        String first = line();
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon <= 0 || headers.size() == MAX_HEADERS) {
                throw new IOException(server + " sent what is no RTSP header: " + line);
            }
            headers.putIfAbsent(
                    line.substring(0, colon).strip().toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        String length = headers.getOrDefault("content-length", "0");
        if (!length.matches("[0-9]{1,7}") || Integer.parseInt(length) > MAX_BODY) {
            throw new IOException(server + " sends a body of " + length + " bytes");
        }
        byte[] body = in.readNBytes(Integer.parseInt(length));
        String[] words = first.split(" ", 3);
        if (!words[0].startsWith("RTSP/1.")) {
            // A request of the server's: ours has another number.
            headers.put("cseq", "");
            return new RtspAnswer(0, headers, "");
        }
        if (words.length < 2 || !words[1].matches("[0-9]{3}")) {
            throw new IOException(server + " answered with what is no RTSP: " + first);
        }
        return new RtspAnswer(Integer.parseInt(words[1]), headers, new String(body, StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(80);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException(server + " closed the connection");
            }
            if (line.length() == MAX_LINE) {
                throw new IOException(server + " sent a line of more than " + MAX_LINE + " characters");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
