package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.locate.LocateClient;
import io.mediachassis.backplane.proto.Answer;
import io.mediachassis.controller.client.ChassisException;
import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.demo.DemoReport;
import io.mediachassis.sim.demo.JsonFile;
import io.mediachassis.sim.player.Ffmpeg.Played;
import io.mediachassis.sim.player.Ffmpeg.Transport;
import io.mediachassis.sim.player.Ffmpeg;
import io.mediachassis.sim.player.Gstreamer;
import io.mediachassis.sim.player.Tool;
import io.mediachassis.sim.player.Vlc;
import io.mediachassis.sim.tour.Tour;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
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

/** A whole unit of real processes, played by real players, and broken as hardware breaks. One unit for all tests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UnitSystemTest {
    private static final int SECONDS = 12;
    private static final int FRAMES = SECONDS * 25;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** mediaDirectorChanged and mediaBladeRemoved of MEDIA-CHASSIS-MIB. */
    private static final int DIRECTOR_CHANGED = 1;

    private static final int BLADE_REMOVED = 2;

    private final Clock clock = new SystemClock();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

    private Path folder;
    private UnitPlan plan;
    private Demo demo;
    private Path sample;
    private String program;
    private TrapReceiver traps;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        folder = temporary;
        BuiltArchives.make();
        TrapTarget manager = new TrapTarget("127.0.31.240", 9162);
        traps = new TrapReceiver(folder, manager);
        // A folder as people name them, and farther down than a socket's name reaches.
        Path data = Files.createDirectories(folder.resolve("deep ".repeat(20).strip())).resolve("my \"unit\"");
        plan = new UnitPlan(31, 4, 8, data, Path.of("..").toAbsolutePath().normalize(), UnitPlan.Media.spread(4), 7)
                .withVolumes(2)
                .withTraps(List.of(manager));
        demo = new Demo(plan, clock, out);
        demo.bringUp();
        sample = folder.resolve("short.ts");
        Ffmpeg.makeSample(sample, SECONDS);
        program = demo.publish(List.of(sample)).get(0);
        demo.watch().awaitDealtOut(program, LIMIT);
    }

    @AfterAll
    void end() throws IOException {
        demo.close();
        traps.close();
        assertEquals(List.of(), demo.unit().leftovers());
        try (Stream<Path> logs = Files.list(plan.logFolder())) {
            for (Path log : logs.toList()) {
                List<String> errors = Files.readAllLines(log).stream()
                        .filter(line -> line.contains(" ERROR ") || line.contains("Exception"))
                        .toList();
                assertEquals(List.of(), errors, "errors in " + log.getFileName());
            }
        }
    }

    private String station() {
        return plan.stationRtspUrl() + program;
    }

    /**
     * Two at a time, and each as if it were alone; over UDP the engines send to it in turn. More at once would make a
     * busy machine's players read too late what has come by UDP.
     */
    @Test
    @Order(1)
    void everyPlayerPlaysFromStartToEnd() throws Exception {
        ExecutorService players = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> playing = List.of(
                    players.submit(ran(() -> playsInFfmpeg(station(), Transport.UDP))),
                    players.submit(ran(() -> playsInFfmpeg(station(), Transport.TCP))),
                    players.submit(ran(() -> playsInGstreamer("udp"))),
                    players.submit(ran(() -> playsInGstreamer("tcp"))),
                    players.submit(ran(this::playsInVlcWithoutARedirect)),
                    players.submit(ran(() -> playsInFfmpeg(
                            plan.stationHttpUrl() + "programs/" + program + ".ts", Transport.HTTP))));
            Map<String, Set<Integer>> engines = new TreeMap<>();
            demo.watch().await("the players to end", LIMIT, watch -> {
                for (JsonNode stream : watch.list("streams")) {
                    engines.computeIfAbsent(stream.path("session").asText(), session -> new TreeSet<>())
                            .add(stream.path("engine_slot").asInt());
                }
                return playing.stream().allMatch(Future::isDone);
            });
            for (Future<?> each : playing) {
                each.get();
            }
            long moved = engines.values().stream().filter(slots -> slots.size() > 1).count();
            // Not all need to: what an engine has fetched for a console's connection it sends to the others, too.
            assertTrue(moved >= 1, "no stream passed on: " + engines);
        } finally {
            players.shutdownNow();
        }
    }

    private interface Play {
        void run() throws IOException;
    }

    private static Callable<Void> ran(Play play) {
        return () -> {
            play.run();
            return null;
        };
    }

    private void playsInFfmpeg(String url, Transport transport) throws IOException {
        Played played = Ffmpeg.play(url, transport, 0, LIMIT);
        assertEquals(List.of(), played.complaints(), transport.name());
        assertTrue(played.ok() && played.frames() >= FRAMES - 1, transport + ": " + played.frames() + " frames");
    }

    private void playsInGstreamer(String protocols) throws IOException {
        Path grabbed = folder.resolve("gst-" + protocols + ".ts");
        Tool.Result result = Gstreamer.play(station(), protocols, grabbed, LIMIT);
        assertTrue(result.ok(), protocols + ": " + result.output());
        Played played = Ffmpeg.play(grabbed.toString(), Transport.HTTP, 0, LIMIT);
        assertTrue(played.frames() >= FRAMES - 2, protocols + ": " + played.frames() + " frames");
    }

    private void playsInVlcWithoutARedirect() throws IOException {
        Vlc.Watched watched = Vlc.play(station(), LIMIT);
        assertTrue(watched.result().ok(), watched.result().output());
        assertTrue(watched.frames() >= FRAMES * 9 / 10, watched.frames() + " frames; " + watched.result().output());
    }

    @Test
    @Order(4)
    void aLocateDatagramNamesTheEngine() throws IOException {
        InetSocketAddress at = new InetSocketAddress(plan.stationAddress(), UnitPlan.LOCATE_PORT);
        try (LocateClient locate = new LocateClient(at, Duration.ofSeconds(2), new Random(1))) {
            List<Answer> answers = locate.locate(List.of(program, "no-such-program"), "");
            assertEquals(Answer.Status.FOUND, answers.get(0).getStatus());
            assertTrue(answers.get(0).getRtspUrl().endsWith("/" + program), answers.get(0).toString());
            assertEquals(Answer.Status.NONE_HOLDS, answers.get(1).getStatus());
            Played played = Ffmpeg.play(answers.get(0).getRtspUrl(), Transport.TCP, 2, LIMIT);
            assertTrue(played.ok() && played.frames() >= 48, played.toString());
        }
    }

    /** All of them older than the next load report. */
    @Test
    @Order(4)
    void aBurstOfQuestionsSpreads() throws IOException {
        InetSocketAddress at = new InetSocketAddress(plan.stationAddress(), UnitPlan.LOCATE_PORT);
        int questions = 1000;
        Map<String, Integer> given = new TreeMap<>();
        try (LocateClient locate = new LocateClient(at, Duration.ofSeconds(2), new Random(2))) {
            long beganNs = clock.nanoTime();
            List<Answer> answers = locate.locate(Collections.nCopies(questions, program), "rtsp");
            long tookMs = (clock.nanoTime() - beganNs) / 1_000_000;
            assertTrue(tookMs < 1000, "it took " + tookMs + " ms");
            answers.forEach(answer -> given.merge(URI.create(answer.getRtspUrl()).getHost(), 1, Integer::sum));
        }
        long holders = demo.watch().list("programs").stream()
                .filter(listed -> listed.path("id").asText().equals(program))
                .mapToInt(listed -> listed.path("least_copies").asInt())
                .findFirst()
                .orElseThrow();
        assertTrue(holders >= 2 && given.size() >= holders, given + ", " + holders + " copies");
        double ideal = (double) questions / given.size();
        given.forEach((engine, times) -> assertEquals(ideal, times, 0.05 * ideal, given.toString()));
    }

    @Test
    @Order(5)
    void whatIsNoMediaIsRefusedAndNothingIsHalfPublished() throws IOException {
        Path text = folder.resolve("not-media.txt");
        Files.writeString(text, "This is no film.\n".repeat(5000));
        IOException refused = assertThrows(IOException.class, () -> demo.watch().publish(text, "No film", 1, LIMIT));
        assertTrue(String.valueOf(refused.getMessage()).contains("nothing that ffmpeg can read"), refused.getMessage());
        assertTrue(!String.valueOf(refused.getMessage()).contains("spool"), refused.getMessage());
        assertEquals(0, demo.watch().copies("no-film"));
    }

    @Test
    @Order(6)
    void anMp4IsRemuxedAndPlays() throws IOException {
        Path mp4 = folder.resolve("film.mp4");
        Tool.Result made = Tool.run(
                List.of("ffmpeg", "-loglevel", "error", "-y", "-i", sample.toString(), "-t", "4", "-c", "copy",
                        "-bsf:a", "aac_adtstoasc", mp4.toString()),
                LIMIT);
        assertTrue(made.ok(), made.output());
        String id = demo.watch().publish(mp4, "A film: 4 s", 2, LIMIT);
        assertEquals("a-film-4-s", id);
        Played played = Ffmpeg.play(plan.stationRtspUrl() + id, Transport.UDP, 0, LIMIT);
        assertEquals(List.of(), played.complaints());
        assertTrue(played.frames() >= 97, played.frames() + " frames");
    }

    @Test
    @Order(7)
    void aStreamOfAPlayerThatIsKilledIsFreed() throws IOException {
        Process player = new ProcessBuilder(
                        "ffmpeg", "-loglevel", "quiet", "-rtsp_transport", "udp", "-i", station(), "-f", "null", "-")
                .start();
        demo.watch().await("the stream", LIMIT, watch -> !watch.list("streams").isEmpty());
        player.destroyForcibly();
        demo.watch().await("the stream to be freed", LIMIT, watch -> watch.list("streams").isEmpty());
    }

    @Test
    @Order(8)
    void chassisctlShowsTheUnit() throws IOException {
        new JsonFile(plan.dataFolder().resolve("unit.json")).write(DemoReport.of(plan, demo.watch()));
        String ctl = plan.program("chassis-controller", "chassisctl").toString();
        for (String what : List.of("status", "programs", "events")) {
            Tool.Result text = Tool.run(List.of(ctl, "--unit", plan.dataFolder().toString(), what), LIMIT);
            assertTrue(text.ok(), what + ": " + text.output());
        }
        Tool.Result json = Tool.run(List.of(ctl, "--unit", plan.dataFolder().toString(), "status", "--json"), LIMIT);
        assertTrue(json.ok() && json.output().strip().startsWith("{"), json.output());
        Tool.Result located = Tool.run(
                List.of(ctl, "--unit", plan.dataFolder().toString(), "locate", program, "--protocol", "rtsp"), LIMIT);
        String found = "(?s).*" + program + " +found +rtsp://127\\.0\\.31\\.[1-4]:.*";
        assertTrue(located.ok() && located.output().matches(found), located.output());
        demo.watch().await("the registry to know the program", LIMIT, watch -> !watch.stations(program).isEmpty());
        Tool.Result where = Tool.run(
                List.of(ctl, "--unit", plan.dataFolder().toString(), "registry", "where", program), LIMIT);
        assertTrue(where.ok() && where.output().matches("(?s).*station-31 +0-\\d+ +\\d+ +reachable\\R.*"), where.output());
        Tool.Result check = Tool.run(List.of(ctl, "--unit", plan.dataFolder().toString(), "registry", "check"), LIMIT);
        assertTrue(check.ok() && check.output().contains("Nothing is wrong."), check.output());
        Tool.Result nowhere =
                Tool.run(List.of(ctl, "--unit", plan.dataFolder().toString(), "locate", "nothing"), LIMIT);
        assertEquals(1, nowhere.status(), nowhere.output());
        assertTrue(nowhere.output().contains("no engine holds it"), nowhere.output());
        Tool.Result identify =
                Tool.run(List.of(ctl, "--unit", plan.dataFolder().toString(), "blade", "identify", "3"), LIMIT);
        assertTrue(identify.ok(), identify.output());
        demo.watch().await("the light", LIMIT, watch -> watch.list("slots").stream()
                .anyMatch(slot -> slot.path("slot").asInt() == 3 && slot.path("identify").asBoolean()));
        Tool.Result wrong =
                Tool.run(List.of(ctl, "--unit", plan.dataFolder().toString(), "blade", "reset", "9"), LIMIT);
        assertNotEquals(0, wrong.status(), wrong.output());
    }

    @Test
    @Order(10)
    void aBladeSwitchedOffByTheOperatorStaysOffUntilSwitchedOn() throws Exception {
        int slot = 4;
        demo.watch().client().power(slot, false);
        demo.watch().await("blade 4 off", LIMIT, watch -> watch.blade(slot)
                .map(blade -> blade.path("state").asText().equals("off")).orElse(false));
        assertTrue(demo.unit().blade(slot).pid().isEmpty(), "its process still runs");
        theOtherControllerGoesOnWhereThisOneWas();
        assertTrue(demo.unit().blade(slot).pid().isEmpty(), "the other controller has switched it on");
        demo.watch().client().power(slot, true);
        demo.watch().await("blade 4 back", LIMIT, watch -> watch.ready(plan.blades()));
    }

    /** Ordered by SNMP. Events, the operator's word and the director are as they were, and the management address moves. */
    private void theOtherControllerGoesOnWhereThisOneWas() throws Exception {
        int director = demo.watch().director();
        List<JsonNode> events = events();
        int active = activeController();
        String object = ".1.3.6.1.4.1.32473.2.1.1.8.0";
        Tool.Result set = snmp("snmpset", object, "i", Integer.toString(3 - active));
        assertTrue(set.ok() || set.output().contains("Timeout"), set.output());
        demo.watch().await("the other controller to be active", LIMIT, watch -> activeController() == 3 - active);
        demo.watch().await("the director to be known to it", LIMIT, watch -> watch.director() != 0);
        assertEquals(director, demo.watch().director(), "it is adopted");
        assertEquals(events, events().subList(0, events.size()));
        assertTrue(events().stream().anyMatch(event -> event.path("kind").asText().equals("operator.snmp")
                && event.path("text").asText().contains(UnitPlan.V3_USER)), "who ordered it is in the log");
        demo.watch().await("the management address to be at it", LIMIT,
                watch -> snmp("snmpget", object).output().endsWith(" " + (3 - active)));
    }

    private List<JsonNode> events() throws ChassisException {
        return demo.watch().client().get("/v1/events?after=0&limit=1000").path("events").valueStream().toList();
    }

    private int activeController() {
        return demo.watch().list("controllers").stream().filter(each -> each.path("active").asBoolean())
                .mapToInt(each -> each.path("number").asInt()).findFirst().orElse(0);
    }

    private Tool.Result snmp(String tool, String... rest) {
        List<String> command = new ArrayList<>(List.of(tool, "-v3", "-l", "authPriv", "-u", UnitPlan.V3_USER, "-a", "SHA-256",
                "-A", UnitPlan.V3_AUTH, "-x", "AES", "-X", UnitPlan.V3_PRIVACY, "-Oqn", "-t", "2", "-r", "0",
                plan.managementAddress() + ":" + UnitPlan.SNMP_PORT));
        command.addAll(List.of(rest));
        try {
            Tool.Result result = Tool.run(command, LIMIT);
            return new Tool.Result(result.status(), result.output().strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Order(11)
    void eventsTellWhatHappened() throws Exception {
        JsonNode events = demo.watch().client().get("/v1/events?after=0&limit=1000").path("events");
        List<String> kinds = Stream.iterate(0, i -> i < events.size(), i -> i + 1)
                .map(i -> events.get(i).path("kind").asText())
                .toList();
        assertTrue(kinds.contains("director.changed") && kinds.contains("blade.inserted")
                && kinds.contains("controller.active"), kinds.toString());
    }

    /** The tour closes the unit, so it is last. */
    @Test
    @Order(12)
    void theTourHolds() throws IOException {
        // Shorter than what the demo makes for people.
        Path media = Files.createDirectories(plan.dataFolder().resolve("media")).resolve("sample.ts");
        Ffmpeg.makeSample(media, 2 * SECONDS);
        boolean held = new Tour(demo, plan, clock, List.of(), out).run(folder.resolve("tour.json"));
        assertTrue(held, said.toString(StandardCharsets.UTF_8));
        JsonNode steps = new ObjectMapper().readTree(folder.resolve("tour.json").toFile()).path("steps");
        assertTrue(figure(steps, "play rtsp udp", "engines").size() > 1, steps.toString());
        assertTrue(figure(steps, "play rtsp udp", "frames").asInt() >= 298, steps.toString());
        assertTrue(figure(steps, "walk snmp", "rows").asInt() >= 100, steps.toString());
        assertTrue(figure(steps, "kill director", "answered_ms").asInt() > 0, steps.toString());
        // The unit is gone: what its manager has not heard by now it never will.
        assertTrue(traps.of(DIRECTOR_CHANGED).size() >= 2, "the first director, and each that was killed");
        assertEquals(1, traps.of(BLADE_REMOVED).size());
    }

    private static JsonNode figure(JsonNode steps, String step, String name) {
        return steps.valueStream()
                .filter(entry -> entry.path("step").asText().equals(step))
                .map(entry -> entry.path(name))
                .findFirst()
                .orElseThrow();
    }
}
