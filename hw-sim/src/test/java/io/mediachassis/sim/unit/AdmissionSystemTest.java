package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.player.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A station of two blades that send two streams each: what is beyond that is refused or placed, and costs nobody. */
class AdmissionSystemTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int EACH = 2;
    private static final int WINDOWS = 3;

    private final List<TestConsole> watching = new ArrayList<>();

    private static Path sample(Path folder) throws IOException {
        Path sample = folder.resolve("small.ts");
        Tool.Result made = Tool.run(List.of("ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", "-f", "lavfi",
                "-i", "testsrc2=size=320x240:rate=25", "-t", "90", "-c:v", "libx264", "-preset", "ultrafast", "-g", "50",
                "-b:v", "700k", "-maxrate", "700k", "-bufsize", "350k", "-f", "mpegts", "-muxrate", "1000000",
                sample.toString()), LIMIT);
        assertTrue(made.ok(), made.output());
        return sample;
    }

    @Test
    void beyondCapacity_streamsAreRefusedOrPlacedElsewhereAndTheOthersRunOn(@TempDir Path folder) throws Exception {
        BuiltArchives.make();
        UnitPlan plan = new UnitPlan(63, 2, 8, folder.resolve("unit"), Path.of("..").toAbsolutePath().normalize(),
                UnitPlan.Media.together(60), 7).withoutSnmp().withEgress(2_600_000);
        try (Demo demo = new Demo(plan, new SystemClock(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8))) {
            demo.bringUp();
            String program = demo.publish(List.of(sample(folder))).get(0);
            String atStation = plan.stationRtspUrl() + program;
            for (int i = 0; i < 2 * EACH; i++) {
                TestConsole console = new TestConsole();
                watching.add(console);
                assertEquals(200, console.describe(atStation).status());
                assertEquals(200, console.setUp().status());
                assertEquals(200, console.play().status());
            }
            demo.watch().await("both blades to be full", LIMIT, watch -> sentBy(demo, 1) == EACH && sentBy(demo, 2) == EACH
                    && watch.list("blades").stream().allMatch(b -> b.path("streams").asInt() == EACH));
            List<Double> quiet = lateParts(demo, () -> {});
            refusedAtTheStation(plan, demo, program);
            // Other tests have the processor now and then; what a blade that took on too much does to its streams stays.
            List<List<Double>> crowded = new ArrayList<>();
            for (int i = 0; i < WINDOWS && !noWorse(crowded, quiet); i++) {
                crowded.add(lateParts(demo, () -> refusedAtTheBlade(demo, program)));
            }
            assertTrue(noWorse(crowded, quiet), "late, of each stream: " + quiet + " alone, then " + crowded);
            placedElsewhere(plan, demo, program);
            everybodyElseNoticedNothing();
            // While the unit is up: a console says goodbye.
            for (TestConsole console : watching) {
                console.close();
            }
        }
    }

    private static long sentBy(Demo demo, int slot) {
        return demo.watch().list("streams").stream().filter(s -> s.path("engine_slot").asInt() == slot).count();
    }

    private static void refusedAtTheStation(UnitPlan plan, Demo demo, String program) throws Exception {
        try (TestConsole late = new TestConsole()) {
            TestConsole.Answer refused = late.describe(plan.stationRtspUrl() + program);
            assertEquals(503, refused.status());
            assertTrue(Integer.parseInt(refused.header("retry-after")) > 0);
        }
        HttpResponse<String> refused = HttpClient.newHttpClient().send(
                HttpRequest.newBuilder(URI.create(plan.stationHttpUrl() + "programs/" + program + ".ts")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(503, refused.statusCode());
        assertTrue(refused.headers().firstValueAsLong("retry-after").orElse(0) > 0);
        // A console that goes to a blade by itself, past the director.
        try (TestConsole direct = new TestConsole()) {
            assertEquals(200, direct.describe(blade(demo, 1) + program).status());
            assertEquals(453, direct.setUp().status());
        }
    }

    /** Some that come past the director at once, by RTSP and by HTTP. */
    private static void refusedAtTheBlade(Demo demo, String program) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        URI media = URI.create(demo.watch().blade(1).map(b -> b.path("http_url").asText()).orElseThrow() + "programs/"
                + program + ".ts");
        for (int i = 0; i < 20; i++) {
            try (TestConsole direct = new TestConsole()) {
                assertEquals(200, direct.describe(blade(demo, 1) + program).status());
                assertEquals(453, direct.setUp().status());
            }
            HttpResponse<String> refused =
                    client.send(HttpRequest.newBuilder(media).build(), HttpResponse.BodyHandlers.ofString());
            assertEquals(503, refused.statusCode());
            assertEquals("1", refused.headers().firstValue("retry-after").orElse(""));
        }
    }

    private interface Meanwhile {
        void run() throws Exception;
    }

    /** The part of each stream's packets that are late, while that happens and for 200 packets at least. */
    private List<Double> lateParts(Demo demo, Meanwhile meanwhile) throws Exception {
        Map<String, JsonNode> before = streams(demo);
        meanwhile.run();
        List<Double> parts = new ArrayList<>();
        demo.watch().await("200 packets of each stream", LIMIT, watch -> {
            parts.clear();
            streams(demo).forEach((session, now) -> {
                JsonNode then = before.get(session);
                long packets = now.path("packets").asLong() - (then == null ? 0 : then.path("packets").asLong());
                long late = now.path("late_packets").asLong() - (then == null ? 0 : then.path("late_packets").asLong());
                if (packets >= 200) {
                    parts.add((double) late / packets);
                }
            });
            return parts.size() == 2 * EACH;
        });
        return parts;
    }

    private static Map<String, JsonNode> streams(Demo demo) {
        Map<String, JsonNode> streams = new TreeMap<>();
        demo.watch().list("streams").forEach(stream -> streams.put(stream.path("session").asText(), stream));
        return streams;
    }

    /** Whether in one of the windows no stream was clearly later than all were before. */
    private static boolean noWorse(List<List<Double>> windows, List<Double> before) {
        double allowed = before.stream().mapToDouble(d -> d).max().orElse(0) * 2 + 0.05;
        return windows.stream().anyMatch(window -> window.stream().allMatch(part -> part <= allowed));
    }

    private void placedElsewhere(UnitPlan plan, Demo demo, String program) throws Exception {
        TestConsole leaving = watching.stream().filter(c -> c.slot() == 2).findFirst().orElseThrow();
        watching.remove(leaving);
        leaving.close();
        demo.watch().await("room on blade 2", LIMIT, watch -> sentBy(demo, 2) == EACH - 1
                && watch.blade(2).stream().allMatch(b -> b.path("streams").asInt() == EACH - 1));
        TestConsole placed = new TestConsole();
        watching.add(placed);
        assertEquals(200, placed.describe(blade(demo, 1) + program).status());
        assertEquals(1, placed.slot());
        // The director hears from blade 2 some times a second.
        TestConsole.Answer answer = placed.setUp();
        assertEquals(200, answer.status());
        assertTrue(answer.header("transport").contains("source=" + plan.stationAddress()), answer.header("transport"));
        assertEquals(200, placed.play().status());
        demo.watch().await("packets from the other blade", LIMIT, watch -> {
            try {
                return placed.received() > 100;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertEquals(EACH, sentBy(demo, 1));
        assertEquals(EACH, sentBy(demo, 2));
    }

    private void everybodyElseNoticedNothing() throws IOException {
        for (TestConsole console : watching) {
            assertTrue(console.received() > 100, console.received() + " packets");
            assertEquals(0, console.missing());
        }
    }

    private static String blade(Demo demo, int slot) {
        return demo.watch().blade(slot).map(b -> b.path("rtsp_url").asText()).orElseThrow();
    }
}
