package io.mediachassis.blade.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.blade.access.TestTokens;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP where programs need a token. */
final class HttpTokensTest {
    private static final int BYTES = 8 << 20;

    @TempDir
    private Path folder;

    private final EventLoopGroup loops = Transport.best().loops(1, "http");
    private final TestTokens tokens;
    private HttpMediaServer server;
    private InetSocketAddress address;

    HttpTokensTest() throws Exception {
        tokens = new TestTokens();
    }

    /** The clip is here, all else elsewhere. */
    private static final class Desk implements HttpDesk {
        @Override
        public List<ProgramSummary> programs(String localAddress) {
            return List.of(new ProgramSummary("clip", "A clip", 1000, BYTES, 1, "abc"));
        }

        @Override
        public CompletionStage<Place> placeOf(String programId, String localAddress) {
            return CompletableFuture.completedFuture(
                    programId.equals("clip") ? new Place.Here() : new Place.Elsewhere("http://192.0.2.9:8080/"));
        }

        @Override
        public Optional<Announcement> announced(String path, String client) {
            return Optional.of(new Announcement("application/sdp", "v=0"));
        }
    }

    private static final CopyGate NO_COPIES = new CopyGate() {
        @Override
        public boolean mayCopy(String token, String programId) {
            return false;
        }

        @Override
        public boolean mayIngest(String token, String programId) {
            return false;
        }
    };

    @BeforeEach
    void start() throws Exception {
        Path media = Files.write(folder.resolve("0.ts"), new byte[BYTES]);
        HeldProgram clip = new HeldProgram("clip", "abc", Files.writeString(folder.resolve("m"), "{}"), 0,
                List.of(new HeldProgram.Segment(media, BYTES, "h", media)), 1_000_000);
        String list = "#EXTM3U\n#EXT-X-MAP:URI=\"/programs/clip/hls/0.ts\",BYTERANGE=\"9@0\"\n/programs/clip/hls/0.ts\n";
        server = new HttpMediaServer(
                loops, HttpSettings.defaults(8554), id -> id.equals("clip") ? Optional.of(clip) : Optional.empty(),
                (id, kind, station) -> CompletableFuture.completedFuture(
                        Optional.of(new PlaylistShelf.Playlist(list, "t", 0, false))),
                new Desk(), NO_COPIES, tokens.gate, DownloadGate.open(), new NoSources(),
                (id, title, bytes) -> {
                    throw new IllegalStateException("nothing is delivered");
                }, new SystemClock());
        address = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).get();
    }

    @AfterEach
    void stop() {
        server.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private String get(String target, String... fields) throws IOException {
        try (Socket socket = ask(target, fields)) {
            return new String(socket.getInputStream().readNBytes(6000), StandardCharsets.ISO_8859_1);
        }
    }

    private Socket ask(String target, String... fields) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(address);
        String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        socket.getOutputStream().write(("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + more + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    @Test
    void withoutAGoodTokenThereIsNoMedia() throws Exception {
        for (String path : List.of("/programs/clip.ts", "/programs/clip.m3u8", "/programs/clip/hls/media.m3u8",
                "/programs/clip/hls/0.ts", "/programs/far.ts", "/nvod.m3u", "/nvod/239.1.1.0.sdp",
                "/nvod/239.1.1.0/0.sdp")) {
            String refused = get(path);
            assertTrue(refused.startsWith("HTTP/1.1 401 "), path + ": " + refused);
            assertTrue(refused.contains("www-authenticate: Bearer realm=\"mediachassis\"\r\n"), refused);
            assertFalse(refused.contains("location"), refused);
        }
        String other = tokens.of("other");
        assertTrue(get("/programs/clip.ts?token=" + other).startsWith("HTTP/1.1 403 "));
        assertTrue(get("/nvod/239.1.1.0.sdp?token=" + other).startsWith("HTTP/1.1 403 "));
        assertTrue(get("/programs/clip.ts?token=" + tokens.expired("clip")).contains("the token has expired"));
        assertTrue(get("/programs/clip.ts", "Authorization: Bearer " + "x".repeat(5000)).startsWith("HTTP/1.1 401 "));
        assertTrue(get("/programs").startsWith("HTTP/1.1 200 "), "titles are no secret");
    }

    @Test
    void aTokenIsTakenInFieldQueryOrCookie() throws Exception {
        String token = tokens.of("clip");
        for (String answer : List.of(
                get("/programs/clip.ts?token=" + token, "Range: bytes=0-9"),
                get("/programs/clip.ts", "Range: bytes=0-9", "Authorization: Bearer " + token),
                get("/programs/clip.ts", "Range: bytes=0-9", "Cookie: a=b; mediachassis-token=" + token))) {
            assertTrue(answer.startsWith("HTTP/1.1 206 "), answer);
            assertTrue(answer.contains("cache-control: private\r\n"), answer);
        }
        assertTrue(get("/nvod/239.1.1.0.sdp?token=" + token).endsWith("v=0"));
        assertTrue(get("/nvod.m3u?token=" + token).startsWith("HTTP/1.1 200 "));
    }

    @Test
    void whatIsWrittenForAPlayerHasItsToken() throws Exception {
        String token = tokens.of("clip");
        String list = get("/programs/clip.m3u8?at=station&token=" + token);
        assertTrue(list.endsWith("URI=\"/programs/clip/hls/0.ts?token=" + token + "\",BYTERANGE=\"9@0\"\n"
                + "/programs/clip/hls/0.ts?token=" + token + "\n"), list);
        // Who shows it in a field shows it with each request.
        assertFalse(get("/programs/clip.m3u8", "Authorization: Bearer " + token).contains(token));
        assertTrue(get("/programs.m3u?token=" + token).endsWith("/clip?token=" + token + "\n"));
        String far = tokens.of("far");
        String byField = get("/programs/far/hls/media.m3u8", "Authorization: Bearer " + far);
        assertTrue(byField.contains("location: http://192.0.2.9:8080/programs/far/hls/media.m3u8?at=station&token=" + far
                + "\r\n"), byField);
        String byQuery = get("/programs/far.ts?token=" + far);
        assertTrue(byQuery.contains("location: http://192.0.2.9:8080/programs/far.ts?token=" + far + "\r\n"), byQuery);
    }

    @Test
    void aDownloadEndsOnceItsTokenIsRevoked() throws Exception {
        TokenClaims claims = tokens.claims("clip", Optional.empty());
        try (Socket slow = ask("/programs/clip.ts?token=" + tokens.issue(claims))) {
            InputStream in = slow.getInputStream();
            assertEquals(9, in.readNBytes(9).length);
            tokens.revoke(claims);
            Awaitility.await().atMost(5, TimeUnit.SECONDS)
                    .until(() -> server.counts().get(HttpCounter.DOWNLOADS_REVOKED) == 1);
        }
    }
}
