package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.sim.player.Ffmpeg;
import io.mediachassis.sim.player.Ffmpeg.Played;
import io.mediachassis.sim.player.Ffmpeg.Transport;
import io.mediachassis.sim.player.Gstreamer;
import io.mediachassis.sim.player.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A program whose segments lie on different blades: real players notice nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HandOverSystemTest {
    private static final int SECONDS = 16;
    private static final int FRAMES = SECONDS * 25;

    private Path folder;
    private TestUnit unit;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        folder = temporary;
        unit = new TestUnit(32, temporary, 1, SECONDS);
    }

    @AfterAll
    void end() throws IOException {
        unit.close();
    }

    @Test
    @Order(1)
    void ffmpegByUdp_getsEveryFrameFromSeveralEngines() throws Exception {
        Set<Integer> senders = new TreeSet<>();
        Played played = unit.watched(
                () -> Ffmpeg.play(unit.rtsp(), Transport.UDP, 0, TestUnit.LIMIT),
                stream -> senders.add(stream.path("engine_slot").asInt()));
        assertEquals(List.of(), played.complaints());
        assertTrue(played.ok() && played.frames() >= FRAMES - 1, played.frames() + " frames");
        assertTrue(senders.size() > 1, "sent by " + senders);
    }

    @Test
    @Order(2)
    void gstreamerByUdp_playsOn() throws Exception {
        Path grabbed = folder.resolve("gst.ts");
        Set<Integer> senders = new TreeSet<>();
        Tool.Result result = unit.watched(
                () -> Gstreamer.play(unit.rtsp(), "udp", grabbed, TestUnit.LIMIT),
                stream -> senders.add(stream.path("engine_slot").asInt()));
        assertTrue(result.ok(), result.output());
        Played played = Ffmpeg.play(grabbed.toString(), Transport.HTTP, 0, TestUnit.LIMIT);
        assertEquals(List.of(), played.complaints());
        assertTrue(played.frames() >= FRAMES - 2, played.frames() + " frames");
        assertTrue(senders.size() > 1, "sent by " + senders);
    }

    @Test
    @Order(3)
    void throughTheConnection_theSegmentsAreFetchedAhead() throws IOException {
        Played played = Ffmpeg.play(unit.rtsp(), Transport.TCP, 0, TestUnit.LIMIT);
        assertEquals(List.of(), played.complaints());
        assertTrue(played.ok() && played.frames() >= FRAMES - 1, played.frames() + " frames");
    }

    @Test
    @Order(4)
    void anyEngineGivesTheWholeProgramByHttp() throws Exception {
        Map<Integer, byte[]> whole = new TreeMap<>();
        for (int slot = 1; slot <= 3; slot++) {
            // A blade that has no segment of it sends the client elsewhere.
            Optional<byte[]> answer = Downloads.get(Downloads.programUrl(unit, slot), 0);
            if (answer.isPresent()) {
                whole.put(slot, answer.get());
            }
        }
        assertTrue(whole.size() > 1, "given by blades " + whole.keySet());
        byte[] first = whole.values().iterator().next();
        for (int slot : whole.keySet()) {
            assertArrayEquals(first, whole.get(slot), "from blade " + slot);
            int from = first.length / 3;
            assertArrayEquals(Arrays.copyOfRange(first, from, first.length),
                    Downloads.get(Downloads.programUrl(unit, slot), from).orElseThrow(), "a range from blade " + slot);
        }
        Played played = Ffmpeg.play(
                Files.write(folder.resolve("whole.ts"), first).toString(), Transport.HTTP, 0, TestUnit.LIMIT);
        assertEquals(List.of(), played.complaints());
        assertTrue(played.ok() && played.frames() >= FRAMES - 1, played.frames() + " frames");
    }

    @Test
    @Order(5)
    void hlsPlaysAllOfIt() throws Exception {
        String url = unit.plan.stationHttpUrl() + "programs/" + unit.program + ".m3u8";
        Played played = Ffmpeg.play(url, Transport.HTTP, 0, TestUnit.LIMIT);
        assertTrue(played.ok() && played.frames() >= FRAMES - 1, played.toString());
    }
}
