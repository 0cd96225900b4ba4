package io.mediachassis.blade.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mediachassis.blade.storage.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An engine of another station that gives one program, well or badly. */
final class FarSourceServer implements AutoCloseable {
    private final HttpServer server;
    private final Program program;
    private final List<Integer> from = Collections.synchronizedList(new ArrayList<>());
    /** One byte of each segment is wrong. */
    volatile boolean damages;
    /** Before each part of a segment, which are many then; null: it sends all at once. */
    volatile @Nullable Runnable trickles;

    FarSourceServer(Program program) throws IOException {
        this.program = program;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** From which byte each question for media asked. */
    List<Integer> from() {
        return List.copyOf(from);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (name.equals("manifest.json")) {
                send(exchange, 200, program.manifest().toJson());
                return;
            }
            int n = Integer.parseInt(name.substring(0, name.indexOf('.')));
            if (name.endsWith(".idx")) {
                send(exchange, 200, Files.readAllBytes(program.segment(n).sidecar()));
                return;
            }
            byte[] media = Files.readAllBytes(program.segment(n).file());
            if (damages) {
                media[media.length / 2]++;
            }
            int at = Integer.parseInt(exchange.getRequestHeaders().getFirst("Range").replaceAll("\\D", ""));
            from.add(at);
            Runnable each = trickles;
            if (each == null) {
                send(exchange, 206, Arrays.copyOfRange(media, at, media.length));
                return;
            }
            exchange.sendResponseHeaders(206, media.length - at);
            for (int sent = at; sent < media.length; sent += 1000) {
                each.run();
                exchange.getResponseBody().write(media, sent, Math.min(1000, media.length - sent));
                exchange.getResponseBody().flush();
            }
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
