package io.mediachassis.sim.console.follow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client as a file server for others (seed 004: "client devices also may act as media data file servers"): the files that
 * it was told of and no others, by HTTP with ranges, to four at a time. {@link #serve} by any thread.
 */
public final class PeerServer implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{1,18})-([0-9]{0,18})");
    private static final int AT_ONCE = 4;

    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, task -> {
        Thread made = new Thread(task, "peer-server");
        made.setDaemon(true);
        return made;
    });
    private final Map<String, Path> files = new ConcurrentHashMap<>();

    /** Listens at once; port 0 is any. */
    public PeerServer(InetSocketAddress address) throws IOException {
        http = HttpServer.create(address, 16);
        http.createContext("/", this::answer);
        http.setExecutor(threads);
        http.start();
    }

    public int port() {
        return http.getAddress().getPort();
    }

    /** From now on, under this name. */
    public void serve(String name, Path file) {
        files.put("/" + name, file);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Path file = files.get(exchange.getRequestURI().getPath());
            boolean get = exchange.getRequestMethod().equals("GET");
            if (file == null || !(get || exchange.getRequestMethod().equals("HEAD"))) {
                exchange.sendResponseHeaders(file == null ? 404 : 405, -1);
                return;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                send(exchange, channel, get);
            }
        }
    }

    private static void send(HttpExchange exchange, FileChannel channel, boolean get) throws IOException {
        long size = channel.size();
        String asked = exchange.getRequestHeaders().getFirst("Range");
        Matcher range = RANGE.matcher(asked == null ? "" : asked);
        long from = range.matches() ? Long.parseLong(range.group(1)) : 0;
        long to = range.matches() && !range.group(2).isEmpty() ? Math.min(size, Long.parseLong(range.group(2)) + 1) : size;
        if (range.matches() && (from >= size || to <= from)) {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + size);
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
        if (range.matches()) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + size);
        }
        exchange.sendResponseHeaders(range.matches() ? 206 : 200, get && to > from ? to - from : -1);
        if (get && to > from) {
            try (OutputStream out = exchange.getResponseBody()) {
                var sink = Channels.newChannel(out);
                for (long at = from; at < to; ) {
                    at += channel.transferTo(at, Math.min(to - at, 1 << 20), sink);
                }
            }
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
