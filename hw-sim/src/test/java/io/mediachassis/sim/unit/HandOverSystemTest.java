package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.blade.engine.CapturingConsole;
import io.mediachassis.blade.engine.CapturingConsole.Packet;
import io.mediachassis.blade.engine.CapturingConsole.Reply;
import io.mediachassis.blade.fault.VolumeFault;
import io.mediachassis.sim.player.Ffmpeg;
import io.mediachassis.sim.player.Ffmpeg.Played;
import io.mediachassis.sim.player.Ffmpeg.Transport;
import io.mediachassis.sim.player.Gstreamer;
import io.mediachassis.sim.player.Tool;
import io.mediachassis.sim.player.Vlc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
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
        assertTrue(played.ok() && played.frames() >= FRAMES - 1, () -> played + unit.story());
        assertTrue(senders.size() > 1, "sent by " + senders);
    }

    @Test
    @Order(2)
    void gstreamerAndVlcByUdp_playOn() throws Exception {
        Path grabbed = folder.resolve("gst.ts");
        Map<String, Set<Integer>> senders = new TreeMap<>();
        CompletableFuture<Vlc.Watched> vlc = CompletableFuture.supplyAsync(() -> {
            try {
                return Vlc.play(unit.rtsp(), TestUnit.LIMIT);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Tool.Result result = unit.watched(
                () -> {
                    Tool.Result played = Gstreamer.play(unit.rtsp(), "udp", grabbed, TestUnit.LIMIT);
                    vlc.get();
                    return played;
                },
                stream -> senders.computeIfAbsent(stream.path("session").asText(), session -> new TreeSet<>())
                        .add(stream.path("engine_slot").asInt()));
        assertTrue(vlc.get().result().ok(), vlc.get().result().output());
        assertTrue(vlc.get().frames() >= FRAMES * 9 / 10, vlc.get().frames() + " frames in VLC");
        assertTrue(result.ok(), result.output());
        Played played = Ffmpeg.play(grabbed.toString(), Transport.HTTP, 0, TestUnit.LIMIT);
        assertEquals(List.of(), played.complaints());
        assertTrue(played.frames() >= FRAMES - 2, () -> played + unit.story());
        assertEquals(2, senders.values().stream().filter(slots -> slots.size() > 1).count(), "sent by " + senders);
    }

    @Test
    @Order(3)
    void throughTheConnection_theSegmentsAreFetchedAhead() throws IOException {
        Played played = Ffmpeg.play(unit.rtsp(), Transport.TCP, 0, TestUnit.LIMIT);
        assertEquals(List.of(), played.complaints());
        assertTrue(played.ok() && played.frames() >= FRAMES - 1, () -> played + unit.story());
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
        assertTrue(played.ok() && played.frames() >= FRAMES - 1, () -> played + unit.story());
    }

    @Test
    @Order(5)
    void hlsPlaysAllOfIt() throws Exception {
        String url = unit.plan.stationHttpUrl() + "programs/" + unit.program + ".m3u8";
        Played played = Ffmpeg.play(url, Transport.HTTP, 0, TestUnit.LIMIT);
        assertTrue(played.ok() && played.frames() >= FRAMES - 1, played.toString());
    }

    @Test
    @Order(6)
    void pauseSeekAndTeardown_reachTheEngineThatSends() throws Exception {
        InetSocketAddress station = new InetSocketAddress(unit.plan.stationAddress(), UnitPlan.RTSP_PORT);
        try (CapturingConsole console = new CapturingConsole(station, unit.program, true)) {
            assertEquals(200, console.ask("PLAY", "Range: npt=0-").status());
            Map<Integer, Integer> senders = new TreeMap<>();
            int elsewhere = 0;
            for (int second = 1; second < SECONDS; second += 4) {
                JsonNode stream = soughtTo(console, second);
                senders.put(second, stream.path("engine_slot").asInt());
                if (stream.path("engine_slot").asInt() != stream.path("anchor_slot").asInt()) {
                    elsewhere = second;
                }
            }
            assertTrue(new TreeSet<>(senders.values()).size() > 1 && elsewhere > 0, "sent by " + senders);
            soughtTo(console, elsewhere);
            assertEquals(200, console.ask("PAUSE").status());
            int sender = senders.get(elsewhere);
            JsonNode paused = awaitStream("is paused where it is sent", stream ->
                    stream.path("state").asText().equals("paused") && stream.path("engine_slot").asInt() == sender);
            int before = console.packets().size();
            Reply on = console.ask("PLAY");
            assertEquals(paused.path("position_s").asDouble(), second(on), 0.1, on.toString());
            assertEquals(before, sequenceBefore(console, on), "nothing came while it was paused");
            awaitStream("plays", HandOverSystemTest::plays);
            assertEquals(200, console.ask("TEARDOWN").status());
            unit.demo.watch().await("the stream to be gone", TestUnit.LIMIT, watch -> watch.list("streams").isEmpty());
            List<Packet> packets = console.packets();
            for (int i = 1; i < packets.size(); i++) {
                assertEquals(packets.get(i - 1).sequence() + 1 & 0xffff, packets.get(i).sequence(), "packet " + i);
            }
        }
    }

    /** Seeks, and returns what the station tells of the stream once packets have come from there. */
    private JsonNode soughtTo(CapturingConsole console, int second) throws Exception {
        Reply there = console.ask("PLAY", "Range: npt=" + second + "-");
        assertEquals(200, there.status(), there.toString());
        assertTrue(second(there) <= second && second(there) > second - 2.5, there.toString());
        unit.demo.watch().await("packets from " + second + " s", TestUnit.LIMIT,
                watch -> sequenceBefore(console, there) < console.packets().size() - 10);
        // An engine that has sent it before may tell of it until its next report.
        return awaitStream("plays there", stream -> plays(stream)
                && Math.abs(stream.path("position_s").asDouble() - second) < 2.5);
    }

    private static boolean plays(JsonNode stream) {
        return stream.path("state").asText().equals("playing");
    }

    private JsonNode awaitStream(String what, Predicate<JsonNode> wanted) throws IOException {
        AtomicReference<JsonNode> found = new AtomicReference<>();
        unit.demo.watch().await("a stream that " + what, TestUnit.LIMIT, watch -> {
            watch.list("streams").stream().filter(wanted).findFirst().ifPresent(found::set);
            return found.get() != null;
        });
        return found.get();
    }

    /** How many packets came before the one that an answer names; all, where it has not come. */
    private static int sequenceBefore(CapturingConsole console, Reply named) {
        List<Integer> numbers = console.packets().stream().map(Packet::sequence).toList();
        return numbers.contains(named.sequence()) ? numbers.indexOf(named.sequence()) : numbers.size();
    }

    private static double second(Reply played) {
        return Double.parseDouble(played.header("Range").replaceFirst("npt=([0-9.]+)-.*", "$1"));
    }

    @Test
    @Order(7)
    void whatIsStillBeingPublished_playsAsItComes() throws Exception {
        int seconds = SECONDS / 2;
        Path film = folder.resolve("growing.ts");
        Ffmpeg.makeSample(film, seconds);
        // What arrives while the director's disk is full goes to another blade.
        int director = unit.demo.watch().director();
        unit.demo.unit().disks(director).set(1, new VolumeFault.Full());
        unit.demo.watch().await("the full disk to be told", TestUnit.LIMIT, watch -> watch.blade(director).stream()
                .anyMatch(blade -> blade.path("problems").toString().contains("is full")));
        try (SlowUpload upload = new SlowUpload(unit.demo, film, "As it comes", seconds * 5 / 6)) {
            String url = unit.rtsp(upload.program);
            String description = awaitDescription(url);
            assertTrue(description.contains("a=range:npt=0-\r\n"), "its end is not known: " + description);
            assertFalse(upload.isPublished());
            boolean[] early = {false, false};
            CapturingConsole console = new CapturingConsole(station(), upload.program, false);
            try (console) {
                Reply play = console.ask("PLAY", "Range: npt=0-");
                assertEquals("npt=0.000-", play.header("Range"), play.toString());
                Played played = unit.watched(
                        () -> Ffmpeg.play(url, Transport.UDP, 0, TestUnit.LIMIT),
                        stream -> {
                            int anchor = stream.path("anchor_slot").asInt();
                            boolean passedOn = anchor == director && stream.path("engine_slot").asInt() != anchor;
                            early[passedOn ? 1 : 0] |=
                                    stream.path("position_s").asDouble() > 0.5 && !upload.isPublished();
                        });
                assertTrue(early[0] && early[1], "they played before it was published");
                assertTrue(upload.ended(), "the upload");
                assertEquals(List.of(), played.complaints());
                assertTrue(played.ok() && played.frames() >= seconds * 25 - 1, () -> played + unit.story());
                assertTrue(console.ended(10), () -> "no BYE" + unit.story());
                Path passedOn = Files.write(folder.resolve("passed-on.ts"), console.media(play.sequence(), play.sequence()));
                Played alike = Ffmpeg.play(passedOn.toString(), Transport.HTTP, 0, TestUnit.LIMIT);
                assertEquals(List.of(), alike.complaints());
                assertTrue(alike.frames() >= seconds * 25 - 1, () -> alike + unit.story());
            }
        } finally {
            unit.demo.unit().disks(director).set(1, VolumeFault.WELL);
        }
        unit.demo.watch().await("room", TestUnit.LIMIT,
                watch -> watch.list("blades").stream().allMatch(blade -> blade.path("problems").isEmpty()));
    }

    private InetSocketAddress station() {
        return new InetSocketAddress(unit.plan.stationAddress(), UnitPlan.RTSP_PORT);
    }

    @Test
    @Order(8)
    void whatIsGivenUpWhileItPlays_ends() throws Exception {
        try (SlowUpload upload = new SlowUpload(unit.demo, folder.resolve("growing.ts"), "Given up", SECONDS / 2)) {
            awaitDescription(unit.rtsp(upload.program));
            try (CapturingConsole console = new CapturingConsole(station(), upload.program, true)) {
                assertEquals("npt=0.000-", console.ask("PLAY", "Range: npt=0-").header("Range"));
                awaitStream("plays", HandOverSystemTest::plays);
                upload.breakOff();
                unit.demo.watch().await("the stream to end", TestUnit.LIMIT, watch -> watch.list("streams").isEmpty());
                assertEquals(0, console.ask("GET_PARAMETER").status(), "its connection is closed");
                assertTrue(isLogged("closed: program " + upload.program + " was given up while it was taken in"),
                        "it ended for that, and not for files that went");
            }
        }
    }

    private boolean isLogged(String text) throws IOException {
        for (int slot : unit.plan.populated()) {
            if (Files.readString(unit.plan.logFolder().resolve("blade-" + slot + ".log")).contains(text)) {
                return true;
            }
        }
        return false;
    }

    /** Of a program of which something is whole. */
    private String awaitDescription(String url) throws Exception {
        String[] description = {""};
        unit.demo.watch().await("something of " + url, TestUnit.LIMIT, watch -> {
            try (TestConsole console = new TestConsole()) {
                TestConsole.Answer answer = console.describe(url);
                // Nobody takes in what has only been announced; of what is taken in, nothing may be whole yet.
                assertTrue(List.of(200, 404, 503).contains(answer.status()), "" + answer.status());
                description[0] = answer.body();
                return answer.status() == 200;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return description[0];
    }
}
