package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.sim.network.NamespaceNet;
import io.mediachassis.sim.player.Capture;
import io.mediachassis.sim.player.Capture.Rtp;
import io.mediachassis.sim.player.Ffmpeg;
import io.mediachassis.sim.player.Ffmpeg.Played;
import io.mediachassis.sim.player.Ffmpeg.Transport;
import io.mediachassis.sim.player.RtspConsole;
import io.mediachassis.sim.player.Gstreamer;
import io.mediachassis.sim.player.Tool;
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
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
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
 * The blade that holds the players' conversations goes away, killed or without power: ffmpeg and GStreamer play on. Each
 * blade has a namespace and an Ethernet address of its own, so that a capture at the player shows who sent which packet.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlayersSurviveSystemTest {
    private static final int UNIT = 57;
    private static final int SECONDS = 14;
    private static final int FRAMES = SECONDS * 25;
    /** Half a second is lost, and what a decoder can't use before the next random access point. */
    private static final int LOST_AT_MOST = 25 / 2 + 50;
    private static final double GAP = 0.5;
    /** Of the playout, by its default. */
    private static final double TICK = 0.02;

    private static final int TIMEOUT_MS = 15_000;

    private Path folder;
    private TestUnit unit;

    @BeforeAll
    void bringUp(@TempDir Path temporary) throws IOException {
        assumeTrue(NamespaceNet.possible(), "not run: network namespaces take root");
        folder = temporary;
        unit = new TestUnit(TestUnit.plan(UNIT, temporary, 2).inNamespaces(), temporary, 2, SECONDS);
    }

    @AfterAll
    void end() throws IOException {
        if (unit != null) {
            unit.close();
        }
    }

    /** Something that a console asks. */
    @FunctionalInterface
    private interface ConsoleDeed {
        void call() throws IOException;
    }

    /**
     * What both players made of a program, and what came to their machine.
     *
     * @param moved SSRCs of the streams that the blade sent when it went
     */
    private record Watched(
            Played ffmpeg, Tool.Result gstreamer, Played grabbed, List<Rtp> rtp, List<Double> byes, Set<Long> moved) {}

    @Test
    @Order(1)
    void killedWhileAnotherSends_nothingIsMissed() throws Exception {
        int anchor = blade(slot -> !holds(slot, 1) && holds(slot, 0));
        long before = adoptions(anchor);
        try (RtspConsole console = console(anchor)) {
            Watched watched = watch(anchor,
                    () -> {
                        assertEquals(200, console.setUp().status());
                        assertEquals(200, console.ask("PLAY").status());
                    },
                    streams -> streams.size() == 3 && streams.stream().allMatch(s -> engine(s) != anchor),
                    () -> {
                        unit.demo.unit().blade(anchor).crash();
                        // Waits in the kernel until the next agent reads it.
                        assertEquals(200, console.ask("GET_PARAMETER").status());
                        assertEquals(200, console.ask("PAUSE").status());
                        assertEquals(200, console.ask("PLAY").status());
                        assertEquals(200, console.ask("TEARDOWN").status());
                    });
            assertEquals(List.of(), watched.ffmpeg().complaints());
            assertTrue(watched.ffmpeg().frames() >= FRAMES - 1, () -> watched.ffmpeg() + unit.story());
            assertEquals(List.of(), watched.grabbed().complaints());
            assertTrue(watched.grabbed().frames() >= FRAMES - 2, () -> watched.grabbed() + unit.story());
            assertTrue(senders(watched.rtp()).contains(unit.hardware(anchor)), "blade " + anchor + " sent first");
            assertTrue(senders(watched.rtp()).size() > 1, "another sent then");
            assertUnnoticed(watched.rtp());
        }
        assertEquals(before + 3, adoptions(anchor));
        letGo(anchor);
    }

    @Test
    @Order(2)
    void killedDirectorThatSends_isReplacedAndTakesItsConsolesBack() throws Exception {
        unit.awaitSpread();
        int director = unit.demo.watch().director();
        long before = adoptions(director);
        boolean sends = holds(director, 0);
        Watched watched = watch(director, () -> { },
                streams -> streams.size() == 2 && streams.stream().allMatch(s -> !sends || engine(s) == director),
                () -> unit.demo.unit().blade(director).crash());
        playedOn(watched, director);
        assertEquals(before + 2, adoptions(director));
        letGo(director);
        int next = unit.demo.watch().director();
        assertNotEquals(director, next);
        Tool.Result asked = Tool.run(unit.within("ip", "neigh", "show", unit.plan.stationAddress()), Duration.ofSeconds(5));
        assertTrue(asked.output().contains(unit.hardware(next)), "the station is with blade " + next + ": " + asked.output());
    }

    @Test
    @Order(3)
    void bladeWithoutPower_noEndReachesThePlayers() throws Exception {
        unit.awaitSpread();
        int director = unit.demo.watch().director();
        int pulled = blade(slot -> slot != director && holds(slot, 0));
        Watched watched = watch(pulled, () -> { },
                streams -> streams.size() == 2 && streams.stream().allMatch(s -> engine(s) == pulled),
                () -> unit.demo.unit().pull(pulled));
        playedOn(watched, pulled);
        assertEquals(0, unit.demo.unit().blade(pulled).connectionsKept());
    }

    /** Both players play from a blade; once the streams are as wanted, the deed is done. */
    private Watched watch(int anchor, ConsoleDeed first, Predicate<List<JsonNode>> wanted, ConsoleDeed deed)
            throws Exception {
        boolean[] done = {false};
        Set<Long> moved = new TreeSet<>();
        String url = url(anchor);
        Path grabbed = folder.resolve("gst-" + anchor + ".ts");
        try (Capture capture = new Capture(unit.within(), "eth0", folder.resolve("capture-" + anchor + ".pcapng"))) {
            first.call();
            CompletableFuture<Played> ffmpeg = CompletableFuture.supplyAsync(() -> {
                try {
                    return Ffmpeg.play(unit.within(), url, Transport.UDP, Ffmpeg.Part.PICTURES, 0, TestUnit.LIMIT);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            Tool.Result gstreamer = unit.watchedTogether(
                    () -> Gstreamer.play(
                            unit.within(), url, "udp", List.of("tcp-timeout=3000000"), grabbed, TestUnit.LIMIT),
                    streams -> {
                        List<JsonNode> playing = streams.stream()
                                .filter(s -> s.path("anchor_slot").asInt() == anchor
                                        && s.path("state").asText().equals("playing")
                                        && s.path("position_s").asDouble() > 1)
                                .toList();
                        if (!done[0] && wanted.test(playing)) {
                            done[0] = true;
                            playing.stream().filter(s -> engine(s) == anchor)
                                    .forEach(s -> moved.add(Long.parseLong(s.path("ssrc").asText(), 16)));
                            unchecked(deed);
                        }
                    });
            Played played = ffmpeg.get();
            assertTrue(done[0], "the streams never were as wanted");
            return new Watched(played, gstreamer, Ffmpeg.play(grabbed.toString(), Transport.HTTP, 0, TestUnit.LIMIT),
                    capture.rtp(UnitPlan.MEDIA_PORT), capture.byes(UnitPlan.MEDIA_PORT + 1), moved);
        }
    }

    private static void unchecked(ConsoleDeed deed) {
        try {
            deed.call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void playedOn(Watched watched, int gone) throws IOException {
        assertTrue(watched.ffmpeg().ok() && watched.ffmpeg().frames() >= FRAMES - LOST_AT_MOST, () -> watched.ffmpeg() + unit.story());
        assertTrue(watched.gstreamer().ok(), watched.gstreamer().output());
        assertTrue(watched.grabbed().frames() >= FRAMES - LOST_AT_MOST, () -> watched.grabbed() + unit.story());
        for (long ssrc : watched.moved()) {
            goesOn(watched.rtp().stream().filter(p -> p.ssrc() == ssrc).toList(), unit.hardware(gone));
        }
        double began = watched.rtp().get(0).second();
        assertTrue(watched.byes().stream().allMatch(bye -> bye > began + SECONDS - 2), "BYEs only at the end: "
                + watched.byes() + " after " + began);
    }

    /**
     * Where a stream passes from engine to engine, the next packet comes within two ticks of when it should, or as late as
     * this machine lets one engine's packets be: half of the times at least, since a busy machine holds up any of them.
     */
    private static void assertUnnoticed(List<Rtp> all) {
        List<Double> passed = new ArrayList<>();
        List<Double> others = new ArrayList<>();
        for (List<Rtp> packets : all.stream().collect(Collectors.groupingBy(Rtp::ssrc)).values()) {
            for (int i = 1; i < packets.size(); i++) {
                Rtp before = packets.get(i - 1);
                Rtp after = packets.get(i);
                double due = (int) (after.timestamp() - before.timestamp()) / 90_000.0;
                double late = after.second() - before.second() - due;
                if (before.hardware().equals(after.hardware())) {
                    others.add(late);
                } else {
                    assertEquals(before.sequence() + 1 & 0xffff, after.sequence());
                    passed.add(late);
                }
            }
        }
        assertTrue(passed.size() >= 2, passed.size() + " times");
        double usual = others.stream().sorted().skip(others.size() * 999L / 1000).findFirst().orElse(0.0);
        double allowed = Math.max(2 * TICK, usual);
        double median = passed.stream().sorted().toList().get((passed.size() - 1) / 2);
        assertTrue(median <= allowed, passed + " s late, one in 1000 else " + usual);
        assertTrue(passed.stream().allMatch(late -> late <= GAP), passed + " s late");
    }

    /** The sender changed once the first one was gone, within the time, and the numbers went on. */
    private static void goesOn(List<Rtp> packets, String first) {
        int change = 1;
        while (change < packets.size() && packets.get(change).hardware().equals(first)) {
            change++;
        }
        assertTrue(change < packets.size(), "nobody else sent");
        Rtp before = packets.get(change - 1);
        Rtp after = packets.get(change);
        assertEquals(first, before.hardware());
        assertEquals(before.source(), after.source());
        double gap = after.second() - before.second();
        assertTrue(gap <= GAP, "nothing came for " + gap + " s");
        int ahead = (after.sequence() - before.sequence()) & 0xffff;
        assertTrue(ahead >= 1 && ahead < 3000, "sequence number " + ahead + " ahead");
        double time = (int) (after.timestamp() - before.timestamp()) / 90_000.0;
        assertTrue(Math.abs(time - gap) < GAP, "timestamp " + time + " s ahead after " + gap + " s");
        assertFalse(packets.subList(change, packets.size()).stream().anyMatch(p -> p.hardware().equals(first)
                && p.second() - after.second() < 1));
    }

    private static Set<String> senders(List<Rtp> packets) {
        return new TreeSet<>(packets.stream().map(Rtp::hardware).toList());
    }

    /** Connections that restarted agents of a blade have taken over. */
    private long adoptions(int blade) throws IOException {
        try (Stream<String> log = Files.lines(unit.plan.logFolder().resolve("blade-" + blade + ".log"))) {
            return log.filter(line -> line.contains("goes on with 1 sessions")).count();
        }
    }

    /** Nothing is kept of conversations that are over. */
    private void letGo(int blade) throws IOException {
        unit.demo.watch().await("the connections to be let go", TestUnit.LIMIT,
                watch -> unit.demo.unit().blade(blade).connectionsKept() == 0);
    }

    private RtspConsole console(int blade) throws IOException {
        return new RtspConsole(
                url(blade), new InetSocketAddress(unit.plan.bladeAddress(blade), UnitPlan.RTSP_PORT), TIMEOUT_MS);
    }

    private String url(int blade) {
        return "rtsp://" + unit.plan.bladeAddress(blade) + ":" + UnitPlan.RTSP_PORT + "/" + unit.program;
    }

    private static int engine(JsonNode stream) {
        return stream.path("engine_slot").asInt();
    }

    private static int blade(IntPredicate wanted) {
        return IntStream.rangeClosed(1, 3).filter(wanted).findFirst()
                .orElseThrow(() -> new AssertionError("no blade holds what is wanted"));
    }

    private boolean holds(int blade, int segment) {
        try (Stream<Path> files = Files.walk(unit.plan.boardFolder("blade-" + blade).resolve("volume-1"))) {
            return files.anyMatch(file -> file.endsWith(String.format("%05d.ts", segment)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
