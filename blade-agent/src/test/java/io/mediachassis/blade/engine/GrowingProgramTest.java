package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.engine.CapturingConsole.Packet;
import io.mediachassis.blade.engine.CapturingConsole.Reply;
import io.mediachassis.blade.relay.RelayCounter;
import io.mediachassis.blade.storage.ProgramWriter;
import io.mediachassis.blade.trick.NumberedPictures;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program is played while it is still being taken in: as far as it has come, and then on. */
@Timeout(120)
class GrowingProgramTest {
    private static final int SECONDS = 20;
    private static final String FAST = "Speed: 4";

    @TempDir
    Path folder;

    private final byte[] media = NumberedPictures.constantRate(SECONDS);

    /** About so many seconds of it have come. */
    private ByteBuffer part(int from, int to) {
        return ByteBuffer.wrap(media, at(from), at(to) - at(from));
    }

    private int at(int second) {
        return (int) ((long) media.length * second / SECONDS);
    }

    private InProcessStation station() throws Exception {
        return new InProcessStation(folder, NumberedPictures.h264(2), 4);
    }

    private static ProgramWriter taking(InProcessStation station) throws Exception {
        return station.engine(1).store.create("live", "As it comes");
    }

    @Test
    void playsWhatHasCome_waits_andGoesOnToTheEnd() throws Exception {
        try (InProcessStation station = station(); ProgramWriter writer = taking(station)) {
            writer.write(part(0, 10));
            try (CapturingConsole console = new CapturingConsole(station.address, "live", true)) {
                assertTrue(console.setUp.header("Media-Properties").contains("Time-Progressing"), console.setUp.toString());
                Reply play = console.ask("PLAY", "Range: npt=0-", FAST);
                assertEquals("npt=0.000-", play.header("Range"), play.toString());
                double whole = station.engine(1).store.growing("live").orElseThrow().soFar().durationTicks() / 27e6;
                awaitPlayed(console, play, whole - 0.2);
                assertFalse(console.ended(1), "more of it comes");
                assertTrue(played(console, play) <= whole, played(console, play) + " of " + whole);
                writer.write(part(10, 15));
                awaitPlayed(console, play, whole + 2);
                writer.write(part(15, SECONDS));
                writer.complete();
                assertTrue(console.ended(20), "no BYE");
                assertUnbroken(console);
                NumberedPictures.Shown shown = NumberedPictures.decode(console.media(play.sequence(), play.sequence()));
                assertEquals(List.of(), shown.messages());
                assertEquals(IntStream.range(0, SECONDS * NumberedPictures.RATE).boxed().toList(), shown.numbers());
                Reply again = console.ask("PLAY", "Range: npt=18-");
                assertTrue(again.header("Range").matches("npt=1[78][.]\\d+-2[01][.]\\d+"), "its end is known now: " + again);
            }
        }
    }

    @Test
    void throughAConnectionOfAnotherBlade_playsWhatHasCome_andGoesOnToTheEnd() throws Exception {
        try (InProcessStation station = new InProcessStation(folder, NumberedPictures.h264(2), 4, 4);
                ProgramWriter writer = station.engine(2).store.create("live", "As it comes")) {
            writer.write(part(0, 10));
            station.firstSender = 2;
            try (CapturingConsole console = new CapturingConsole(station.address, "live", false)) {
                assertEquals(200, console.setUp.status(), console.setUp.toString());
                Reply play = console.ask("PLAY", "Range: npt=0-", FAST);
                assertEquals("npt=0.000-", play.header("Range"), play.toString());
                awaitPlayed(console, play, 0.5);
                assertEquals(1, station.engine(2).streams.count());
                Reply fast = console.ask("PLAY", "Range: npt=3-", "Scale: 4");
                assertEquals(200, fast.status(), fast.toString());
                awaitPlayed(console, fast, 0.5);
                Reply rest = console.ask("PLAY", "Range: npt=6-", "Scale: 1", FAST);
                writer.write(part(10, SECONDS));
                writer.complete();
                assertTrue(console.ended(20), "no BYE");
                assertUnbroken(console);
                NumberedPictures.Shown shown = NumberedPictures.decode(console.media(rest.sequence(), rest.sequence()));
                assertEquals(List.of(), shown.messages());
                assertEquals(SECONDS * NumberedPictures.RATE - 1, shown.numbers().get(shown.numbers().size() - 1));
                assertEquals(0, station.engine(1).relayed.get(RelayCounter.STRANGE));
                assertEquals(0, station.engine(1).relayed.get(RelayCounter.SKIPPED));
                assertEquals(1, station.engine(1).relayed.get(RelayCounter.STREAMS));
            }
            Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> station.engine(2).streams.count() == 0);
        }
    }

    private static void assertUnbroken(CapturingConsole console) {
        List<Packet> packets = console.packets();
        for (int i = 1; i < packets.size(); i++) {
            assertEquals(packets.get(i - 1).sequence() + 1 & 0xffff, packets.get(i).sequence(), "packet " + i);
        }
    }

    @Test
    void givenUpWhileItPlays_theStreamEnds() throws Exception {
        try (InProcessStation station = station(); ProgramWriter writer = taking(station)) {
            writer.write(part(0, 10));
            try (CapturingConsole console = new CapturingConsole(station.address, "live", true)) {
                Reply play = console.ask("PLAY", "Range: npt=0-");
                awaitPlayed(console, play, 0.3);
                writer.abort();
                Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> station.engine(1).streams.count() == 0);
                assertEquals(0, console.ask("GET_PARAMETER").status(), "its connection is closed");
            }
        }
    }

    @Test
    void placesAreFoundInWhatHasCome() throws Exception {
        try (InProcessStation station = station(); ProgramWriter writer = taking(station)) {
            writer.write(part(0, 12));
            try (CapturingConsole console = new CapturingConsole(station.address, "live", true)) {
                Reply beyond = console.ask("PLAY", "Range: npt=15-");
                assertEquals(457, beyond.status());
                assertTrue(beyond.header("X-Reason").contains("so far"), beyond.toString());
                Reply within = console.ask("PLAY", "Range: npt=5-");
                awaitPlayed(console, within, 0.2);
                Reply fast = console.ask("PLAY", "Scale: 8");
                assertEquals(200, fast.status());
                double whole = station.engine(1).store.growing("live").orElseThrow().soFar().durationTicks() / 27e6;
                assertFalse(console.ended(3), "it is held at the newest picture");
                writer.write(part(12, SECONDS));
                writer.complete();
                assertTrue(console.ended(20), "no BYE");
                List<Integer> numbers = NumberedPictures.decode(
                        console.media(fast.sequence(), fast.sequence())).numbers();
                assertTrue(numbers.stream().anyMatch(n -> n > (whole + 1) * NumberedPictures.RATE), numbers.toString());
                assertEquals(numbers.stream().sorted().distinct().toList(), numbers);
            }
        }
    }

    private static double played(CapturingConsole console, Reply from) {
        List<Packet> packets = console.packets();
        return packets.isEmpty()
                ? 0
                : (packets.get(packets.size() - 1).timestamp() - from.timestamp() & 0xffffffffL) / 90_000.0;
    }

    private static void awaitPlayed(CapturingConsole console, Reply from, double seconds) {
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> played(console, from) >= seconds);
    }
}
