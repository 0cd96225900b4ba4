package io.mediachassis.sim.player;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.controller.client.ChassisClient;
import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.unit.BuiltArchives;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** HLS at the station's address of a whole unit, played by the players that people have. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HlsSystemTest {
    private static final int SECONDS = 16;
    private static final int FRAMES = SECONDS * 25;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Clock clock = new SystemClock();
    private final HttpClient http = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final ExecutorService players = Executors.newSingleThreadExecutor();
    private Path folder;
    private UnitPlan plan;
    private Demo demo;
    private String master;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        folder = temporary;
        BuiltArchives.make();
        plan = new UnitPlan(76, 2, 8, folder.resolve("unit"), Path.of("..").toAbsolutePath().normalize(),
                UnitPlan.Media.together(8), 7).withoutSnmp();
        demo = new Demo(plan, clock, new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        demo.bringUp();
        Path sample = folder.resolve("film.ts");
        Ffmpeg.makeSample(sample, SECONDS);
        String program = demo.publish(List.of(sample)).get(0);
        master = plan.stationHttpUrl() + "programs/" + program + ".m3u8";
    }

    @AfterAll
    void end() throws IOException {
        players.shutdownNow();
        demo.close();
        try (var logs = Files.list(plan.logFolder())) {
            for (Path log : logs.toList()) {
                assertEquals(List.of(), Files.readAllLines(log).stream()
                        .filter(line -> line.contains(" ERROR ") || line.contains("Exception"))
                        .toList(), "errors in " + log.getFileName());
            }
        }
    }

    @Test
    void chromiumPlaysAndSeeks() throws Exception {
        try (HlsPage page = new HlsPage()) {
            JsonNode said = page.play(master, Files.createDirectories(folder.resolve("chromium")), LIMIT);
            assertEquals("[]", said.path("errors").toString(), said.toString());
            assertEquals(4, said.path("steps").size(), said.toString());
            assertEquals(SECONDS, said.path("duration").asDouble(), 0.5, said.toString());
            assertTrue(said.path("codecs").asText().matches("avc1\\.42c01e,mp4a\\.40\\.2"), said.toString());
            assertEquals(640, said.path("videoWidth").asInt());
            assertEquals(640, said.path("width").asInt());
            assertEquals(25, said.path("fps").asDouble(), 0.01);
        }
    }

    @Test
    void ffmpegPlaysAllOfIt() throws IOException {
        Ffmpeg.Played played = Ffmpeg.play(master, Ffmpeg.Transport.HTTP, 0, LIMIT);
        // It says so of every redirect from one host to another, and opens a new connection.
        assertEquals(List.of(), played.complaints().stream()
                .filter(line -> !line.contains("Cannot reuse HTTP connection for different host")).toList());
        assertTrue(played.ok() && played.frames() >= FRAMES - 1, played.frames() + " frames");
    }

    @Test
    void gstreamerPlaysAllOfIt() throws IOException {
        Path grabbed = folder.resolve("gst.ts");
        Tool.Result result = Tool.run(
                List.of("gst-launch-1.0", "-q", "souphttpsrc", "location=" + master, "!", "hlsdemux", "!", "filesink",
                        "location=" + grabbed),
                LIMIT);
        assertTrue(result.ok(), result.output());
        Ffmpeg.Played played = Ffmpeg.play(grabbed.toString(), Ffmpeg.Transport.HTTP, 0, LIMIT);
        assertTrue(played.frames() >= FRAMES - 2, played.frames() + " frames");
    }

    @Test
    void vlcPlaysAllOfIt() throws IOException {
        Vlc.Watched watched = Vlc.play(master, LIMIT);
        assertTrue(watched.result().ok(), watched.result().output());
        assertTrue(watched.frames() >= FRAMES * 9 / 10, watched.frames() + " frames; " + watched.result().output());
    }

    @Test
    void theStationSaysWhereEachPieceIs() throws Exception {
        HttpResponse<String> moved = get(master, "");
        assertEquals(307, moved.statusCode());
        String engine = moved.headers().firstValue("location").orElseThrow();
        assertTrue(!engine.startsWith(plan.stationHttpUrl()), engine);
        HttpResponse<String> found = get(engine, "");
        assertEquals("application/vnd.apple.mpegurl", found.headers().firstValue("content-type").orElse(""));
        assertEquals("*", found.headers().firstValue("access-control-allow-origin").orElse(""));
        List<String> uris = new ArrayList<>(found.body().lines().filter(line -> !line.startsWith("#")).toList());
        assertEquals(1, uris.size());
        HttpResponse<String> media = get(get(uris.get(0), "").headers().firstValue("location").orElseThrow(), "");
        uris.addAll(media.body().lines().filter(line -> !line.startsWith("#")).toList());
        assertTrue(uris.size() > 2 && uris.stream().allMatch(uri -> uri.startsWith(plan.stationHttpUrl())),
                uris.toString());
        HttpResponse<String> segment =
                get(get(uris.get(1), "").headers().firstValue("location").orElseThrow(), "bytes=188-375");
        assertEquals(206, segment.statusCode());
        assertEquals("video/mp2t", segment.headers().firstValue("content-type").orElse(""));
        assertEquals("188", segment.headers().firstValue("content-length").orElse(""));
    }

    /** At the station, an EVENT until all of it has come; a player that began before plays it to the end. */
    @Test
    void aProgramPlaysWhileItIsPublished() throws Exception {
        byte[] film = Files.readAllBytes(folder.resolve("film.ts"));
        ChassisClient.Upload upload = demo.watch().client().announce("Growing", film.length, "growing.ts");
        String media = plan.stationHttpUrl() + "programs/" + upload.programId() + "/hls/media.m3u8";
        int most = film.length / 188 * 7 / 10 * 188;
        try (Socket socket = new Socket(upload.ingestUrl().getHost(), upload.ingestUrl().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("PUT " + upload.ingestUrl().getRawPath() + "?title=Growing HTTP/1.1\r\nHost: x\r\n"
                    + "Authorization: Bearer " + upload.token() + "\r\nConnection: close\r\nContent-Length: "
                    + film.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(film, 0, most);
            String[] text = {""};
            Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> {
                text[0] = followed(media);
                return text[0].contains("#EXTINF");
            });
            assertTrue(text[0].contains("#EXT-X-PLAYLIST-TYPE:EVENT") && !text[0].contains("#EXT-X-ENDLIST"), text[0]);
            Future<Ffmpeg.Played> playing = players.submit(
                    () -> Ffmpeg.play(media, Ffmpeg.Transport.HTTP, 0, LIMIT));
            // It has read the playlist, and the only segment that there is.
            Awaitility.await().atMost(LIMIT).pollDelay(Duration.ofSeconds(2)).until(() -> true);
            assertFalse(playing.isDone(), "it waits for more");
            out.write(film, most, film.length - most);
            assertTrue(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .startsWith("HTTP/1.1 201"));
            Ffmpeg.Played played = playing.get();
            assertTrue(played.ok() && played.frames() >= FRAMES - 1, played.toString());
            String whole = followed(media);
            assertTrue(whole.contains("#EXT-X-ENDLIST"), whole);
            assertTrue(whole.contains(text[0].substring(text[0].indexOf("#EXTINF"))), "it only grew");
        }
    }

    /** The body at the end of all redirects; "" where there is none. */
    private String followed(String url) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(url, "");
        for (int i = 0; answer.statusCode() == 307 && i < 3; i++) {
            answer = get(answer.headers().firstValue("location").orElseThrow(), "");
        }
        return answer.statusCode() == 200 ? answer.body() : "";
    }

    private HttpResponse<String> get(String url, String range) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (!range.isEmpty()) {
            request.header("Range", range);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }
}
