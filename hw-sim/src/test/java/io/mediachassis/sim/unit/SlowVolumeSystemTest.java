package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.blade.engine.CapturingConsole;
import io.mediachassis.blade.engine.CapturingConsole.Packet;
import io.mediachassis.blade.fault.VolumeFault;
import io.mediachassis.controller.client.ChassisException;
import io.mediachassis.sim.demo.UnitWatch;
import io.mediachassis.sim.player.Ffmpeg;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk of one of a blade's volumes answers seconds late: the volume is taken out, another blade sends on what was read
 * from it, and the rest notices nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowVolumeSystemTest {
    private static final int UNIT = 82;
    private static final int SECONDS = 12;
    private static final int PROGRAMS = 3;
    private static final Duration SLOW = Duration.ofSeconds(3);
    /** Far below what the disk is late, far above what a busy machine holds packets up. */
    private static final double GAP = 0.5;

    private TestUnit unit;

    /** A blade that has programs on both of its volumes. */
    private record Victim(int slot, int slow, int well, String onSlow, String onWell) {}

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        unit = new TestUnit(UNIT, temporary, new UnitPlan.Media(60, 2, 0, 2, 0));
        Path sample = temporary.resolve("sample.ts");
        Ffmpeg.makeSample(sample, SECONDS);
        for (int i = 1; i <= PROGRAMS; i++) {
            unit.publish(sample, "Film " + i, 2);
        }
    }

    @AfterAll
    void end() throws IOException {
        unit.close();
    }

    @Test
    void slowVolume_isTakenOutAndTheOthersStreamsStayPunctual() throws Exception {
        Victim victim = victim();
        InetSocketAddress engine = new InetSocketAddress(unit.plan.bladeAddress(victim.slot()), UnitPlan.RTSP_PORT);
        try (CapturingConsole slow = new CapturingConsole(engine, victim.onSlow(), true);
                CapturingConsole well = new CapturingConsole(engine, victim.onWell(), true);
                CapturingConsole alsoWell = new CapturingConsole(engine, victim.onWell(), true)) {
            List<CapturingConsole> consoles = List.of(slow, well, alsoWell);
            for (CapturingConsole console : consoles) {
                assertEquals(200, console.ask("PLAY", "Range: npt=0-").status());
            }
            unit.demo.watch().await("all three to play", TestUnit.LIMIT,
                    watch -> consoles.stream().allMatch(console -> console.packets().size() > 200));
            unit.demo.unit().disks(victim.slot()).set(victim.slow(), new VolumeFault.Slow(SLOW));
            unit.demo.watch().await("the volume to be taken out", TestUnit.LIMIT, watch -> failed(watch, victim));
            unit.demo.watch().await("the copies to be made again", TestUnit.LIMIT, SlowVolumeSystemTest::allTwice);
            assertTrue(held(victim.slot(), victim.well()).contains(victim.onWell()));
            unit.demo.watch().await("the programs to end", TestUnit.LIMIT,
                    watch -> consoles.stream().allMatch(console -> seconds(console) >= SECONDS - 1));
            consoles.forEach(SlowVolumeSystemTest::assertUnbroken);
            for (CapturingConsole punctual : List.of(well, alsoWell)) {
                assertTrue(longestGap(punctual) < GAP, "nothing came for " + longestGap(punctual) + " s");
            }
        }
        JsonNode blade = unit.demo.watch().blade(victim.slot()).orElseThrow();
        assertTrue(blade.path("in_service").asBoolean());
        assertEquals(1, blade.path("problems").size(), blade.toString());
        String problem = blade.path("problems").path(0).asText();
        assertTrue(problem.startsWith("Volume volume-" + victim.slow() + " is taken out: "), problem);
        try (CapturingConsole later = new CapturingConsole(engine, victim.onWell(), true)) {
            assertEquals(200, later.ask("PLAY", "Range: npt=0-").status());
            unit.demo.watch().await("another play", TestUnit.LIMIT, watch -> later.packets().size() > 100);
        }
    }

    private Victim victim() {
        List<Victim> found = new ArrayList<>();
        for (int slot : unit.plan.populated()) {
            Set<String> first = held(slot, 1);
            Set<String> second = held(slot, 2);
            if (!first.isEmpty() && !second.isEmpty()) {
                found.add(new Victim(slot, 1, 2, first.iterator().next(), second.iterator().next()));
            }
        }
        assertTrue(!found.isEmpty(), "no blade has programs on both of its volumes");
        return found.get(0);
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
                            && e.path("text").asText().startsWith("volume-" + victim.slow() + " is taken out: "));
        } catch (ChassisException e) {
            return false;
        }
    }

    private static boolean allTwice(UnitWatch watch) {
        List<JsonNode> programs = watch.list("programs");
        return programs.size() == PROGRAMS && programs.stream().allMatch(program -> program.path("copies").size() >= 2);
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
