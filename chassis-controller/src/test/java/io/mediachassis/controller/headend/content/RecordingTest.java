package io.mediachassis.controller.headend.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With ffmpeg, which sends a test picture by UDP to this machine. */
class RecordingTest {
    private static final Duration SILENCE = Duration.ofSeconds(2);

    @BeforeAll
    static void needsFfmpeg() throws Exception {
        boolean there;
        try {
            there = new ProcessBuilder("ffmpeg", "-version").redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            there = false;
        }
        assumeTrue(there, "not run: ffmpeg is not installed");
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Process send(int port, int seconds) throws IOException {
        return send("mpegts", "udp://127.0.0.1:" + port + "?pkt_size=1316", seconds);
    }

    private static Process send(String format, String to, int seconds) throws IOException {
        return new ProcessBuilder(
                "ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25",
                "-t", "" + seconds, "-c:v", "libx264", "-preset", "ultrafast", "-g", "10", "-f", format, to)
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** All that a recording of so many seconds has. */
    private static byte[] record(int port, int seconds) throws IOException {
        Provider recording = new Recording("ffmpeg", Duration.ofSeconds(seconds), SILENCE);
        try (InputStream stream = open(recording, port)) {
            return stream.readAllBytes();
        }
    }

    private static InputStream open(Provider recording, int port) throws IOException {
        try {
            Provider.Opened opened = recording.open(URI.create("udp://127.0.0.1:" + port), 0);
            assertEquals(-1, opened.length());
            return opened.stream();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** By the presentation times of ffprobe. */
    private static double seconds(byte[] stream) throws Exception {
        Process probe = new ProcessBuilder("ffprobe", "-v", "error", "-show_entries", "packet=pts_time", "-of", "csv=p=0", "-")
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        CompletableFuture<byte[]> said = CompletableFuture.supplyAsync(() -> {
            try {
                return probe.getInputStream().readAllBytes();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        try (var in = probe.getOutputStream()) {
            in.write(stream);
        }
        double[] times = new String(said.get(10, TimeUnit.SECONDS), java.nio.charset.StandardCharsets.UTF_8).lines()
                .map(line -> line.replace(",", "")).filter(line -> !line.isBlank())
                .mapToDouble(Double::parseDouble).sorted().toArray();
        return times.length == 0 ? 0 : times[times.length - 1] - times[0];
    }

    private static void requireTransportStream(byte[] stream) {
        assertTrue(stream.length > 188 * 20 && stream.length % 188 == 0, stream.length + " bytes");
        for (int at = 0; at < stream.length; at += 188) {
            assertEquals(0x47, stream[at], "packet at " + at);
        }
    }

    @Test
    void aStreamIsRecordedForSoLong_andOneThatEndsEarlyIsKeptAsFarAsItCame() throws Exception {
        int whole = freePort();
        int early = freePort();
        Process sender = send(whole, 20);
        Process other = send(early, 3);
        try {
            CompletableFuture<byte[]> kept = CompletableFuture.supplyAsync(() -> {
                try {
                    return record(early, 60);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            byte[] stream = record(whole, 2);
            requireTransportStream(stream);
            assertEquals(2, seconds(stream), 0.3);
            byte[] part = kept.get(20, TimeUnit.SECONDS);
            requireTransportStream(part);
            double length = seconds(part);
            assertTrue(length > 0.5 && length <= 3, length + " s");
        } finally {
            Stream.of(sender, other).forEach(Process::destroyForcibly);
        }
    }

    @Test
    void whereNothingIsSent_thatIsSaid() throws Exception {
        int port = freePort();
        IOException e = assertThrows(IOException.class, () -> record(port, 60));
        assertTrue(String.valueOf(e.getMessage()).startsWith("127.0.0.1:" + port + " sends nothing that can be recorded"),
                e.getMessage());
    }

    /** RTP, for which ffmpeg has no time-out of its own. */
    @Test
    void whatIsBrokenOffIsKeptAsFarAsItCame_butNotWhatIsNotWantedAnyMore() throws Exception {
        int port = freePort() & ~1;
        Process sender = send("rtp_mpegts", "rtp://127.0.0.1:" + port, 20);
        try {
            URI source = URI.create("rtp://127.0.0.1:" + port);
            Provider recording = new Recording("ffmpeg", Duration.ofSeconds(60), SILENCE);
            InputStream stream = recording.open(source, 0).stream();
            byte[] first = stream.readNBytes(188);
            stream.close();
            byte[] rest = stream.readAllBytes();
            assertEquals(188, first.length);
            assertEquals(0, rest.length % 188);
            try (ResumingStream unwanted = new ResumingStream(recording, source, attempt -> { }, bytes -> { })) {
                assertTrue(unwanted.read(new byte[188]) > 0);
                unwanted.stop();
                assertThrows(Provider.Hopeless.class, unwanted::readAllBytes);
            }
        } finally {
            sender.destroyForcibly();
        }
    }

    @Test
    void noPasswordIsTold() throws Exception {
        Provider recording = new Recording("ffmpeg", Duration.ofSeconds(60), SILENCE);
        // Nothing listens there.
        URI source = URI.create("rtsp://anna:secret@127.0.0.1:" + freePort() + "/live");
        try (InputStream stream = recording.open(source, 0).stream()) {
            String said = String.valueOf(assertThrows(IOException.class, stream::readAllBytes).getMessage());
            assertTrue(said.startsWith("127.0.0.1:") && said.contains("refused") && !said.contains("secret"), said);
        }
    }

    @Test
    void whatCanNotBe() {
        Recording recording = new Recording("no-such-ffmpeg", Duration.ofSeconds(60), SILENCE);
        URI source = URI.create("udp://127.0.0.1:5000");
        String text = String.valueOf(assertThrows(Provider.Hopeless.class, () -> recording.open(source, 0)).getMessage());
        assertTrue(text.contains("install ffmpeg"), text);
        assertThrows(Provider.Hopeless.class, () -> recording.open(source, 188));
        for (String live : List.of("udp://239.1.1.1:5000", "rtp://239.1.1.1:5000", "RTSP://camera/live")) {
            assertTrue(Recording.records(URI.create(live)), live);
        }
        assertEquals(false, Recording.records(URI.create("http://camera/live")));
    }
}
