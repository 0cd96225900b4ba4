package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.controller.ca.CertificateAuthority;
import io.mediachassis.controller.client.ChassisClient;
import io.mediachassis.controller.client.ChassisException;
import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.demo.DemoReport;
import io.mediachassis.sim.demo.JsonFile;
import io.mediachassis.sim.player.Ffmpeg;
import io.mediachassis.sim.player.Ffmpeg.Played;
import io.mediachassis.sim.player.Ffmpeg.Transport;
import io.mediachassis.sim.player.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole unit that is given what it can't use: each time it says so, in words that tell what, where and what to do,
 * and the rest goes on playing. One unit of two blades for all tests. Only as root does it have small disks to fill.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UnitFaultsTest {
    private static final int SECONDS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** The agents' reserve of 256 MiB, and a little to store programs in. */
    private static final int VOLUME_MB = 256 + 24;

    private final Clock clock = new SystemClock();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

    private Path folder;
    private UnitPlan plan;
    private Demo demo;
    private Path sample;
    private String program;
    private boolean smallDisks;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        folder = temporary;
        BuiltArchives.make();
        plan = new UnitPlan(41, 2, 8, folder.resolve("unit"), Path.of("..").toAbsolutePath().normalize(),
                UnitPlan.Media.together(4), 11);
        demo = new Demo(plan, clock, out);
        smallDisks = "root".equals(System.getProperty("user.name"));
        for (int slot : plan.populated()) {
            Path volume = Files.createDirectories(volume(slot));
            if (smallDisks) {
                run("mount", "-t", "tmpfs", "-o", "size=" + VOLUME_MB + "m", "tmpfs", volume.toString());
            }
        }
        demo.bringUp();
        sample = folder.resolve("sample.ts");
        Ffmpeg.makeSample(sample, SECONDS);
        program = demo.watch().publish(sample, "Sample", 2, LIMIT);
        new JsonFile(plan.dataFolder().resolve("unit.json")).write(DemoReport.of(plan, demo.watch()));
    }

    @AfterAll
    void end() throws IOException {
        demo.close();
        for (int slot : smallDisks ? plan.populated() : List.<Integer>of()) {
            run("umount", volume(slot).toString());
        }
    }

    private Path volume(int slot) {
        return plan.boardFolder("blade-" + slot).resolve("volume-1");
    }

    private static void run(String... command) throws IOException {
        Tool.Result result = Tool.run(List.of(command), LIMIT);
        assertTrue(result.ok(), String.join(" ", command) + ": " + result.output());
    }

    /** The rest goes on: the first program plays from start to end. */
    private void plays() throws IOException {
        Played played = Ffmpeg.play(plan.stationRtspUrl() + program, Transport.TCP, 0, LIMIT);
        assertEquals(List.of(), played.complaints());
        assertTrue(played.frames() >= SECONDS * 25 - 1, played.frames() + " frames");
    }

    private String log(String daemon) throws IOException {
        return Files.readString(plan.logFolder().resolve(daemon + ".log"));
    }

    private void awaitLog(String daemon, String text) throws IOException {
        demo.watch().await("\"" + text + "\" in the log of " + daemon, LIMIT, watch -> {
            try {
                return log(daemon).contains(text);
            } catch (IOException e) {
                return false;
            }
        });
    }

    private boolean event(String kind, int slot, String text) {
        try {
            JsonNode events = demo.watch().client().get("/v1/events?after=0&limit=1000").path("events");
            return Stream.iterate(0, i -> i < events.size(), i -> i + 1)
                    .map(events::get)
                    .anyMatch(e -> e.path("kind").asText().equals(kind)
                            && e.path("slot").asInt() == slot
                            && e.path("text").asText().contains(text));
        } catch (ChassisException e) {
            return false;
        }
    }

    private boolean problem(int slot, String text) {
        return demo.watch().blade(slot).stream()
                .anyMatch(blade -> blade.path("problems").toString().contains(text));
    }

    /** The blade that is not director. */
    private int engine() throws IOException {
        demo.watch().await("both blades", LIMIT, watch -> watch.ready(2));
        int[] director = new int[1];
        demo.watch().await("a director", LIMIT, watch -> (director[0] = watch.director()) != 0);
        return 3 - director[0];
    }

    private String refusal(Path file, String title) {
        IOException refused = assertThrows(IOException.class, () -> demo.watch().publish(file, title, 1, LIMIT));
        return String.valueOf(refused.getMessage());
    }

    /** Takes a port as soon as the kernel has freed the killed agent's. */
    private ServerSocket occupy(int slot, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        demo.watch().await("port " + port + " of the killed blade", LIMIT, watch -> {
            try {
                socket.bind(new InetSocketAddress(InetAddress.getByName(plan.bladeAddress(slot)), port));
                return true;
            } catch (BindException e) {
                return false;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        return socket;
    }

    @Test
    @Order(1)
    void aBladeWhosePortsAreInUseSaysSoAndTakesThemWhenTheyAreFree() throws IOException {
        int slot = engine();
        demo.unit().blade(slot).stop(LIMIT);
        ServerSocket rtsp = occupy(slot, UnitPlan.RTSP_PORT);
        ServerSocket http = occupy(slot, UnitPlan.HTTP_PORT);
        // Bound without SO_REUSEADDR, so that the agent's own does not help it.
        DatagramSocket media = new DatagramSocket(
                new InetSocketAddress(InetAddress.getByName(plan.bladeAddress(slot)), UnitPlan.MEDIA_PORT));
        try (rtsp; http; media) {
            demo.unit().blade(slot).start();
            String port = plan.bladeAddress(slot) + ":" + UnitPlan.RTSP_PORT + " can't be opened";
            demo.watch().await("the problem", LIMIT, watch -> problem(slot, port)
                    && problem(slot, ":8080") && problem(slot, "The RTP port " + plan.bladeAddress(slot) + ":5004"));
            demo.watch().await("the event", LIMIT, watch -> event("blade.problem", slot, port));
            JsonNode blade = demo.watch().blade(slot).orElseThrow();
            assertFalse(blade.path("in_service").asBoolean(), "no console may be sent there");
            assertEquals("ports shut", blade.path("state").asText());
            Tool.Result status = Tool.run(
                    List.of(plan.program("chassis-controller", "chassisctl").toString(), "--unit",
                            plan.dataFolder().toString(), "status"),
                    LIMIT);
            assertTrue(status.ok() && status.output().contains("Blade " + slot + ": The RTSP port " + port)
                    && status.output().contains("ss -tulnp")
                    && status.output().contains("no stream leaves this blade by UDP"), status.output());
            plays();
            plays();
        }
        demo.watch().await("the ports to be taken", LIMIT, watch -> watch.ready(2));
        assertFalse(problem(slot, "can't be opened"));
        demo.watch().await("the end in the events", LIMIT, watch -> event("blade.problem_over", slot, ":8554"));
        plays();
    }

    @Test
    @Order(2)
    void whatDoesNotFitIsRefusedAndNothingIsHalfPublished() throws Exception {
        assumeTrue(smallDisks, "not run: small disks to fill (tmpfs) take root");
        Path big = folder.resolve("big.ts");
        try (var to = Files.newOutputStream(big)) {
            for (long left = 40L << 20; left > 0; left -= Files.size(sample)) {
                Files.copy(sample, to);
            }
        }
        String announced = refusal(big, "Too big");
        assertTrue(announced.contains("No blade has " + Files.size(big) + " bytes free"), announced);

        // One that says too little of its size is stopped when the room is used up.
        ChassisClient client = demo.watch().client();
        ChassisClient.Upload upload = client.announce("Liar", 1000, "liar.ts");
        ChassisException full = assertThrows(ChassisException.class, () -> client.upload(upload, big, bytes -> {}));
        assertTrue(String.valueOf(full.getMessage()).matches("(?s).*(is|are) full.*"), full.getMessage());
        assertEquals(0, demo.watch().copies(upload.programId()));
        for (int slot : plan.populated()) {
            try (Stream<Path> stored = Files.list(volume(slot).resolve("programs"))) {
                assertEquals(List.of(program), stored.map(p -> p.getFileName().toString()).toList());
            }
        }

        Path filler = volume(1).resolve("somebody-elses");
        Files.write(filler, new byte[30 << 20]);
        demo.watch().await("the full disk to be told", LIMIT, watch -> problem(1, "is full up to its reserve"));
        plays();
        Files.delete(filler);
        demo.watch().await("the disk to be well", LIMIT, watch -> !problem(1, "is full"));
    }

    @Test
    @Order(3)
    void brokenTransportStreamsAreCutOrRefused() throws IOException {
        byte[] whole = Files.readAllBytes(sample);
        Path file = folder.resolve("it.ts");

        Files.write(file, Arrays.copyOf(whole, whole.length * 3 / 4 - 77));
        String cut = demo.watch().publish(file, "Cut in mid packet", 1, LIMIT);
        Played played = Ffmpeg.play(plan.stationRtspUrl() + cut, Transport.TCP, 0, LIMIT);
        assertTrue(played.frames() > SECONDS * 25 / 2, played.toString());

        byte[] garbage = whole.clone();
        Random random = new Random(41);
        byte[] noise = new byte[4321];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, garbage, whole.length / 2, noise.length);
        Files.write(file, garbage);
        String holed = demo.watch().publish(file, "Garbage within", 1, LIMIT);
        assertTrue(Ffmpeg.play(plan.stationRtspUrl() + holed, Transport.TCP, 0, LIMIT).frames() > SECONDS * 25 / 2);

        byte[] random188 = new byte[2000 * 188];
        random.nextBytes(random188);
        for (int at = 0; at < random188.length; at += 188) {
            random188[at] = 0x47;
        }
        Files.write(file, random188);
        String noTables = refusal(file, "Sync bytes only");
        assertTrue(noTables.contains("PAT") || noTables.contains("program"), noTables);
        Files.write(file, noise);
        String notMedia = refusal(file, "Noise");
        assertTrue(notMedia.contains("ffmpeg"), notMedia);
        Files.write(file, new byte[0]);
        String empty = refusal(file, "Empty");
        assertTrue(empty.contains("the file is empty"), empty);
        assertTrue(
                Stream.of("sync-bytes-only", "noise", "empty").allMatch(id -> demo.watch().copies(id) == 0),
                "half published");
        // What was refused keeps neither its name nor its id.
        demo.watch().await("404 for what was refused", LIMIT, watch -> station("programs/noise.ts") == 404);
        String again = demo.watch().publish(sample, "Noise", 1, LIMIT);
        assertEquals("noise", again);
        demo.watch().await("nothing more of the failure", LIMIT, watch -> watch.list("programs").stream()
                .anyMatch(p -> p.path("id").asText().equals("noise") && p.path("ingests").isEmpty()
                        && p.path("rtsp").asText().endsWith("/noise")));
        assertTrue(demo.watch().list("programs").stream()
                .filter(p -> p.path("state").asText().equals("failed"))
                .noneMatch(p -> p.has("rtsp") || p.has("http")), "a failed one is no program to be played");
        plays();
    }

    /** The station's HTTP status for a path; redirects are not followed. */
    private int station(String path) {
        try {
            HttpURLConnection http = (HttpURLConnection) URI.create(
                    "http://" + plan.stationAddress() + ":" + UnitPlan.HTTP_PORT + "/" + path).toURL().openConnection();
            http.setInstanceFollowRedirects(false);
            return http.getResponseCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Order(4)
    void strangersAreRefusedAndTheBoardInTheSlotStays() throws Exception {
        String serial = plan.chassisSerial();
        CertificateAuthority own = CertificateAuthority.create(
                Files.createDirectory(folder.resolve("own-ca")), serial, clock);
        CertificateAuthority foreign = CertificateAuthority.create(
                Files.createDirectory(folder.resolve("foreign-ca")), "MC09999", clock);
        TlsIdentity blade2 = TlsIdentity.load(plan.boardFolder("blade-2"));
        try (StrangerLink unknown = new StrangerLink(
                        own.issueOwn(new PeerName(serial, Party.BLADE_AGENT, 2, "FORGED")), serial, 2, "FORGED", clock);
                StrangerLink other = new StrangerLink(
                        foreign.issueOwn(new PeerName("MC09999", Party.BLADE_AGENT, 2, "FAR")), "MC09999", 2, "FAR",
                        clock);
                StrangerLink second = new StrangerLink(blade2, serial, 2, "SECOND-BOARD", clock);
                StrangerLink lost = new StrangerLink(blade2, "MC09999", 2, blade2.name().serialNumber(), clock)) {
            String controller = activeController();
            InetSocketAddress link = new InetSocketAddress(controller, UnitPlan.LINK_PORT);
            for (StrangerLink stranger : List.of(unknown, other, second, lost)) {
                stranger.dial(link, Party.CONTROLLER, controller.endsWith("1") ? 1 : 2);
            }
            other.dial(new InetSocketAddress(plan.bladeAddress(1), UnitPlan.LINK_PORT), Party.BLADE_AGENT, 1);
            String daemon = "controller-" + (controller.endsWith("1") ? 1 : 2);
            awaitLog(daemon, "certificate is not of the other's chassis CA");
            awaitLog(daemon, "Slot 2 is taken by board");
            awaitLog(daemon, "MC09999");
            awaitLog("blade-1", "certificate is not of the other's chassis CA");
            assertTrue(demo.watch().ready(2), "both boards stay in service");
            plays();
            assertEquals(0, unknown.ups() + other.ups() + second.ups() + lost.ups(), "a stranger got a link");
        }
        assertTrue(demo.watch().ready(2));
    }

    private String activeController() {
        return demo.watch().list("controllers").stream()
                .filter(c -> c.path("active").asBoolean())
                .map(c -> c.path("address").asText())
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(5)
    void dataOfANewerVersionIsRefusedWithoutTouchingIt() throws Exception {
        int slot = engine();
        demo.watch().client().power(slot, false);
        demo.watch().await("the blade to be off", LIMIT, watch -> watch.blade(slot)
                .map(blade -> blade.path("state").asText().equals("off")).orElse(false));
        Path version = volume(slot).resolve("store.json");
        Path kept = Files.copy(version, folder.resolve("store.json"));
        Files.writeString(version, "{\"version\":2}\n");
        Tool.Result agent = daemon("blade-agent", plan.boardFolder("blade-" + slot).resolve("blade-agent.conf"));
        assertEquals(1, agent.status(), agent.output());
        assertTrue(agent.output().contains("is of version 2, this software reads 1")
                && agent.output().contains(volume(slot).toString()), agent.output());
        assertFalse(agent.output().contains("\tat "), "a stack trace tells people nothing: " + agent.output());
        plays();
        Files.copy(kept, version, StandardCopyOption.REPLACE_EXISTING);
        demo.watch().client().power(slot, true);

        int standby = activeController().endsWith("1") ? 2 : 1;
        demo.unit().controller(standby).stop(LIMIT);
        Path events;
        try (Stream<Path> files = Files.list(plan.boardFolder("controller-" + standby).resolve("events"))) {
            events = files.sorted().reduce((a, b) -> b).orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(events);
        byte[] newer = bytes.clone();
        newer[7] = 2;
        Files.write(events, newer);
        Tool.Result controller = daemon(
                "chassis-controller", plan.boardFolder("controller-" + standby).resolve("chassis-controller.conf"));
        assertEquals(1, controller.status(), controller.output());
        assertTrue(controller.output().contains("was written by a newer version (2")
                && controller.output().contains(events.toString()), controller.output());
        assertTrue(Arrays.equals(newer, Files.readAllBytes(events)), "the newer version's file was changed");
        Files.write(events, bytes);
        demo.unit().controller(standby).start();
        demo.watch().await("both controllers and blades", LIMIT, watch -> watch.ready(2)
                && watch.list("controllers").stream().allMatch(c -> c.path("healthy").asBoolean()));
    }

    private Tool.Result daemon(String module, Path config) throws IOException {
        return Tool.run(List.of(plan.program(module, module).toString(), "--config", config.toString()), LIMIT);
    }

    @Test
    @Order(6)
    void aMistypedKeyIsNamedAndStopsThatDaemonAlone() throws IOException {
        for (String module : List.of("blade-agent", "chassis-controller", "nms-snmp")) {
            String board = module.equals("blade-agent") ? "blade-1"
                    : module.equals("nms-snmp") ? "snmp-1" : "controller-1";
            Path config = plan.boardFolder(board).resolve(module + ".conf");
            Path mistyped = folder.resolve(module + ".conf");
            Files.writeString(mistyped, Files.readString(config).replaceFirst("\\{", "{\n  colour = blue"));
            Tool.Result result = daemon(module, mistyped);
            assertEquals(2, result.status(), result.output());
            assertTrue(result.output().contains("colour") && result.output().contains(mistyped.toString()),
                    result.output());
            assertFalse(result.output().contains("\tat "), result.output());
        }
        assertTrue(demo.watch().ready(2));
        plays();
    }
}
