package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.sim.player.Ffmpeg;
import io.mediachassis.sim.player.Ffmpeg.Played;
import io.mediachassis.sim.player.Ffmpeg.Transport;
import io.mediachassis.sim.player.Gstreamer;
import io.mediachassis.sim.player.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** An engine dies while it sends to a console whose conversation another blade holds: the console plays on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StreamRescueSystemTest {
    private static final int SECONDS = 16;
    /** Half a second is lost, and what a decoder can't use before the next random access point. */
    private static final int LOST_AT_MOST = 25 / 2 + 50;

    private Path folder;
    private TestUnit unit;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        folder = temporary;
        unit = new TestUnit(33, temporary, 2, SECONDS);
    }

    @AfterAll
    void end() throws IOException {
        unit.close();
    }

    /** Kills the first engine that is seen sending for another blade's console; notes who sends after that. */
    private final class Killer {
        final AtomicInteger killed = new AtomicInteger();
        final Set<Integer> after = new TreeSet<>();

        void look(JsonNode stream) {
            int engine = stream.path("engine_slot").asInt();
            int anchor = stream.path("anchor_slot").asInt();
            if (killed.get() != 0) {
                after.add(engine);
            } else if (engine != anchor && stream.path("state").asText().equals("playing")) {
                killed.set(engine);
                unit.demo.unit().blade(engine).crash();
            }
        }
    }

    @Test
    @Order(1)
    void ffmpegPlaysOn() throws Exception {
        Killer killer = new Killer();
        Played played = unit.watched(
                () -> Ffmpeg.play(unit.rtsp(), Transport.UDP, 0, TestUnit.LIMIT), killer::look);
        assertNotEquals(0, killer.killed.get(), "no stream left its first engine");
        assertTrue(played.ok() && played.frames() >= SECONDS * 25 - LOST_AT_MOST, played.toString());
        assertTrue(!killer.after.isEmpty(), "nobody sent after blade " + killer.killed);
    }

    @Test
    @Order(2)
    void gstreamerPlaysOn() throws Exception {
        // The blades that were left made its copies again; those go once it is back.
        unit.awaitSpread();
        Path grabbed = folder.resolve("gst.ts");
        Killer killer = new Killer();
        Tool.Result result = unit.watched(
                () -> Gstreamer.play(unit.rtsp(), "udp", grabbed, TestUnit.LIMIT),
                killer::look);
        assertNotEquals(0, killer.killed.get(), "no stream left its first engine");
        assertTrue(result.ok(), result.output());
        Played played = Ffmpeg.play(grabbed.toString(), Transport.HTTP, 0, TestUnit.LIMIT);
        assertTrue(played.frames() >= SECONDS * 25 - LOST_AT_MOST, played.frames() + " frames");
    }

    /** Two blades hold each segment, and one of them dies while an engine sends the whole program. */
    @Test
    @Order(3)
    void aDownloadGoesOn() throws Exception {
        unit.awaitSpread();
        byte[] whole = Downloads.get(Downloads.programUrl(unit, 1), 0).orElseThrow();
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        try (Socket socket = new Socket()) {
            // So small that most of it is still to be sent when the blade dies.
            socket.setReceiveBufferSize(8192);
            socket.connect(new InetSocketAddress(unit.plan.bladeAddress(1), UnitPlan.HTTP_PORT));
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(("GET /programs/" + unit.program
                    + ".ts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            got.writeBytes(socket.getInputStream().readNBytes(100_000));
            unit.demo.unit().blade(2).crash();
            got.writeBytes(socket.getInputStream().readAllBytes());
        }
        byte[] answer = got.toByteArray();
        int head = new String(answer, 0, 2000, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
        assertArrayEquals(whole, Arrays.copyOfRange(answer, head, answer.length));
    }
}
