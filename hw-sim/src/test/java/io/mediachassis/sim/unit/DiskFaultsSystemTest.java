package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.blade.engine.CapturingConsole;
import io.mediachassis.blade.engine.CapturingConsole.Packet;
import io.mediachassis.blade.fault.VolumeFault;
import io.mediachassis.controller.client.ChassisClient;
import io.mediachassis.controller.client.ChassisException;
import io.mediachassis.sim.demo.UnitWatch;
import io.mediachassis.sim.player.Ffmpeg;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 * The disk of one of a blade's volumes is full, fails, or answers seconds late. What doesn't fit is refused and nothing is
 * lost; a volume that fails or is slow is taken out, another blade sends on what was read from it, and the rest notices
 * nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DiskFaultsSystemTest {
    private static final int UNIT = 82;
    /** Long enough that nothing ends before what is looked for has happened, on a busy machine too. */
    private static final int SECONDS = 20;
    private static final int PROGRAMS = 3;
    /** Each is on two of four blades, on one of two volumes. */
    private static final int MOST_PROGRAMS = 10;
    private static final Duration SLOW = Duration.ofSeconds(3);
    /** Far below what the disk is late, far above what a busy machine holds packets up. */
    private static final double GAP = 0.5;

    private TestUnit unit;
    private Path sample;
    private int programs;
    /** Slots that lost a volume. */
    private final Set<Integer> victims = new TreeSet<>();

    /** A blade that has programs on both of its volumes. */
    private record Victim(int slot, int bad, int well, String onBad, String onWell) {}

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        unit = new TestUnit(UNIT, temporary, new UnitPlan.Media(60, 2, 0, 2, 0));
        sample = temporary.resolve("sample.ts");
        Ffmpeg.makeSample(sample, SECONDS);
        while (programs < PROGRAMS) {
            publish();
        }
    }

    private void publish() throws IOException {
        unit.publish(sample, "Film " + ++programs, 2);
    }

    @AfterAll
    void end() throws IOException {
        unit.close();
    }

    @Test
    @Order(1)
    void whatIsPublishedWhileTheDisksAreFull_isRefusedAndNothingIsLost() throws Exception {
        ChassisClient client = unit.demo.watch().client();
        long size = Files.size(sample);
        ChassisClient.Upload upload = client.announce("Too late", size, "late.ts");
        everyDisk(new VolumeFault.Full());
        unit.demo.watch().await("the full disks to be told", TestUnit.LIMIT, watch -> watch.list("blades").stream()
                .allMatch(blade -> blade.path("problems").toString().contains("is full")));
        ChassisException full = assertThrows(ChassisException.class, () -> client.upload(upload, sample, bytes -> {}));
        assertTrue(String.valueOf(full.getMessage()).matches("(?s).*(is|are) full.*"), full.getMessage());
        unit.demo.watch().await("nothing more to be taken", TestUnit.LIMIT, watch -> {
            try {
                client.announce("Later still", size, "later.ts");
                return false;
            } catch (ChassisException e) {
                return String.valueOf(e.getMessage()).contains("No blade has");
            }
        });
        everyDisk(VolumeFault.WELL);
        assertTrue(allTwice(unit.demo.watch()), "the programs that were there");
        unit.demo.watch().await("room", TestUnit.LIMIT,
                watch -> watch.list("blades").stream().allMatch(blade -> blade.path("problems").isEmpty()));
    }

    private void everyDisk(VolumeFault is) throws IOException {
        for (int slot : unit.plan.populated()) {
            unit.demo.unit().disks(slot).set(1, is);
            unit.demo.unit().disks(slot).set(2, is);
        }
    }

    @Test
    @Order(2)
    void failingVolume_isTakenOut_andWhatWasReadFromItGoesOnElsewhere() throws Exception {
        Victim victim = victim();
        InetSocketAddress engine = new InetSocketAddress(unit.plan.bladeAddress(victim.slot()), UnitPlan.RTSP_PORT);
        try (CapturingConsole datagrams = new CapturingConsole(engine, victim.onBad(), true);
                CapturingConsole connection = new CapturingConsole(engine, victim.onBad(), false);
                CapturingConsole slowMotion = new CapturingConsole(engine, victim.onBad(), true);
                CapturingConsole well = new CapturingConsole(engine, victim.onWell(), true)) {
            List<CapturingConsole> consoles = List.of(datagrams, connection, slowMotion, well);
            byte[] whole = downloaded(victim.slot(), victim.onBad());
            for (CapturingConsole console : consoles) {
                assertEquals(200, console.ask("PLAY", "Range: npt=0-", console == slowMotion ? "Scale: 0.5" : "Scale: 1")
                        .status());
            }
            unit.demo.watch().await("all four to play", TestUnit.LIMIT,
                    watch -> consoles.stream().allMatch(console -> console.packets().size() > 100));
            unit.demo.unit().disks(victim.slot()).set(victim.bad(), new VolumeFault.Failing());
            assertArrayEquals(whole, downloaded(victim.slot(), victim.onBad()));
            unit.demo.watch().await("the volume to be taken out", TestUnit.LIMIT, watch -> failed(watch, victim));
            // Another blade sends them on, or this one from the copy that it is given on its other volume: whatever is sooner.
            unit.demo.watch().await("the copies to be made again", TestUnit.LIMIT, this::allTwice);
            double turn = seconds(slowMotion);
            unit.demo.watch().await("the programs to end", TestUnit.LIMIT, watch ->
                    seconds(slowMotion) > turn + 2
                            && consoles.stream().allMatch(c -> c == slowMotion || seconds(c) >= SECONDS - 1));
            consoles.forEach(DiskFaultsSystemTest::assertUnbroken);
            assertTrue(longestGap(well) < GAP, "nothing came for " + longestGap(well) + " s");
            assertArrayEquals(whole, downloaded(victim.slot(), victim.onBad()), "it is sent to another blade by now");
        }
        assertProblem(victim);
    }

    private byte[] downloaded(int slot, String program) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build().send(
                HttpRequest.newBuilder(URI.create("http://" + unit.plan.bladeAddress(slot) + ":" + UnitPlan.HTTP_PORT
                        + "/programs/" + program + ".ts")).build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(200, answer.statusCode());
        return answer.body();
    }

    private void assertProblem(Victim victim) {
        JsonNode blade = unit.demo.watch().blade(victim.slot()).orElseThrow();
        assertTrue(blade.path("in_service").asBoolean());
        assertEquals(1, blade.path("problems").size(), blade.toString());
        String problem = blade.path("problems").path(0).asText();
        assertTrue(problem.startsWith("Volume volume-" + victim.bad() + " is taken out: "), problem);
    }

    @Test
    @Order(3)
    void slowVolume_isTakenOutAndTheOthersStreamsStayPunctual() throws Exception {
        Victim victim = victim();
        InetSocketAddress engine = new InetSocketAddress(unit.plan.bladeAddress(victim.slot()), UnitPlan.RTSP_PORT);
        try (CapturingConsole slow = new CapturingConsole(engine, victim.onBad(), true);
                CapturingConsole well = new CapturingConsole(engine, victim.onWell(), true);
                CapturingConsole alsoWell = new CapturingConsole(engine, victim.onWell(), true)) {
            List<CapturingConsole> consoles = List.of(slow, well, alsoWell);
            for (CapturingConsole console : consoles) {
                assertEquals(200, console.ask("PLAY", "Range: npt=0-").status());
            }
            unit.demo.watch().await("all three to play", TestUnit.LIMIT,
                    watch -> consoles.stream().allMatch(console -> console.packets().size() > 200));
            unit.demo.unit().disks(victim.slot()).set(victim.bad(), new VolumeFault.Slow(SLOW));
            unit.demo.watch().await("the volume to be taken out", TestUnit.LIMIT, watch -> failed(watch, victim));
            unit.demo.watch().await("the copies to be made again", TestUnit.LIMIT, this::allTwice);
            assertTrue(held(victim.slot(), victim.well()).contains(victim.onWell()));
            awaitEnd(consoles);
            consoles.forEach(DiskFaultsSystemTest::assertUnbroken);
            for (CapturingConsole punctual : List.of(well, alsoWell)) {
                assertTrue(longestGap(punctual) < GAP, "nothing came for " + longestGap(punctual) + " s");
            }
        }
        assertProblem(victim);
        try (CapturingConsole later = new CapturingConsole(engine, victim.onWell(), true)) {
            assertEquals(200, later.ask("PLAY", "Range: npt=0-").status());
            unit.demo.watch().await("another play", TestUnit.LIMIT, watch -> later.packets().size() > 100);
        }
    }

    /** Says how far each has come where one does not get to its end. */
    private void awaitEnd(List<CapturingConsole> consoles) throws IOException {
        try {
            unit.demo.watch().await("the programs to end", TestUnit.LIMIT,
                    watch -> consoles.stream().allMatch(console -> seconds(console) >= SECONDS - 1));
        } catch (IOException e) {
            throw new IOException(e.getMessage() + ": they are at " + consoles.stream()
                    .map(console -> String.format("%.1f s after %d packets", seconds(console), console.packets().size()))
                    .toList() + "; " + unit.demo.watch().list("streams"), e);
        }
    }

    /** The next blade whose first volume is to be lost; where none has programs on both by now, more are published. */
    private Victim victim() throws IOException {
        while (true) {
            for (int slot : unit.plan.populated()) {
                Set<String> bad = held(slot, 1);
                Set<String> well = held(slot, 2);
                if (!bad.isEmpty() && !well.isEmpty() && victims.add(slot)) {
                    return new Victim(slot, 1, 2, bad.iterator().next(), well.iterator().next());
                }
            }
            assertTrue(programs < MOST_PROGRAMS, "no blade has programs on both of its volumes");
            publish();
        }
    }

    /** Programs of which a volume has the segment. */
    private Set<String> held(int slot, int volume) {
        Path programs = unit.plan.boardFolder("blade-" + slot).resolve("volume-" + volume).resolve("programs");
        try (Stream<Path> files = Files.walk(programs)) {
            return files.filter(file -> file.endsWith("00000.ts"))
                    .map(file -> String.valueOf(file.getParent().getFileName()))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean failed(UnitWatch watch, Victim victim) {
        try {
            JsonNode events = watch.client().get("/v1/events?after=0&limit=1000").path("events");
            return IntStream.range(0, events.size()).mapToObj(events::get)
                    .anyMatch(e -> e.path("kind").asText().equals("volume.failed")
                            && e.path("slot").asInt() == victim.slot()
                            && e.path("text").asText().startsWith("volume-" + victim.bad() + " is taken out: "));
        } catch (ChassisException e) {
            return false;
        }
    }

    private boolean allTwice(UnitWatch watch) {
        return watch.list("programs").stream()
                .filter(program -> program.path("state").asText().equals("published")
                        && program.path("copies").size() >= 2)
                .count() == programs;
    }

    /** Of media that came. */
    private static double seconds(CapturingConsole console) {
        List<Packet> packets = console.packets();
        return (packets.get(packets.size() - 1).timestamp() - packets.get(0).timestamp() & 0xffffffffL) / 90_000.0;
    }

    private static double longestGap(CapturingConsole console) {
        List<Packet> packets = console.packets();
        return IntStream.range(1, packets.size())
                .mapToLong(i -> packets.get(i).atNs() - packets.get(i - 1).atNs())
                .max().orElse(0) / 1e9;
    }

    private static void assertUnbroken(CapturingConsole console) {
        List<Packet> packets = console.packets();
        for (int i = 1; i < packets.size(); i++) {
            assertEquals(packets.get(i - 1).sequence() + 1 & 0xffff, packets.get(i).sequence(), "packet " + i);
        }
    }
}
