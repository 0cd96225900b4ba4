package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.engine.CapturingConsole.Packet;
import io.mediachassis.blade.engine.CapturingConsole.Reply;
import io.mediachassis.blade.trick.NumberedPictures;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other scales over several engines, and consoles that are swapped: what comes is one stream, decoded and counted. */
@Timeout(120)
class StationTrickTest {
    private static final int SECONDS = 24;

    @TempDir
    Path folder;

    /** Segments in turn on three engines. */
    private InProcessStation spread() throws Exception {
        InProcessStation station = new InProcessStation(folder, NumberedPictures.h264(SECONDS), 8, 8, 8);
        for (int n = 0; n < station.segments(); n++) {
            station.give(n % 3 + 1, n);
        }
        return station;
    }

    @ParameterizedTest
    @CsvSource({"8, 0", "32, 0", "-8, 24", "0.5, 7"})
    void overSegmentsOnSeveralEngines_itIsOneStream(double scale, int from) throws Exception {
        try (InProcessStation station = spread()) {
            station.firstSender = segmentOf(station, from) % 3 + 1;
            try (CapturingConsole console = new CapturingConsole(station.address, "clip", true)) {
                boolean slow = scale == 0.5;
                Reply reply = console.ask("PLAY", "Range: npt=" + from + "-" + (slow ? "9" : ""), "Scale: " + scale);
                assertEquals(200, reply.status(), reply.toString());
                if (slow) {
                    lasts(console, reply, 4);
                } else {
                    assertTrue(console.ended(20), "no BYE");
                }
                unbroken(console);
                NumberedPictures.Shown shown = NumberedPictures.decode(console.media(reply.sequence(), reply.sequence()));
                assertEquals(List.of(), shown.messages());
                List<Integer> numbers = shown.numbers();
                for (int i = 1; i < numbers.size(); i++) {
                    int gone = numbers.get(i) - numbers.get(i - 1);
                    assertTrue(scale > 0 ? gone > 0 : gone < 0, numbers.toString());
                    assertTrue(!slow || gone == 1 || i > numbers.size() - 4, numbers.toString());
                }
                int least = slow ? 2 * NumberedPictures.RATE - 12 : (int) (12 * 24 / Math.abs(scale) * 0.5);
                assertTrue(numbers.size() >= Math.min(least, 24), numbers.size() + " pictures: " + numbers);
                long moves = station.counted(StreamCounter.TRICK_HAND_OVERS);
                assertTrue(moves >= (slow ? 1 : station.segments() - 1), moves + " moves");
            }
        }
    }

    @Test
    void scaleAndPlaceChange_whicheverEngineSends() throws Exception {
        try (InProcessStation station = spread();
                CapturingConsole console = new CapturingConsole(station.address, "clip", true)) {
            Reply first = console.ask("PLAY", "Range: npt=0-", "Scale: 8");
            lasts(console, first, 1.2);
            Reply slower = console.ask("PLAY", "Scale: -4");
            assertEquals(200, slower.status(), slower.toString());
            double at = start(slower);
            assertTrue(at > 7 && at < 15, slower.toString());
            lasts(console, slower, 1);
            Reply there = console.ask("PLAY", "Range: npt=18-", "Scale: 4");
            assertEquals(200, there.status(), there.toString());
            assertEquals(18, start(there), 0.5);
            lasts(console, there, 0.8);
            Reply normal = console.ask("PLAY", "Scale: 1");
            assertEquals(200, normal.status(), normal.toString());
            lasts(console, normal, 1);
            console.ask("PAUSE");
            unbroken(console);
            NumberedPictures.Shown shown =
                    NumberedPictures.decode(console.media(first.sequence(), first.sequence()));
            assertEquals(List.of(), shown.messages());
            assertTrue(station.counted(StreamCounter.TRICK_HAND_OVERS) >= 2);
        }
    }

    @Test
    void fastForwardPastWhatHasArrived_isSwapped() throws Exception {
        try (InProcessStation station = new InProcessStation(folder, NumberedPictures.constantRate(SECONDS), 8, 8)) {
            for (int n = 0; n < station.segments(); n++) {
                station.give(2, n);
            }
            station.arrive(1, 0, 1.1);
            try (CapturingConsole console = new CapturingConsole(station.address, "clip", true)) {
                Reply start = console.ask("PLAY", "Range: npt=0-");
                assertEquals(200, start.status(), start.toString());
                lasts(console, start, 0.6);
                Reply fast = console.ask("PLAY", "Scale: 4");
                assertTrue(console.ended(20), "no BYE");
                assertEquals(1, station.counted(StreamCounter.SWAPS_OUT));
                assertEquals(0, station.counted(StreamCounter.SWAPS_RETURNED));
                unbroken(console);
                NumberedPictures.Shown shown = NumberedPictures.decode(console.media(start.sequence(), start.sequence()));
                assertEquals(List.of(), shown.messages());
                rises(shown.numbers());
                // 22 s at 4: had it been held to what arrives, the first segment alone would take longer.
                Packet last = console.packets().get(console.packets().size() - 1);
                double took = (last.timestamp() - fast.timestamp() & 0xffffffffL) / 90_000.0;
                assertTrue(took < 8, "took " + took);
            }
        }
    }

    @Test
    void whereTheOtherEngineIsFull_itReturnsAConsole() throws Exception {
        try (InProcessStation station = new InProcessStation(folder, NumberedPictures.constantRate(SECONDS), 8, 1)) {
            for (int n = 0; n < station.segments(); n++) {
                station.give(2, n);
                if (n > 0) {
                    station.give(1, n);
                }
            }
            station.firstSender = 2;
            try (CapturingConsole other = new CapturingConsole(station.address, "clip", true)) {
                Reply calm = other.ask("PLAY", "Range: npt=5-");
                lasts(other, calm, 0.5);
                station.firstSender = 1;
                station.arrive(1, 0, 1.2);
                try (CapturingConsole console = new CapturingConsole(station.address, "clip", true)) {
                    Reply start = console.ask("PLAY", "Range: npt=0-");
                    assertEquals(200, start.status(), start.toString());
                    lasts(console, start, 1);
                    Reply fast = console.ask("PLAY", "Scale: 2");
                    lasts(console, fast, 4);
                    assertEquals(1, station.counted(StreamCounter.SWAPS_OUT));
                    assertEquals(1, station.counted(StreamCounter.SWAPS_RETURNED));
                    assertEquals(1, station.engine(2).streams.count());
                    assertEquals(1, station.engine(1).streams.count());
                    console.ask("PAUSE");
                    other.ask("PAUSE");
                    for (CapturingConsole each : List.of(console, other)) {
                        unbroken(each);
                        Reply first = each == console ? start : calm;
                        NumberedPictures.Shown shown =
                                NumberedPictures.decode(each.media(first.sequence(), first.sequence()));
                        assertEquals(List.of(), shown.messages());
                        rises(shown.numbers());
                        if (each == other) {
                            List<Integer> numbers = shown.numbers().subList(3, shown.numbers().size() - 3);
                            for (int i = 1; i < numbers.size(); i++) {
                                assertEquals(numbers.get(i - 1) + 1, numbers.get(i), numbers.toString());
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void whereNobodyHasTheWholeSegment_itIsHeldToWhatArrives() throws Exception {
        try (InProcessStation station = new InProcessStation(folder, NumberedPictures.constantRate(SECONDS), 8, 8)) {
            station.arrive(1, 0, 1.2);
            try (CapturingConsole console = new CapturingConsole(station.address, "clip", true)) {
                Reply start = console.ask("PLAY", "Range: npt=0-");
                lasts(console, start, 1.5);
                Reply fast = console.ask("PLAY", "Scale: 8");
                lasts(console, fast, 1.5);
                console.ask("PAUSE");
                assertEquals(1, station.counted(StreamCounter.OVERRUNS_HELD));
                unbroken(console);
                NumberedPictures.Shown shown = NumberedPictures.decode(console.media(start.sequence(), start.sequence()));
                assertEquals(List.of(), shown.messages());
                rises(shown.numbers());
                int newest = shown.numbers().get(shown.numbers().size() - 1);
                assertTrue(newest > 40 && newest < 110, shown.numbers().toString());
            }
        }
    }

    private static int segmentOf(InProcessStation station, int seconds) {
        return Math.min(station.segments() - 1, seconds / 4);
    }

    private static void rises(List<Integer> numbers) {
        for (int i = 1; i < numbers.size(); i++) {
            assertTrue(numbers.get(i) > numbers.get(i - 1), numbers.toString());
        }
    }

    private static double start(Reply reply) {
        return Double.parseDouble(reply.header("Range").replaceFirst("npt=([0-9.]+)-.*", "$1"));
    }

    private static void lasts(CapturingConsole console, Reply from, double seconds) {
        Awaitility.await(from.toString()).atMost(20, TimeUnit.SECONDS).until(() -> console.packets().stream()
                .anyMatch(p -> (p.timestamp() - from.timestamp() & 0xffffffffL) >= 90_000 * seconds
                        && (p.timestamp() - from.timestamp() & 0xffffffffL) < 1L << 31));
    }

    /** One line of sequence numbers and timestamps. */
    private static void unbroken(CapturingConsole console) {
        List<Packet> packets = console.packets();
        for (int i = 1; i < packets.size(); i++) {
            Packet before = packets.get(i - 1);
            Packet now = packets.get(i);
            assertEquals(before.sequence() + 1 & 0xffff, now.sequence(), "packet " + i);
            long step = now.timestamp() - before.timestamp() & 0xffffffffL;
            assertTrue(step < 90_000, "timestamp " + i + " steps by " + step);
        }
    }
}
