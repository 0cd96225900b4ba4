package io.mediachassis.blade.rtsp;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A console's side of an RTSP connection, byte by byte. */
final class Console implements AutoCloseable {
    /** An answer; header names in lower case. */
    record Reply(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        String session() {
            return header("Session").split(";", 2)[0];
        }
    }

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private int cseq;
    int frames;

    Console(InetSocketAddress server) throws IOException {
        socket.connect(server);
        socket.setSoTimeout(10_000);
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    }

    Reply ask(String method, String uri, String... headers) throws IOException {
        StringBuilder text = new StringBuilder(method + " " + uri + " RTSP/1.0\r\nCSeq: " + ++cseq + "\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        send(text.append("\r\n").toString());
        Reply reply = read();
        if (!reply.header("CSeq").equals(String.valueOf(cseq))) {
            throw new IOException("CSeq " + cseq + " expected: " + reply);
        }
        return reply;
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Reply read() throws IOException {
        String line = line();
        int status = Integer.parseInt(line.split(" ", 3)[1]);
        Map<String, String> headers = new LinkedHashMap<>();
        for (line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        byte[] body = new byte[Integer.parseInt(headers.getOrDefault("content-length", "0"))];
        in.readFully(body);
        return new Reply(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    /** The next interleaved frame's channel; its packet is left out. */
    int frame() throws IOException {
        if (in.readByte() != '$') {
            throw new IOException("no frame");
        }
        int channel = in.readUnsignedByte();
        in.readFully(new byte[in.readUnsignedShort()]);
        return channel;
    }

    /** Whether the server closed the connection. */
    boolean ended() throws IOException {
        return in.read() < 0;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            if (c == '$' && line.length() == 0) {
                in.readUnsignedByte();
                in.readFully(new byte[in.readUnsignedShort()]);
                frames++;
            } else if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
