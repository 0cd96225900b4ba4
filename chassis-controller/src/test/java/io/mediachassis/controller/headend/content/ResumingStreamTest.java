package io.mediachassis.controller.headend.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider that breaks off, goes silent, changes its mind and lies. */
class ResumingStreamTest {
    private static final int LENGTH = 1_000_000;

    private final byte[] media = new byte[LENGTH];
    private final List<String> ranges = new ArrayList<>();
    private final List<Integer> pauses = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private final HttpProvider provider = new HttpProvider(Duration.ofSeconds(5));
    private HttpServer server;
    private URI source;

    /** Answers the n-th request, from 0. */
    private interface Answer {
        void to(HttpExchange exchange, int n, int from) throws IOException;
    }

    @BeforeEach
    void open() throws IOException {
        new Random(1).nextBytes(media);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        source = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/film.ts");
    }

    @AfterEach
    void close() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answers(Answer answer) {
        server.createContext("/film.ts", exchange -> {
            try (exchange) {
                String range = exchange.getRequestHeaders().getFirst("Range");
                int n;
                synchronized (ranges) {
                    n = ranges.size();
                    ranges.add(String.valueOf(range));
                }
                answer.to(exchange, n, range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", "")));
            }
        });
    }

    private void send(HttpExchange exchange, int from, int to, String tag) throws IOException {
        exchange.getResponseHeaders().add("ETag", tag);
        if (from > 0) {
            exchange.getResponseHeaders().add("Content-Range", "bytes " + from + "-" + (LENGTH - 1) + "/" + LENGTH);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, LENGTH - from);
        exchange.getResponseBody().write(media, from, to - from);
        exchange.getResponseBody().flush();
    }

    private ResumingStream stream() throws Exception {
        return new ResumingStream(provider, source, pauses::add, bytes -> { });
    }

    @Test
    void whatBreaksOffGoesOnWhereItWas() throws Exception {
        answers((exchange, n, from) -> send(exchange, from, Math.min(LENGTH, from + 300_000), "\"a\""));
        try (ResumingStream stream = stream()) {
            assertEquals(LENGTH, stream.length());
            assertArrayEquals(media, stream.readAllBytes());
        }
        assertTrue(ranges.size() >= 4, ranges.toString());
        // What waited in the client's buffer when the connection broke is asked for again.
        assertTrue(ranges.get(1).matches("bytes=(2\\d{5}|300000)-"), ranges.get(1));
        assertTrue(pauses.stream().allMatch(n -> n == 1), "each break came after bytes that were new");
    }

    @Test
    void aServerWithoutRangesIsReadFromItsBeginning() throws Exception {
        answers((exchange, n, from) -> send(exchange, 0, n == 0 ? 300_000 : LENGTH, "\"a\""));
        try (ResumingStream stream = stream()) {
            assertArrayEquals(media, stream.readAllBytes());
        }
    }

    @Test
    void aSourceThatChangesMeanwhileIsNotPutTogether() throws Exception {
        answers((exchange, n, from) -> send(exchange, from, Math.min(LENGTH, from + 300_000), "\"" + n + "\""));
        try (ResumingStream stream = stream()) {
            assertTrue(assertThrows(Provider.Hopeless.class, stream::readAllBytes).getMessage().contains("changed"));
            assertNotNull(stream.failure());
        }
    }

    @Test
    void oneThatNeverGetsFurtherIsGivenUp() throws Exception {
        answers((exchange, n, from) -> send(exchange, from, n == 0 ? 300_000 : from, "\"a\""));
        try (ResumingStream stream = stream()) {
            IOException error = assertThrows(IOException.class, stream::readAllBytes);
            assertTrue(error.getMessage().contains("of 1000000 bytes"), error.getMessage());
        }
        assertEquals(List.of(1, 2, 3, 4, 5), pauses);
    }

    @Test
    void oneThatIsSilentIsBrokenOffAndAskedAgain() throws Exception {
        answers((exchange, n, from) -> {
            send(exchange, from, n == 0 ? 300_000 : LENGTH, "\"a\"");
            if (n == 0) {
                await();
            }
        });
        try (ResumingStream stream = stream()) {
            assertArrayEquals(Arrays.copyOf(media, 300_000), stream.readNBytes(300_000));
            threads.execute(stream::breakOff);
            assertArrayEquals(Arrays.copyOfRange(media, 300_000, LENGTH), stream.readAllBytes());
        }
        assertEquals("bytes=300000-", ranges.get(1));
    }

    private void await() throws IOException {
        try {
            over.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void whatIsNotThereIsNotAskedForAgain() {
        answers((exchange, n, from) -> exchange.sendResponseHeaders(404, -1));
        assertThrows(Provider.Hopeless.class, this::stream);
    }

    @Test
    void whatMayComeBackIs() {
        answers((exchange, n, from) -> exchange.sendResponseHeaders(503, -1));
        IOException error = assertThrows(IOException.class, this::stream);
        assertEquals(IOException.class, error.getClass(), error.toString());
    }
}
