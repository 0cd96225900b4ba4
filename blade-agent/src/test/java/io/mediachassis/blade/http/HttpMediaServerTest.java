package io.mediachassis.blade.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.link.Transport;
import io.netty.channel.EventLoopGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The server over real sockets, asked by curl and by raw bytes. */
@ParameterizedClass
@EnumSource(Transport.class)
class HttpMediaServerTest {
    @Parameter
    Transport transport;

    @TempDir
    Path folder;

    /** 2026-11-21 07:00:00 UTC. */
    private static final long MODIFIED = 1_795_244_400L;

    private EventLoopGroup loops;
    private final ScheduledExecutorService disk = Executors.newSingleThreadScheduledExecutor();
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private volatile String aborted = "";
    private byte[] all = {};
    private static final long BIT_RATE = 1_000_000;

    private final Capacity capacity = new Capacity();
    private HttpMediaServer server;
    private String base;
    private int port;

    @BeforeEach
    void start() throws Exception {
        loops = transport.loops(2, "http");
        all = new byte[3_000_000];
        new Random(1).nextBytes(all);
        List<HeldProgram.Segment> segments = new ArrayList<>();
        int[] cuts = {0, 1_000_000, 1_000_001, 3_000_000};
        for (int i = 0; i + 1 < cuts.length; i++) {
            Path file = folder.resolve(i + ".ts");
            Files.write(file, Arrays.copyOfRange(all, cuts[i], cuts[i + 1]));
            Path index = Files.writeString(folder.resolve(i + ".idx"), "index " + i);
            segments.add(new HeldProgram.Segment(file, cuts[i + 1] - cuts[i], "hash" + i, index));
        }
        Path manifest = Files.writeString(folder.resolve("manifest.json"), "{}");
        HeldProgram program = new HeldProgram("clip", "abc", manifest, MODIFIED, segments, BIT_RATE);
        server = new HttpMediaServer(
                loops,
                new HttpSettings(
                        8554, 4096, 8192, 64, 64, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(2),
                        Duration.ofMillis(400)),
                id -> id.equals("clip") ? Optional.of(program) : Optional.empty(), HttpMediaServerTest::playlist,
                new Desk(), new Gate(), capacity, new NoSources(),
                new Intakes(), new SystemClock());
        port = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).get().getPort();
        base = "http://127.0.0.1:" + port;
    }

    private static CompletionStage<Optional<PlaylistShelf.Playlist>> playlist(
            String id, PlaylistShelf.Kind kind, boolean atStation) {
        return CompletableFuture.completedFuture(id.equals("clip") && kind != PlaylistShelf.Kind.KEY_FRAMES
                ? Optional.of(new PlaylistShelf.Playlist("#EXTM3U " + atStation + "\n", "tag", MODIFIED, false))
                : Optional.empty());
    }

    @AfterEach
    void stop() {
        server.close();
        disk.shutdownNow();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void wholeProgram_isItsSegments() throws Exception {
        Path out = folder.resolve("out");
        String head = curl("-o", out.toString(), "-D", "-", base + "/programs/clip.ts");
        assertArrayEquals(all, Files.readAllBytes(out));
        assertTrue(head.startsWith("HTTP/1.1 200") && head.contains("content-type: video/mp2t")
                && head.contains("etag: \"abc\"") && head.contains("accept-ranges: bytes")
                && head.contains("access-control-allow-origin: *") && head.contains("date: "), head);
    }

    @Test
    void beyondTheCapacity_isAskedToComeAgain_andWhatRunsGoesOn() throws Exception {
        capacity.free = BIT_RATE;
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            slow.getOutputStream().write(
                    "GET /programs/clip.ts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().until(() -> capacity.free == 0);
            String refused = curl("-D", "-", base + "/programs/clip.ts");
            assertTrue(refused.startsWith("HTTP/1.1 503") && refused.contains("retry-after: 1"), refused);
            assertTrue(curl("-D", "-", "-o", folder.resolve("part").toString(), "-r", "0-99999", base + "/programs/clip.ts")
                    .startsWith("HTTP/1.1 206"), "what is over at once is not counted");
            assertTrue(curl("-I", base + "/programs/clip.ts").startsWith("HTTP/1.1 200"), "no body, no capacity");
            assertEquals(1, server.counts().get(HttpCounter.DOWNLOADS_REFUSED));
            assertTrue(slow.getInputStream().readAllBytes().length > all.length);
        }
        Awaitility.await().until(() -> capacity.free == BIT_RATE);
        try (Socket leaving = new Socket()) {
            leaving.setReceiveBufferSize(4096);
            leaving.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            leaving.getOutputStream().write(
                    "GET /programs/clip.ts HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().until(() -> capacity.free == 0);
        }
        Awaitility.await().until(() -> capacity.free == BIT_RATE);
    }

    @Test
    void besideStreams_downloadsKeepToWhatIsLeft() throws Exception {
        capacity.bps = 16_000_000;
        long before = System.nanoTime();
        wholeProgram_isItsSegments();
        long ms = (System.nanoTime() - before) / 1_000_000;
        // 3 MB at 2 MB/s, but for the first burst.
        assertTrue(ms > 1000, ms + " ms");
        // Counted once the system has taken them, when the client may have read them already.
        Awaitility.await().atMost(Duration.ofSeconds(2))
                .until(() -> server.counts().get(HttpCounter.MEDIA_BYTES) == all.length);
    }

    @Test
    void preflight_allowsTheFieldsOfThePlayer_andNothingThatIsNoField() throws Exception {
        String own = curl("-X", "OPTIONS", "-D", "-", "-H", "Access-Control-Request-Headers: x-token, if-modified-since",
                base + "/programs/clip.ts");
        assertTrue(own.startsWith("HTTP/1.1 204")
                && own.contains("access-control-allow-headers: x-token, if-modified-since\r\n"), own);
        for (String bad : List.of("a b", "a,", "a: b", "x".repeat(600), "\u00e4")) {
            String safe = curl("-X", "OPTIONS", "-D", "-", "-H", "Access-Control-Request-Headers: " + bad,
                    base + "/programs/clip.ts");
            assertTrue(safe.contains("access-control-allow-headers: Range, If-Range"), safe);
        }
    }

    @Test
    void headHasNoRange_andOnlyContinueIsExpected() throws Exception {
        String head = curl("-I", "-H", "Range: bytes=0-9", base + "/programs/clip.ts");
        assertTrue(head.startsWith("HTTP/1.1 200") && head.contains("content-length: 3000000"), head);
        assertEquals("417", status("-H", "Expect: more", base + "/programs/clip.ts"));
        assertEquals("200", status("-H", "Expect: 100-Continue", base + "/programs/clip.ts"));
    }

    @Test
    void ranges_overSegmentBoundaries() throws Exception {
        for (int[] r : new int[][] {{0, 0}, {999_999, 1_000_001}, {1_000_000, 1_000_000}, {2_999_990, 2_999_999}}) {
            Path out = folder.resolve("out");
            String head = curl("-o", out.toString(), "-D", "-", "-r", r[0] + "-" + r[1], base + "/programs/clip.ts");
            assertArrayEquals(Arrays.copyOfRange(all, r[0], r[1] + 1), Files.readAllBytes(out), head);
            assertTrue(head.startsWith("HTTP/1.1 206")
                    && head.contains("content-range: bytes " + r[0] + "-" + r[1] + "/3000000"), head);
        }
        assertTrue(curl("-D", "-", "-o", "/dev/null", "-r", "3000000-", base + "/programs/clip.ts")
                .contains("content-range: bytes */3000000"));
        assertEquals("206", status("-r", "0-1", "-H", "If-Range: \"abc\"", base + "/programs/clip.ts"));
        assertEquals("200", status("-r", "0-1", "-H", "If-Range: \"old\"", base + "/programs/clip.ts"));
        assertEquals("304", status("-H", "If-None-Match: \"abc\"", base + "/programs/clip.ts"));
        String head = curl("-I", base + "/programs/clip.ts");
        assertTrue(head.contains("content-length: 3000000"), head);
    }

    @Test
    void severalRanges_areOneMultipartBody() throws Exception {
        Path out = folder.resolve("out");
        String head = curl("-o", out.toString(), "-D", "-", "-r", "0-1,999999-1000001,-3", base + "/programs/clip.ts");
        assertTrue(head.startsWith("HTTP/1.1 206") && !head.contains("\ncontent-range"), head);
        String boundary = head.replaceAll("(?s).*multipart/byteranges; boundary=([^\r\n]+).*", "$1");
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        String before = "";
        for (int[] r : new int[][] {{0, 1}, {999_999, 1_000_001}, {2_999_997, 2_999_999}}) {
            expected.writeBytes((before + "--" + boundary + "\r\nContent-Type: video/mp2t\r\nContent-Range: bytes "
                    + r[0] + "-" + r[1] + "/3000000\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            expected.writeBytes(Arrays.copyOfRange(all, r[0], r[1] + 1));
            before = "\r\n";
        }
        expected.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        assertArrayEquals(expected.toByteArray(), Files.readAllBytes(out));
        assertTrue(head.contains("content-length: " + expected.size()), head);
        assertEquals("416", status("-r", "0-".concat(",0-".repeat(900)), base + "/programs/clip.ts"));
        assertEquals("416", status("-r", "0-,1-,2-,3-", base + "/programs/clip.ts"));
        assertEquals(2, server.counts().get(HttpCounter.RANGES_REFUSED));
    }

    @Test
    void conditions_saveTheBody() throws Exception {
        String clip = base + "/programs/clip.ts";
        String date = "Sat, 21 Nov 2026 07:00:00 GMT";
        String later = "Sat, 21 Nov 2026 07:00:01 GMT";
        String earlier = "Sat, 21 Nov 2026 06:59:59 GMT";
        assertTrue(curl("-I", clip).contains("last-modified: " + date));
        assertEquals("304", status("-H", "If-None-Match: \"x\", W/\"abc\"", clip));
        assertEquals("200", status("-H", "If-None-Match: \"x,abc\"", clip));
        assertEquals("304", status("-H", "If-Modified-Since: " + date, clip));
        assertEquals("200", status("-H", "If-Modified-Since: " + earlier, clip));
        assertEquals("200", status("-H", "If-Modified-Since: " + later, "-H", "If-None-Match: \"x\"", clip));
        assertEquals("412", status("-H", "If-Match: \"x\"", clip));
        assertEquals("412", status("-H", "If-Match: W/\"abc\"", clip));
        assertEquals("412", status("-H", "If-Unmodified-Since: " + earlier, clip));
        assertEquals("206", status("-r", "0-1", "-H", "If-Range: " + date, clip));
        assertEquals("200", status("-r", "0-1", "-H", "If-Range: " + later, clip));
        assertEquals("200", status("-r", "0-1", "-H", "If-Range: W/\"abc\"", clip));
        assertEquals("304", status("-I", "-H", "If-None-Match: *", clip));
    }

    @Test
    void playlists_areFoundAndRedirected() throws Exception {
        String head = curl("-D", "-", base + "/programs/clip.m3u8");
        assertTrue(head.startsWith("HTTP/1.1 200") && head.contains("content-type: application/vnd.apple.mpegurl")
                && head.contains("etag: \"tag\"") && head.endsWith("#EXTM3U false\n"), head);
        assertEquals("#EXTM3U true\n", curl(base + "/programs/clip/hls/media.m3u8?at=station"));
        assertEquals("304", status("-H", "If-None-Match: \"tag\"", base + "/programs/clip/hls/media.m3u8"));
        assertEquals("404", status(base + "/programs/clip/hls/iframes.m3u8"));
        assertEquals("404", status(base + "/programs/none.m3u8"));
        String moved = curl("-D", "-", base + "/programs/far/hls/media.m3u8?x=1");
        assertTrue(moved.contains("location: http://192.0.2.9:8080/programs/far/hls/media.m3u8?at=station\r"), moved);
        moved = curl("-D", "-", base + "/programs/far/hls/7.ts");
        assertTrue(moved.contains("location: http://192.0.2.9:8080/programs/far/hls/7.ts\r"), moved);
        Path out = folder.resolve("out");
        head = curl("-o", out.toString(), "-D", "-", "-r", "5-9", base + "/programs/clip/hls/2.ts");
        assertArrayEquals(Arrays.copyOfRange(all, 1_000_006, 1_000_011), Files.readAllBytes(out), head);
        assertTrue(head.contains("content-type: video/mp2t") && head.contains("content-range: bytes 5-9/1999999"), head);
        assertEquals("404", status(base + "/programs/clip/hls/3.ts"));
    }

    @Test
    void heads_areTheSameWithoutABody() throws Exception {
        for (String path : List.of("/programs/clip.ts", "/programs/none.ts", "/programs", "/programs/clip.m3u8")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(("HEAD " + path + " HTTP/1.1\r\nHost: x\r\n\r\nGET /programs.m3u "
                        + "HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                String[] parts = text.split("\r\n\r\n", 3);
                assertTrue(parts[0].contains("content-length: ") && !parts[0].contains("content-length: 0"), text);
                assertTrue(parts[1].startsWith("HTTP/1.1 200"), text);
            }
        }
    }

    @Test
    void listings_nameTheHostThatWasAsked() throws Exception {
        String json = curl(base + "/programs");
        assertTrue(json.contains("\"rtsp\":\"rtsp://127.0.0.1:8554/clip\"")
                && json.contains("\"http\":\"" + base + "/programs/clip.ts\""), json);
        assertEquals("#EXTM3U\n#EXTINF:12,A clip\nrtsp://127.0.0.1:8554/clip\n", curl(base + "/programs.m3u"));
        assertTrue(curl(base + "/programs.m3u?protocol=http").contains(base + "/programs/clip.ts\n"));
        assertTrue(curl(base + "/programs/clip").contains("\"duration_s\":12.0"));
    }

    @Test
    void otherPlaces_areTold() throws Exception {
        String moved = curl("-D", "-", base + "/programs/far.ts?x=1");
        assertTrue(moved.startsWith("HTTP/1.1 307")
                && moved.contains("location: http://192.0.2.9:8080/programs/far.ts?x=1"), moved);
        assertTrue(curl("-D", "-", base + "/programs/busy.ts").contains("retry-after: 3"));
        assertEquals("404", status(base + "/programs/none.ts"));
        assertEquals("404", status(base + "/programs/none"));
        assertEquals("404", status("--path-as-is", base + "/programs/../clip.ts"));
        assertEquals("405", status("-X", "DELETE", base + "/programs/clip.ts"));
        assertEquals("204", status("-X", "OPTIONS", base + "/programs/clip.ts"));
        assertTrue(curl(base + "/x").contains("\"hint\":"));
    }

    @Test
    void copies_needAToken() throws Exception {
        String segment = base + "/programs/clip/segments/1.ts";
        assertEquals("401", status(segment));
        assertEquals("403", status("-H", "Authorization: Bearer bad", segment));
        assertEquals("200", status("-H", "Authorization: Bearer good", segment));
        assertEquals("404", status("-H", "Authorization: Bearer good", base + "/programs/clip/segments/3.ts"));
        assertEquals("index 2", curl("-H", "Authorization: Bearer good", base + "/programs/clip/segments/2.idx"));
        assertEquals("{}", curl("-H", "Authorization: Bearer good", base + "/programs/clip/manifest.json"));
        assertEquals("307", status("-H", "Authorization: Bearer good", base + "/programs/far/segments/0.ts"));
    }

    @Test
    void ingest_takesAllBytesInOrder() throws Exception {
        Path file = Files.write(folder.resolve("in"), all);
        for (String[] way : new String[][] {{"-H", "X: y"}, {"-H", "Transfer-Encoding: chunked"}, {"-H", "Expect:"}}) {
            taken.reset();
            assertEquals("201", status("-H", "Authorization: Bearer good", way[0], way[1], "-T", file.toString(),
                    base + "/ingest/new"));
            assertArrayEquals(all, taken.toByteArray(), way[1]);
        }
        assertEquals(3L * all.length, server.counts().get(HttpCounter.INGEST_BYTES));
    }

    @Test
    void ingest_thatIsRefused_saysWhy() throws Exception {
        Path file = Files.write(folder.resolve("in"), all);
        assertEquals("401", status("-T", file.toString(), base + "/ingest/new"));
        for (String expect : List.of("Expect:", "X: y")) {
            String full = curl("-D", "-", "-H", "Authorization: Bearer good", "-H", expect, "-T", file.toString(),
                    base + "/ingest/full");
            assertTrue(full.contains("507") && full.contains("\"error\":\"no room\""), full);
            String torn = curl("-D", "-", "-H", "Authorization: Bearer good", "-H", expect, "-T", file.toString(),
                    base + "/ingest/nots");
            assertTrue(torn.contains("415") && torn.contains("\"error\":\"not a transport stream\""), torn);
        }
    }

    @Test
    void ingest_thatBreaksOff_isAborted() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(("PUT /ingest/new HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\n"
                    + "Content-Length: 100\r\n\r\nabc").getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().until(() -> taken.size() == 3);
        }
        Awaitility.await().until(() -> !aborted.isEmpty());
    }

    @Test
    void pipelinedRequests_areAnsweredInOrder() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                text.append("GET /programs/clip.ts HTTP/1.1\r\nHost: x\r\nRange: bytes=").append(i).append('-')
                        .append(i).append("\r\n").append(i == 199 ? "Connection: close\r\n" : "").append("\r\n");
            }
            OutputStream out = socket.getOutputStream();
            out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            int at = 0;
            for (int i = 0; i < 200; i++) {
                at = answers.indexOf("bytes " + i + "-" + i + "/3000000", at);
                assertTrue(at > 0, "answer " + i);
                int body = answers.indexOf("\r\n\r\n", at) + 4;
                assertEquals((char) (all[i] & 0xFF), answers.charAt(body));
            }
        }
    }

    @Test
    void hangingClients_areClosed() throws Exception {
        try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            String get = "GET /programs/clip.ts HTTP/1.1\r\nHost: x\r\n\r\n";
            slow.getOutputStream().write(get.repeat(8).getBytes(StandardCharsets.US_ASCII));
            idle.setSoTimeout(10_000);
            InputStream in = idle.getInputStream();
            assertEquals(-1, in.read());
            Awaitility.await().until(() -> server.counts().get(HttpCounter.CONNECTIONS_STALLED) == 1);
            assertEquals(1, server.counts().get(HttpCounter.CONNECTIONS_IDLE));
        }
    }

    @Test
    void badRequests_areRefused() throws Exception {
        for (String bad : List.of("GET /programs HTTP/1.1\r\n\r\n", "GET /" + "x".repeat(5000) + " HTTP/1.1\r\n\r\n",
                "nonsense\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(bad.getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertTrue(answer.startsWith("HTTP/1.1 4"), bad + " -> " + answer);
            }
        }
        assertEquals(4, server.counts().get(HttpCounter.MALFORMED));
        assertEquals("501", status("-X", "BREW", base + "/programs/clip.ts"));
    }

    private static final class Desk implements HttpDesk {
        @Override
        public List<ProgramSummary> programs(String localAddress) {
            return List.of(new ProgramSummary("clip", "A\nclip", 12_000, 3_000_000, 2_000_000, "abc"));
        }

        @Override
        public CompletionStage<Place> placeOf(String programId, String localAddress) {
            return CompletableFuture.supplyAsync(() -> switch (programId) {
                case "clip" -> new Place.Here();
                case "far" -> new Place.Elsewhere("http://192.0.2.9:8080/");
                case "busy" -> new Place.Busy(3);
                default -> new Place.NotFound();
            });
        }
    }

    private static final class Gate implements CopyGate {
        @Override
        public boolean mayCopy(String token, String programId) {
            return token.equals("good");
        }

        @Override
        public boolean mayIngest(String token, String programId) {
            return token.equals("good");
        }
    }

    /** Writes on a thread of its own, a little later each time, so that back-pressure is real. */
    private final class Intakes implements IngestDesk {
        @Override
        public CompletionStage<Intake> begin(String programId, String title, OptionalLong bytes) {
            if (programId.equals("full")) {
                return CompletableFuture.failedFuture(new HttpRefusal(507, "no room", "delete a program"));
            }
            return CompletableFuture.completedFuture(new Intake() {
                @Override
                public CompletionStage<Void> write(ByteBuffer bytes) {
                    CompletableFuture<Void> done = new CompletableFuture<>();
                    disk.execute(() -> {
                        if (programId.equals("nots")) {
                            done.completeExceptionally(
                                    new HttpRefusal(415, "not a transport stream", "remux it with ffmpeg"));
                            return;
                        }
                        while (bytes.hasRemaining()) {
                            taken.write(bytes.get());
                        }
                        done.complete(null);
                    });
                    return done;
                }

                @Override
                public CompletionStage<Void> finish() {
                    return CompletableFuture.completedFuture(null);
                }

                @Override
                public void abort(String reason) {
                    aborted = reason;
                }
            });
        }
    }

    private String status(String... arguments) throws IOException, InterruptedException {
        List<String> more = new ArrayList<>(List.of("-o", "/dev/null", "-w", "%{http_code}"));
        more.addAll(List.of(arguments));
        return curl(more.toArray(String[]::new));
    }

    private static String curl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "--noproxy", "*", "--max-time", "20"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out;
    }

    private static final class Capacity implements DownloadGate {
        private volatile long free = 100 * BIT_RATE;
        private volatile long bps = UNLIMITED;

        @Override
        public synchronized Optional<String> admit(long bitRate) {
            if (bitRate > free) {
                return Optional.of("no room");
            }
            free -= bitRate;
            return Optional.empty();
        }

        @Override
        public synchronized void release(long bitRate) {
            free += bitRate;
        }

        @Override
        public long bps() {
            return bps;
        }
    }
}
