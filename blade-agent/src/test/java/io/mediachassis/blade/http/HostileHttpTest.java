package io.mediachassis.blade.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.blade.door.Crowd;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an attacker sends, in raw bytes over real sockets: each gets its status, a count, and an end. */
class HostileHttpTest {
    private static final String SECRET = "not for you";
    private static final int MAX_CONNECTIONS = 8;
    private static final int CLIP_BYTES = 40_000_000;

    @TempDir
    Path folder;

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private HttpMediaServer server;
    private HeldProgram clip;
    private int port;

    @BeforeEach
    void start() throws Exception {
        Path programs = Files.createDirectories(folder.resolve("programs/clip"));
        Files.writeString(folder.resolve("secret"), SECRET);
        Path media = Files.write(programs.resolve("0.ts"), new byte[CLIP_BYTES]);
        HeldProgram held = new HeldProgram(
                "clip", "abc", media, 0, List.of(new HeldProgram.Segment(media, CLIP_BYTES, "hash", media)));
        clip = held;
        server = new HttpMediaServer(
                loops,
                new HttpSettings(8554, 4096, 8192, MAX_CONNECTIONS, MAX_CONNECTIONS, Duration.ofSeconds(4),
                        Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(400)),
                id -> id.equals("clip") ? Optional.of(held) : Optional.empty(),
                (id, kind, atStation) -> CompletableFuture.completedFuture(Optional.empty()), new Desk(),
                new Gate(), DownloadGate.open(), new NoSources(),
                HostileHttpTest::refuseIntake, new SystemClock());
        port = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).get().getPort();
    }

    @AfterEach
    void stop() {
        server.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static CompletionStage<IngestDesk.Intake> refuseIntake(String id, String title, OptionalLong bytes) {
        return CompletableFuture.failedFuture(new HttpRefusal(507, "no room", "none"));
    }

    /** Everything that comes back until the server closes. */
    private String tell(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static int answers(String text) {
        return text.split("HTTP/1\\.1 [0-9]{3} ", -1).length - 1;
    }

    @Test
    void aRequestWithTwoEnds_isRefusedAndNothingBehindItIsServed() throws Exception {
        String hidden = "GET /programs HTTP/1.1\r\nHost: hidden\r\n\r\n";
        List<String> shapes = List.of(
                "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n",
                "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
                "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 6\r\n\r\n",
                "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\n",
                "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 0x5\r\n\r\n",
                "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
                "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
                "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n",
                "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \u000bchunked\r\n\r\n",
                "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "POST /x HTTP/1.1\r\nHost: x\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /x HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        for (String shape : shapes) {
            String text = tell(shape + hidden);
            assertEquals(1, answers(text), shape + " -> " + text);
            assertTrue(text.matches("(?s)HTTP/1\\.1 (400|501) .*") && text.contains("connection: close"),
                    shape + " -> " + text);
        }
        assertEquals(shapes.size(), server.counts().get(HttpCounter.MALFORMED));
        assertTrue(server.counts().get(HttpCounter.AMBIGUOUS) >= 10,
                server.counts().get(HttpCounter.AMBIGUOUS) + " counted as ambiguous");
    }

    @Test
    void badChunksEndTheConnection() throws Exception {
        String head = "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (String body : List.of("zz\r\n", "-1\r\n", "FFFFFFFFFFFFFFFFF\r\n", "1\r\nabc\r\n")) {
            String text = tell(head + body + "GET /programs HTTP/1.1\r\nHost: x\r\n\r\n");
            assertFalse(text.contains("HTTP/1.1 200"), body + " -> " + text);
        }
    }

    @Test
    void noPathLeavesItsFolder() throws Exception {
        List<String> paths = new ArrayList<>(List.of("/programs/clip/../../../secret", "/../secret", "//secret",
                "/programs/%2e%2e/%2e%2e/secret", "/programs/%252e%252e/secret", "/programs/..%2f..%2fsecret",
                "/programs/..\\..\\secret", "/programs/%5c..%5csecret", "/programs/clip%00.ts", "/programs/clip.ts%00",
                "/programs/clip/hls/../../../secret", "/programs/clip/hls/0.ts/../../secret", "/programs/./clip.ts",
                "/programs/clip/hls/%30.ts", "/programs/clip/hls/-1.ts", "/programs/clip/hls/9999999.ts",
                "/programs/..", "/programs/...ts", "/programs/%c0%ae%c0%ae/secret", "/programs/\u00e9.ts",
                "file:///etc/passwd", "http://", "http://x", "*", "programs", "/programs/clip.ts;x"));
        paths.add("/programs/clip\u0000.ts");
        for (String path : paths) {
            String text = tell("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertTrue(text.matches("(?s)HTTP/1\\.1 (400|404) .*"), path + " -> " + text);
            assertFalse(text.contains(SECRET) || text.contains("root:"), path);
        }
        assertTrue(tell("GET http://x/programs HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                .startsWith("HTTP/1.1 200"), "the absolute form is served");
    }

    @Test
    void hugeHeadsAndBadLines_haveTheirStatus() throws Exception {
        assertTrue(tell("GET /" + "x".repeat(5000) + " HTTP/1.1\r\nHost: x\r\n\r\n").startsWith("HTTP/1.1 414"));
        assertTrue(tell("GET / HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(9000) + "\r\n\r\n")
                .startsWith("HTTP/1.1 431"));
        assertTrue(tell("GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(3000) + "\r\n").startsWith("HTTP/1.1 431"));
        assertTrue(tell("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n").startsWith("HTTP/1.1 400"));
        assertTrue(tell("GET / HTTP/2.0\r\nHost: x\r\n\r\n").startsWith("HTTP/1.1 505"));
        assertTrue(tell("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n").startsWith("HTTP/1.1 400"), "TLS");
        assertTrue(tell("CONNECT x:1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").startsWith("HTTP/1.1 405"));
        assertTrue(tell("TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").startsWith("HTTP/1.1 405"));
        assertTrue(tell("G\u00c9T / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                .matches("(?s)HTTP/1\\.1 (400|501).*"));
    }

    @Test
    void aTrickledHead_isCutOffWhileOthersAreServed() throws Exception {
        try (Socket slow = connect()) {
            OutputStream out = slow.getOutputStream();
            byte[] head = ("GET /programs HTTP/1.1\r\nX: " + "y".repeat(1000)).getBytes(StandardCharsets.US_ASCII);
            int[] sent = {0};
            Awaitility.await().pollInterval(Duration.ofMillis(100)).atMost(Duration.ofSeconds(15)).until(() -> {
                try {
                    out.write(head[sent[0]++]);
                } catch (SocketException closed) {
                    return true;
                }
                return server.counts().get(HttpCounter.CONNECTIONS_SLOW) == 1;
            });
            assertTrue(tell("GET /programs HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    .startsWith("HTTP/1.1 200"));
        }
        assertEquals(1, server.counts().get(HttpCounter.CONNECTIONS_SLOW));
    }

    @Test
    void aSlowReader_isCutOff() throws Exception {
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            slow.getOutputStream().write(
                    "GET /programs/clip.ts HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            // A byte now and then must not count as reading.
            Awaitility.await().pollInterval(Duration.ofMillis(100)).atMost(Duration.ofSeconds(15)).until(() -> {
                assertTrue(slow.getInputStream().read() >= 0);
                return server.counts().get(HttpCounter.CONNECTIONS_STALLED) == 1;
            });
        }
    }

    @Test
    void connectionsAreBounded_andIdleOnesMakeRoom() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < MAX_CONNECTIONS + 4; i++) {
                sockets.add(connect());
            }
            Awaitility.await().until(() -> server.counts().get(HttpCounter.CONNECTIONS_DISPLACED) == 4);
            String answer = tell("GET /programs HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** What is being sent or taken in goes on, and a newcomer is served, whoever sits there and says nothing. */
    @Test
    void moreSilentConnectionsThanThereMayBe_keepNobodyOut() throws Exception {
        try (HttpMediaServer wide = new HttpMediaServer(
                loops, HttpSettings.defaults(8554),
                id -> Optional.of(clip), (id, kind, atStation) -> CompletableFuture.completedFuture(Optional.empty()),
                new Desk(), new Gate(), DownloadGate.open(), new NoSources(), HostileHttpTest::refuseIntake,
                new SystemClock())) {
            InetSocketAddress at = wide.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).get();
            try (Socket before = new Socket(at.getAddress(), at.getPort());
                    Socket after = new Socket()) {
                byte[] request = "GET /programs/clip.ts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1);
                before.getOutputStream().write(request);
                assertEquals('H', before.getInputStream().read());
                try (Crowd crowd = Crowd.of(5_000, at)) {
                    after.connect(at, 10_000);
                    after.setSoTimeout(10_000);
                    after.getOutputStream().write(request);
                    assertTrue(after.getInputStream().readAllBytes().length > CLIP_BYTES, crowd.size() + " wait");
                    assertTrue(before.getInputStream().readAllBytes().length > CLIP_BYTES);
                }
            }
            assertEquals(0, wide.counts().get(HttpCounter.CONNECTIONS_REFUSED));
            assertTrue(wide.counts().get(HttpCounter.CONNECTIONS_DISPLACED) > 1_000);
        }
    }

    private static final class Desk implements HttpDesk {
        @Override
        public List<ProgramSummary> programs(String localAddress) {
            return List.of();
        }

        @Override
        public CompletionStage<Place> placeOf(String programId, String localAddress) {
            return CompletableFuture.completedFuture(
                    programId.equals("clip") ? new Place.Here() : new Place.NotFound());
        }
    }

    private static final class Gate implements CopyGate {
        @Override
        public boolean mayCopy(String token, String programId) {
            return false;
        }

        @Override
        public boolean mayIngest(String token, String programId) {
            return true;
        }
    }
}
