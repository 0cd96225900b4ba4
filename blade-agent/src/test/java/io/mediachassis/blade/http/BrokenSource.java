package io.mediachassis.blade.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine that gives one segment badly; a thread for each connection. */
final class BrokenSource implements AutoCloseable {
    /** What is wrong with it. */
    enum How {
        /** Nothing. */
        GOOD,
        /** Nothing either, but it does not wait for another request. */
        CLOSES_WHEN_DONE,
        /** It closes the connection in the middle. */
        BREAKS_OFF,
        /** It stops sending in the middle, as when its power fails. */
        FALLS_SILENT,
        /** It accepts and says nothing. */
        SAYS_NOTHING,
        /** Another segment under the same name. */
        OTHER_BYTES,
        /** It has lost it. */
        REFUSES,
        /** The whole instead of the range. */
        IGNORES_RANGE,
        /** Not HTTP. */
        RAVES
    }

    private final How how;
    private final Path file;
    private final int total;
    private final String tag;
    private final ServerSocket listening;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();

    BrokenSource(How how, Path file, int total) throws IOException {
        this(how, file, total, "hash1");
    }

    BrokenSource(How how, Path file, int total, String tag) throws IOException {
        this.how = how;
        this.file = file;
        this.total = total;
        this.tag = tag;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(() -> {
            while (true) {
                Socket socket = listening.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // That is how it ends.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket socket) throws IOException {
        open.incrementAndGet();
        try (socket) {
            InputStream in = socket.getInputStream();
            StringBuilder request = new StringBuilder();
            while (request.indexOf("\r\n\r\n") < 0) {
                request.append((char) in.read());
            }
            asked.add(request.toString());
            String range = request.toString().replaceAll("(?s).*range: bytes=(\\d+-\\d+)\r\n.*", "$1");
            int first = Integer.parseInt(range.substring(0, range.indexOf('-')));
            int last = Integer.parseInt(range.substring(range.indexOf('-') + 1));
            OutputStream out = socket.getOutputStream();
            String etag = how == How.OTHER_BYTES ? "other" : tag;
            String head = switch (how) {
                case SAYS_NOTHING -> "";
                case REFUSES -> "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
                case RAVES -> "\u0000\u0001\u0002\r\n\r\n";
                case IGNORES_RANGE -> "HTTP/1.1 200 OK\r\nETag: \"" + etag + "\"\r\nContent-Length: " + total
                        + "\r\n\r\n";
                default -> "HTTP/1.1 206 Partial Content\r\nETag: \"" + etag + "\"\r\nContent-Length: "
                        + (last - first + 1) + "\r\nContent-Range: bytes " + range + "/" + total + "\r\n\r\n";
            };
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            if (how != How.SAYS_NOTHING && how != How.REFUSES && how != How.RAVES) {
                boolean half = how == How.BREAKS_OFF || how == How.FALLS_SILENT;
                send(out, first, half ? (last + 1 - first) / 2 : last + 1 - first);
            }
            if (how != How.BREAKS_OFF && how != How.CLOSES_WHEN_DONE) {
                in.read();
            }
        } finally {
            open.decrementAndGet();
        }
    }

    /** Bit by bit: who reads a big file as a whole before the first byte is silent for longer than he may be. */
    private void send(OutputStream out, long first, int length) throws IOException {
        byte[] some = new byte[1 << 16];
        try (InputStream bytes = Files.newInputStream(file)) {
            bytes.skipNBytes(first);
            int left = length;
            while (left > 0) {
                int read = bytes.read(some, 0, Math.min(left, some.length));
                if (read < 0) {
                    throw new IOException(file + " ends too early");
                }
                out.write(some, 0, read);
                left -= read;
            }
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    /** The requests that came. */
    List<String> asked() {
        return asked;
    }

    /** Connections that are open now. */
    int open() {
        return open.get();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
