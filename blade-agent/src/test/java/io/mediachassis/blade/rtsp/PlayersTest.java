package io.mediachassis.blade.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.blade.door.Crowd;
import io.mediachassis.blade.supervisor.Supervisor;
import io.netty.channel.EventLoopGroup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The players of Debian play from start to end: the judges of the RTSP server. */
class PlayersTest {
    private static final int SECONDS = 5;
    private static final Pattern FRAMES = Pattern.compile("frame= *([0-9]+)");

    @TempDir
    static Path folder;

    private static EventLoopGroup loops;
    private static FakeDesk desk;
    private static RtspServer station;
    private static RtspServer engine;
    private static String base;
    private static String engineBase;

    @BeforeAll
    static void start() throws Exception {
        TestMedia media = TestMedia.make(folder, SECONDS);
        loops = Transport.best().loops(2, "rtsp");
        desk = new FakeDesk(media, "127.0.0.1", "clip");
        station = new RtspServer(loops, loops, RtspSettings.defaults(), desk, Supervisor.none(), new SystemClock());
        engine = new RtspServer(loops, loops, RtspSettings.defaults(), desk, Supervisor.none(), new SystemClock());
        base = "rtsp://127.0.0.1:" + station.bind(anyPort()).get().getPort();
        engineBase = "rtsp://127.0.0.1:" + engine.bind(anyPort()).get().getPort();
    }

    @AfterAll
    static void stop() {
        station.close();
        engine.close();
        desk.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @AfterEach
    void everyStreamIsFreed() {
        Awaitility.await().atMost(8, TimeUnit.SECONDS).until(() -> station.sessions() == 0 && engine.sessions() == 0);
        assertTrue(desk.streams.stream().noneMatch(FakeStream::alive), "a stream was left open");
        desk.streams.clear();
        desk.requests.clear();
    }

    @Test
    void ffmpegOverUdp_playsAllFrames() throws Exception {
        ffmpegPlays(base + "/clip", "udp");
        assertTrue(desk.requests.get(0).userAgent().startsWith("Lavf"), desk.requests.toString());
    }

    @Test
    void ffmpegOverTcp_playsAllFrames() throws Exception {
        ffmpegPlays(base + "/clip/", "tcp");
        assertTrue(desk.requests.get(0).delivery() instanceof Delivery.Interleaved);
    }

    /** More than all connections that there may be, all of the players' own address, and a session from before. */
    @Test
    void tenThousandSilentConnections_keepNobodyOut() throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), URI.create(base).getPort());
        try (Console before = new Console(address)) {
            String session = before.ask("SETUP", base + "/clip", "Transport: RTP/AVP;unicast;client_port=40000-40001")
                    .session();
            try (Crowd crowd = Crowd.of(10_000, address)) {
                Run run = run(20, "ffmpeg", "-nostdin", "-hide_banner", "-rtsp_transport", "udp", "-i", base + "/clip",
                        "-t", "1", "-map", "0:v", "-f", "null", "-");
                assertEquals(0, run.exit, crowd.size() + " wait, " + run.text);
                assertTrue(frames(run.text) >= 24, run.text);
                assertEquals(200, before.ask("TEARDOWN", base + "/clip", "Session: " + session).status());
            }
        }
        long displaced = station.counts().get(RtspCounter.CONNECTIONS_DISPLACED);
        assertTrue(displaced > 10_000 - RtspSettings.defaults().maxConnections(), displaced + " displaced");
        assertEquals(0, station.counts().get(RtspCounter.CONNECTIONS_REFUSED));
    }

    /** ffmpeg adds the first time stamp of the media (1.4 s) to what is asked, so it plays from 2.9 s. */
    @Test
    void ffmpegSeeks_playsTheRest() throws Exception {
        Run run = run(30, "ffmpeg", "-nostdin", "-hide_banner", "-rtsp_transport", "tcp", "-ss", "1.5",
                "-i", base + "/clip", "-map", "0:v", "-f", "null", "-");
        assertEquals(0, run.exit, run.text);
        int frames = frames(run.text);
        assertTrue(frames >= 40 && frames <= 60, run.text);
    }

    @Test
    void ffmpegRedirectedOnDescribe_playsFromTheEngine() throws Exception {
        redirected(() -> ffmpegPlays(base + "/moved", "udp"));
    }

    @Test
    void ffprobe_seesStreamsAndDuration() throws Exception {
        Run run = run(30, "ffprobe", "-v", "error", "-show_entries", "format=duration:stream=codec_name",
                "-of", "compact", base + "/clip");
        assertEquals(0, run.exit, run.text);
        assertTrue(run.text.contains("h264") && run.text.contains("aac"), run.text);
        assertTrue(run.text.contains("duration=" + SECONDS), run.text);
    }

    @Test
    void gstreamerOverUdp_playsToTheEnd() throws Exception {
        gstreamerPlays(base + "/clip", "udp");
    }

    @Test
    void gstreamerOverTcp_playsToTheEnd() throws Exception {
        gstreamerPlays(base + "/clip", "tcp");
    }

    @Test
    void gstreamerRedirectedOnDescribe_playsFromTheEngine() throws Exception {
        redirected(() -> gstreamerPlays(base + "/moved", "udp"));
    }

    @Test
    void playbin_playsToTheEnd() throws Exception {
        Run run = run(40, "gst-launch-1.0", "playbin", "uri=" + base + "/clip", "video-sink=fakesink",
                "audio-sink=fakesink");
        assertEquals(0, run.exit, run.text);
        assertTrue(run.text.contains("Got EOS"), run.text);
        assertFalse(run.text.contains("ERROR"), run.text);
    }

    @Test
    void vlc_playsToTheEnd() throws Exception {
        List<String> command = new ArrayList<>(asNobody());
        command.addAll(List.of("cvlc", "-v", "--play-and-exit", "--no-video-title", "--intf", "dummy",
                "--vout", "dummy", "--aout", "dummy", base + "/clip"));
        Run run = run(60, command.toArray(String[]::new));
        assertEquals(0, run.exit, run.text);
        assertFalse(run.text.contains("unable to open"), run.text);
        assertFalse(run.text.contains("probably lost"), run.text);
        assertEquals(1, desk.requests.size());
        assertEquals("torn down by the console", desk.streams.get(0).closedFor, run.text);
    }

    @Test
    void vlc_receivesTheProgram() throws Exception {
        Path out = Files.createDirectory(folder.resolve("vlc"));
        assertTrue(out.toFile().setWritable(true, false) && folder.toFile().setExecutable(true, false));
        Path file = out.resolve("seen.ts");
        List<String> command = new ArrayList<>(asNobody());
        command.addAll(List.of("cvlc", "-v", "--play-and-exit", "--intf", "dummy",
                "--sout", "#std{access=file,mux=ts,dst=" + file + "}", base + "/clip"));
        Run run = run(60, command.toArray(String[]::new));
        assertEquals(0, run.exit, run.text);
        Run counted = run(30, "ffmpeg", "-nostdin", "-hide_banner", "-i", file.toString(), "-map", "0:v", "-f", "null",
                "-");
        // VLC's own muxer leaves out what comes before it knows the streams, and the end.
        assertTrue(frames(counted.text) >= SECONDS * 25 * 9 / 10, counted.text + run.text);
    }

    private static void ffmpegPlays(String url, String transport) throws Exception {
        Run run = run(40, "ffmpeg", "-nostdin", "-hide_banner", "-rtsp_transport", transport, "-i", url,
                "-map", "0:v", "-f", "null", "-");
        assertEquals(0, run.exit, run.text);
        // The last frame ends with the stream; ffmpeg's RTP reader doesn't hand it on.
        assertTrue(frames(run.text) >= SECONDS * 25 - 1, run.text);
        for (String bad : List.of("missed", "corrupt", "error", "timeout", "jitter buffer full")) {
            assertFalse(run.text.toLowerCase(java.util.Locale.ROOT).contains(bad), run.text);
        }
    }

    private static void gstreamerPlays(String url, String transport) throws Exception {
        Run run = run(40, "gst-launch-1.0", "rtspsrc", "location=" + url, "protocols=" + transport, "!",
                "rtpmp2tdepay", "!", "tsdemux", "name=d", "d.", "!", "queue", "!", "h264parse", "!", "avdec_h264", "!",
                "identity", "silent=false", "!", "fakesink", "d.", "!", "queue", "!", "aacparse", "!", "fakesink",
                "-v");
        assertEquals(0, run.exit, run.text);
        assertTrue(run.text.contains("Got EOS"), run.text);
        assertFalse(run.text.contains("ERROR") || run.text.contains("WARNING"), run.text);
        int frames = run.text.split("chain   \\*+", -1).length - 1;
        assertTrue(frames >= SECONDS * 25 - 2 && frames <= SECONDS * 25, frames + " frames: " + run.text);
    }

    private interface Body {
        void run() throws Exception;
    }

    private static void redirected(Body body) throws Exception {
        // The engine knows the program; the station sends consoles there on DESCRIBE.
        var here = desk.places.get("clip");
        long before = engine.counts().get(RtspCounter.SESSIONS);
        desk.places.put("moved", here);
        MovingDesk.redirectTo = URI.create(engineBase);
        try (var moving = new RtspServer(loops, loops, RtspSettings.defaults(), new MovingDesk(), Supervisor.none(), new SystemClock())) {
            String was = base;
            base = "rtsp://127.0.0.1:" + moving.bind(anyPort()).get().getPort();
            try {
                body.run();
            } finally {
                base = was;
            }
            assertTrue(moving.counts().get(RtspCounter.REDIRECTS) >= 1);
            assertEquals(0, moving.counts().get(RtspCounter.SESSIONS));
            assertEquals(before + 1, engine.counts().get(RtspCounter.SESSIONS));
        }
    }

    private static final class MovingDesk implements MediaDesk {
        static URI redirectTo = URI.create("rtsp://127.0.0.1");

        @Override
        public java.util.concurrent.CompletionStage<Whereabouts> whereIs(String programId, String localAddress) {
            return java.util.concurrent.CompletableFuture.completedFuture(new Whereabouts.Elsewhere(redirectTo));
        }

        @Override
        public java.util.concurrent.CompletionStage<StreamHandle> open(StreamRequest request) {
            return java.util.concurrent.CompletableFuture.failedFuture(new MediaException(503, "not here"));
        }
    }

    /** VLC refuses to run as root; setpriv (util-linux, always there on Debian) makes it another user's process. */
    private static List<String> asNobody() {
        boolean root = "root".equals(System.getProperty("user.name"));
        return root
                ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/tmp")
                : List.of();
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static int frames(String text) {
        Matcher m = FRAMES.matcher(text);
        int last = 0;
        while (m.find()) {
            last = Integer.parseInt(m.group(1));
        }
        return last;
    }

    private record Run(int exit, String text) {}

    private static Run run(int seconds, String... command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(folder, "player", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        return new Run(ended ? process.exitValue() : -1, Files.readString(log));
    }
}
