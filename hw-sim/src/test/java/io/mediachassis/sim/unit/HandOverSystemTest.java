package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.player.Ffmpeg;
import io.mediachassis.sim.player.Ffmpeg.Played;
import io.mediachassis.sim.player.Ffmpeg.Transport;
import io.mediachassis.sim.player.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A program whose every segment lies on another blade than the one before: real players notice nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HandOverSystemTest {
    private static final int SECONDS = 20;
    private static final int FRAMES = SECONDS * 25;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Clock clock = new SystemClock();
    private final PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    private final ExecutorService players = Executors.newSingleThreadExecutor();
    private Path folder;
    private UnitPlan plan;
    private Demo demo;
    private String program;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        folder = temporary;
        plan = new UnitPlan(32, 3, 8, folder.resolve("unit"), Path.of("..").toAbsolutePath().normalize(),
                new UnitPlan.Media(4, 1, 1), 7);
        demo = new Demo(plan, clock, out);
        demo.bringUp();
        Path sample = folder.resolve("short.ts");
        Ffmpeg.makeSample(sample, SECONDS);
        program = demo.watch().publish(sample, "Spread", 1, LIMIT);
        demo.watch().await("the segments to be spread", LIMIT, watch -> watch.list("programs").stream()
                .allMatch(p -> p.path("copies").isEmpty() && p.path("partial_copies").size() > 1));
    }

    @AfterAll
    void end() throws IOException {
        players.shutdownNow();
        demo.close();
        try (Stream<Path> logs = Files.list(plan.logFolder())) {
            for (Path log : logs.toList()) {
                List<String> errors = Files.readAllLines(log).stream()
                        .filter(line -> line.contains(" ERROR ") || line.contains("Exception"))
                        .toList();
                assertEquals(List.of(), errors, "errors in " + log.getFileName());
            }
        }
    }

    /** Runs a player and notes which engines sent to it meanwhile. */
    private <T> T watched(Callable<T> player, Set<Integer> senders) throws Exception {
        Future<T> playing = players.submit(player);
        demo.watch().await("the player to end", LIMIT, watch -> {
            for (JsonNode stream : watch.list("streams")) {
                senders.add(stream.path("engine_slot").asInt());
            }
            return playing.isDone();
        });
        return playing.get();
    }

    @Test
    @Order(1)
    void ffmpegByUdp_getsEveryFrameFromSeveralEngines() throws Exception {
        Set<Integer> senders = new TreeSet<>();
        Played played = watched(
                () -> Ffmpeg.play(plan.stationRtspUrl() + program, Transport.UDP, 0, LIMIT), senders);
        assertEquals(List.of(), played.complaints());
        assertTrue(played.ok() && played.frames() >= FRAMES - 1, played.frames() + " frames");
        assertTrue(senders.size() > 1, "sent by " + senders);
    }

    @Test
    @Order(2)
    void gstreamerByUdp_playsOn() throws Exception {
        Path grabbed = folder.resolve("gst.ts");
        Set<Integer> senders = new TreeSet<>();
        Tool.Result result = watched(
                () -> Tool.run(
                        List.of("gst-launch-1.0", "-q", "rtspsrc", "location=" + plan.stationRtspUrl() + program,
                                "protocols=udp", "!", "rtpmp2tdepay", "!", "filesink", "location=" + grabbed),
                        LIMIT),
                senders);
        assertTrue(result.ok(), result.output());
        Played played = Ffmpeg.play(grabbed.toString(), Transport.HTTP, 0, LIMIT);
        assertEquals(List.of(), played.complaints());
        assertTrue(played.frames() >= FRAMES - 2, played.frames() + " frames");
        assertTrue(senders.size() > 1, "sent by " + senders);
    }

    @Test
    @Order(3)
    void throughTheConnection_theSegmentsAreFetchedAhead() throws IOException {
        Played played = Ffmpeg.play(plan.stationRtspUrl() + program, Transport.TCP, 0, LIMIT);
        assertEquals(List.of(), played.complaints());
        assertTrue(played.ok() && played.frames() >= FRAMES - 1, played.frames() + " frames");
    }
}
