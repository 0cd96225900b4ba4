package io.mediachassis.controller.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.mediachassis.backplane.proto.PublishReply;
import io.mediachassis.backplane.daemon.SoftwareVersion;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.controller.api.ApiServer;
import io.mediachassis.controller.api.FakeDesk;
import io.mediachassis.controller.client.ChassisClient;
import io.mediachassis.controller.client.ChassisException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ChassisctlTest {
    private final FakeDesk desk = new FakeDesk();
    private final ApiServer server = new ApiServer(desk);
    private String api = "";
    private String out = "";
    private String err = "";

    @TempDir
    Path folder;

    @BeforeEach
    void bind() throws Exception {
        api = "http://127.0.0.1:" + bind(server);
    }

    private static int bind(ApiServer server) throws Exception {
        return server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private int run(String... args) {
        return run(Map.of("CHASSIS_API", api), args);
    }

    private int run(Map<String, String> environment, String... args) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        CommandLine line = Chassisctl.commandLine(environment, new Terminal(false, false));
        line.setOut(new PrintWriter(outText));
        line.setErr(new PrintWriter(errText));
        int code = line.execute(args);
        out = outText.toString();
        err = errText.toString();
        return code;
    }

    private JsonNode json() throws Exception {
        return new ObjectMapper().readTree(out);
    }

    @Test
    void showsSlots() {
        assertEquals(0, run("slots"), err);
        assertEquals(
                """
                SLOT  STATE             POWER  HANDLE  BLUE LED  CBC      LINK  TEMPERATURE  BOARD  SERIAL NUMBER
                1     M4 active         on     closed  -         answers  up        41.5 °C  MB-1   B1
                2     M4 active         on     closed  -         answers  up        41.5 °C  MB-1   B2
                3     M1 inactive       off    open    on        answers  down            -  -      -
                4     M0 not installed  -      -       -         -        -               -  -      -
                Slot 3: Gets no power: it is a controller board
                """,
                out);
    }

    @Test
    void showsPower() {
        assertEquals(0, run("power"), err);
        assertEquals(
                """
                Redundancy  n+1, not there now
                PSUs        2400 W installed, 1200 W good
                Budget      1200 W, 290 W of it promised, 910 W left
                Measured    180 W
                On return   previous

                PSU  STATE  CAPACITY  GIVES
                1    ok       1200 W      -

                SLOT  STATE  POWER  NEEDS  DRAWS  WHY
                1     M4     on       0 W    0 W  -
                2     M4     on       0 W    0 W  -
                3     M1     off     95 W    0 W  Gets no power: it is a controller board
                """,
                out);
    }

    @Test
    void showsCooling() throws Exception {
        assertEquals(0, run("cooling"), err);
        assertEquals(
                """
                ZONE     STATE                    LEVEL  MINIMUM   TARGET  HOTTEST  AT      STANDING              AIR IN  POWER  SLOTS  TRAYS
                chassis  failsafe  75 % (100 % ordered)     32 %  65.0 °C  41.5 °C  slot 1  normal (75, 85, 92)  24.0 °C  180 W  1-4    1-2
                Zone chassis: 1 of 4 fans not turning as ordered; the others turn faster
                Zone chassis: Temperature 2 of blade 2 is not believed: it gives no reading

                FAN  DRIVEN     TURNS  FAILED BELOW  STANDING
                1.2   100 %  4500 rpm      6300 rpm  lower critical

                SLOT  HEAT       MAY USE  WHY
                2     throttled     50 %  -
                """,
                out);
        assertEquals(0, run("cooling", "--json"), err);
        assertEquals("failsafe", json().path("zones").path(0).path("state").asText());
        assertEquals(85, json().path("zones").path(0).path("hottest").path("upper_critical").asInt());
        assertEquals(50, json().path("blades").path(1).path("admitted_percent").asInt());
    }

    @Test
    void showsCounters() throws Exception {
        assertEquals(0, run("counters"), err);
        assertEquals(
                """
                COUNTER               CONTROLLER 1  BLADE 1  BLADE 2
                link_frames_in_total            12      345        0
                rtsp_sessions_total              -        6        0
                """,
                out);
        assertEquals(0, run("counters", "1"), err);
        assertEquals(
                """
                COUNTER               VALUE  UNIT      WHAT
                link_frames_in_total    345  frames    Frames taken.
                rtsp_sessions_total       6  sessions  Sessions set up.
                """,
                out);
        assertEquals(0, run("counters", "2"), err);
        assertEquals("No agent of slot 2 has counted anything.\n", out);
        assertEquals(0, run("counters", "2", "--all"), err);
        assertTrue(out.contains("Frames taken."), out);
        assertEquals(0, run("counters", "1", "--json"), err);
        assertEquals(6, json().path("counters").path(1).path("values").path("blade-1").asInt());
        assertEquals(1, run("counters", "9"));
        assertTrue(err.contains("there is no slot 9"), err);
    }

    @Test
    void showsBladesProgramsAndStreams() {
        assertEquals(0, run("blades"), err);
        assertEquals(
                """
                SLOT  STATE       ROLE      PROGRAMS   STREAMS     SENDING  DISK FREE    UP  ADDRESS
                1     in service  director         1  1 of 500  4.0 Mbit/s     1.5 GB  1:15  127.0.1.1
                2     in service  engine           1  1 of 500  4.0 Mbit/s     1.5 GB  1:15  127.0.1.2
                3     off         -                -         -           -          -     -  127.0.1.3
                """,
                out);
        assertEquals(0, run("programs"), err);
        assertEquals(
                """
                PROGRAM  TITLE    STATE                     LENGTH     SIZE  COPIES  PLAY
                film     My film  published                   2:01  60.0 MB  1, 2    rtsp://127.0.1.100:8554/film
                junk     Junk     failed: not readable           -        -  -       -
                news     News     ingesting: remuxing 25 %       -        -  -       -
                """,
                out);
        assertEquals(0, run("streams"), err);
        assertEquals(
                """
                PROGRAM  CONSOLE         ENGINE  ANCHOR  TRANSPORT  STATE    SCALE  POSITION    OF  LATE  SESSION           PLAYER
                film     127.0.0.1:5000  slot 1  slot 2  RTP/AVP    playing      1      1:01  2:01     0  fffffffffffffffe  Lavf
                """,
                out);
    }

    @Test
    void showsTheUnitAtAGlance() {
        assertEquals(0, run("status"), err);
        assertTrue(out.contains("Director     slot 1, term 3.2, since 2026-11-21T10:00:00Z\n"), out);
        assertTrue(out.contains("Controller 1 active, http://127.0.1.101:8081\n"), out);
        assertTrue(out.contains("1     M4 active         director        1     1.5 GB  127.0.1.1\n"), out);
    }

    @Test
    void jsonIsWhatTheApiGives() throws Exception {
        for (String command : new String[] {"slots", "blades", "programs", "streams"}) {
            assertEquals(0, run(command, "--json"), err);
            assertTrue(json().path(command).isArray(), out);
        }
        assertEquals(0, run("--json", "status"), err);
        assertEquals("SIM-1", json().path("chassis").path("serial_number").asText());
        assertEquals(0, run("blade", "identify", "2", "--json"), err);
        assertTrue(json().path("ok").asBoolean(), out);
    }

    @Test
    void givesOrders() {
        assertEquals(0, run("blade", "power", "2", "off"), err);
        assertEquals("Done: power 2 false\n", out);
        assertEquals(0, run("blade", "shutdown", "2"), err);
        assertEquals(0, run("blade", "extract", "2", "--force"), err);
        assertEquals(0, run("blade", "identify", "1"), err);
        assertEquals(0, run("blade", "identify", "1", "off"), err);
        assertEquals(0, run("blade", "reset", "1"), err);
        assertEquals(0, run("director", "hand-over", "2"), err);
        assertEquals(0, run("controller", "switch-over"), err);
        assertEquals(
                List.of("power 2 false", "shutdown 2", "extract 2 --force", "identify 1 true", "identify 1 false", "reset 1", "hand-over 2",
                        "switch-over"),
                desk.orders);
    }

    @Test
    void saysWhatWentWrongAndWhatToDo() throws Exception {
        assertEquals(1, run("blade", "reset", "3"));
        assertEquals("chassisctl: the blade is off\n  switch it on first\n", err);
        assertEquals(1, run("blade", "reset", "4"));
        assertTrue(err.startsWith("chassisctl: slot 4 is empty\n"), err);
        assertEquals(2, run("blade", "power", "2", "maybe"));
        assertTrue(err.contains("--help"), err);
        assertEquals(2, run("nonsense"));
        int freePort;
        try (ServerSocket socket = new ServerSocket(0)) {
            freePort = socket.getLocalPort();
        }
        assertEquals(1, run("--api", "http://127.0.0.1:" + freePort, "status"));
        assertTrue(err.contains("no answer from http://127.0.0.1:" + freePort) && err.contains("--unit"), err);
        assertEquals(1, run("--unit", folder.toString(), "status"));
        assertTrue(err.contains("unit.json"), err);
        assertEquals(0, run("--help"));
        assertTrue(out.contains("Exit codes:") && out.contains("CHASSIS_API"), out);
    }

    @Test
    void findsTheActiveControllerByUnitFileAndFollowsTheRedirect() throws Exception {
        FakeDesk standbyDesk = new FakeDesk();
        standbyDesk.snapshot = FakeDesk.unit(false, api);
        try (ApiServer standby = new ApiServer(standbyDesk)) {
            String standbyApi = "http://127.0.0.1:" + bind(standby);
            Files.writeString(
                    folder.resolve("unit.json"),
                    "{\"controllers\":[{\"api\":\"" + standbyApi + "\"},{\"api\":\"" + api + "\"}]}");
            assertEquals(0, run("--unit", folder.toString(), "status", "--json"), err);
            assertTrue(json().path("active").asBoolean());
            // Knows the standby alone: reads there, orders at the active one.
            assertEquals(0, run("--api", standbyApi, "status"), err);
            assertTrue(out.contains("standby controller"), out);
            assertEquals(0, run("--api", standbyApi, "blade", "reset", "2"), err);
            assertEquals(List.of("reset 2"), desk.orders);
            assertEquals(List.of(), standbyDesk.orders);
        }
    }

    @Test
    void listsEvents() throws Exception {
        desk.happens(FakeDesk.event(1, "blade.state"));
        desk.happens(FakeDesk.event(2, "blade.removed"));
        assertEquals(0, run("events", "--after", "1"), err);
        assertEquals(
                "     2  2026-11-21T10:00:00Z  warning   slot 3   blade.removed         Something happened\n", out);
        assertEquals(0, run("events", "--json", "--limit", "1"), err);
        assertEquals(1, json().path("events").size());
        assertEquals(2, json().path("events").path(0).path("number").asInt(), "the newest");
        assertEquals(0, run("events", "--json", "--after", "0", "--limit", "1"), err);
        assertEquals(1, json().path("events").path(0).path("number").asInt(), "the first after it");
        for (int i = 3; i <= 1500; i++) {
            desk.stored.add(FakeDesk.event(i, "blade.state"));
        }
        assertEquals(0, run("events"), err);
        assertEquals(1000, out.lines().count());
        assertTrue(out.lines().reduce((a, b) -> b).orElseThrow().startsWith("  1500 "), "nothing new is shown");
    }

    /** The follower has not heard anything yet when its controller dies, and the other logs that it took over. */
    @Test
    void followersMissNothingOfASwitchOver() throws Exception {
        FakeDesk otherDesk = new FakeDesk();
        otherDesk.snapshot = FakeDesk.unit(false, api);
        for (FakeDesk each : List.of(desk, otherDesk)) {
            each.happens(FakeDesk.event(7, "blade.state"));
        }
        List<Long> heard = new CopyOnWriteArrayList<>();
        AtomicBoolean stop = new AtomicBoolean();
        ApiServer dying = new ApiServer(desk);
        try (ApiServer other = new ApiServer(otherDesk)) {
            ChassisClient client = new ChassisClient(List.of(
                    URI.create("http://127.0.0.1:" + bind(dying)), URI.create("http://127.0.0.1:" + bind(other))));
            Thread follower = new Thread(() -> {
                try {
                    client.follow(-1, event -> heard.add(event.path("number").asLong()), stop::get);
                } catch (ChassisException e) {
                    heard.add(-1L);
                }
            });
            follower.start();
            await().until(() -> !desk.listeners.isEmpty());
            otherDesk.snapshot = FakeDesk.unit(true, "");
            otherDesk.happens(FakeDesk.event(8, "controller.active"));
            dying.close();
            await().until(() -> heard.contains(8L));
            stop.set(true);
            otherDesk.happens(FakeDesk.event(9, "director.changed"));
            follower.join(10_000);
            assertEquals(List.of(8L), heard.subList(0, 1), "what was there before is not shown");
        }
    }

    @Test
    void showsWhoHoldsAProgramWhoseSegmentsAreDealtOut() {
        UnitSnapshot.Builder unit = desk.snapshot.toBuilder();
        for (int slot = 0; slot < 2; slot++) {
            unit.getSlotsBuilder(slot).getAgentBuilder().getProgramsBuilder(0).clearSegmentRanges()
                    .addSegmentRanges(slot).addSegmentRanges(slot + 1);
        }
        desk.snapshot = unit.build();
        assertEquals(0, run("programs"), err);
        assertTrue(out.contains("60.0 MB  1 of each on 1, 2  rtsp://127.0.1.100:8554/film\n"), out);
    }

    @Test
    void tellsItsVersion() {
        assertEquals(0, run("--version"), err);
        assertEquals("chassisctl " + SoftwareVersion.CURRENT + "\n", out);
    }

    @Test
    void publishesAndWaits() throws Exception {
        Path file = folder.resolve("film.ts");
        Files.write(file, new byte[300_000]);
        AtomicReference<String> seen = new AtomicReference<>("");
        HttpServer ingest = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ingest.createContext("/ingest/", exchange -> {
            int length = exchange.getRequestBody().readAllBytes().length;
            seen.set(exchange.getRequestMethod() + " " + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + exchange.getRequestHeaders().getFirst("Content-Length") + " " + length);
            boolean good = exchange.getRequestURI().getPath().endsWith("film");
            byte[] answer = "{\"error\":\"disk full\",\"hint\":\"delete something\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(good ? 201 : 507, good ? -1 : answer.length);
            if (!good) {
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        ingest.start();
        try {
            String base = "http://127.0.0.1:" + ingest.getAddress().getPort() + "/ingest/";
            desk.publishReply = reply("film", base + "film");
            assertEquals(0, run("publish", file.toString(), "--title", "My film"), err);
            assertEquals("PUT Bearer secret 300000 300000", seen.get());
            assertTrue(out.contains("Published as program film (2:01)"), out);
            assertTrue(desk.orders.contains("publish My film 300000 film.ts"), desk.orders.toString());
            assertEquals(0, run("publish", file.toString(), "--json"), err);
            assertEquals("published", json().path("state").asText());
            desk.publishReply = reply("junk", base + "film");
            assertEquals(1, run("publish", file.toString()));
            assertTrue(err.contains("not readable"), err);
            desk.publishReply = reply("x", base + "x");
            assertEquals(1, run("publish", file.toString()));
            assertEquals("chassisctl: disk full\n  delete something\n", err);
            assertEquals(1, run("publish", folder.resolve("none").toString()));
            assertTrue(err.contains("there is no file"), err);
        } finally {
            ingest.stop(0);
        }
    }

    private static PublishReply reply(String id, String url) {
        return PublishReply.newBuilder().setProgramId(id).setIngestUrl(url).setToken("secret").build();
    }

    @Test
    void progressBarSaysRateAndTimeLeft() {
        assertEquals(
                "[###############               ]  50 %  5.0 MB/s  0:10 left",
                ProgressBar.text(50_000_000, 100_000_000, 10_000_000_000L));
        assertEquals("[                              ]   0 %  0 B/s  -:-- left", ProgressBar.text(0, 100, 0));
    }
}
