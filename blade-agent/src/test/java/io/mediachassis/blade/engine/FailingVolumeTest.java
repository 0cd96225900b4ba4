package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.engine.CapturingConsole.Packet;
import io.mediachassis.blade.engine.CapturingConsole.Reply;
import io.mediachassis.blade.trick.NumberedPictures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The disk that a stream is read from fails: another engine goes on with it, whatever its scale and its way. */
@Timeout(120)
class FailingVolumeTest {
    private static final int SECONDS = 16;

    @TempDir
    Path folder;

    /** Two engines, of which so many hold the program. */
    private InProcessStation station(int holders) throws Exception {
        InProcessStation station = new InProcessStation(folder, NumberedPictures.constantRate(SECONDS), 4, 4);
        for (int slot = 1; slot <= holders; slot++) {
            for (int n = 0; n < station.segments(); n++) {
                station.give(slot, n);
            }
        }
        return station;
    }

    /** A console and what it asked for. */
    private record Playing(CapturingConsole console, double scale, Reply reply) implements AutoCloseable {
        static Playing from(InProcessStation station, boolean udp, double scale, int seconds) throws Exception {
            CapturingConsole console = new CapturingConsole(station.address, "clip", udp);
            Reply reply = console.ask("PLAY", "Range: npt=" + seconds + "-", "Scale: " + scale);
            assertEquals(200, reply.status(), reply.toString());
            return new Playing(console, scale, reply);
        }

        void lasts(double seconds) {
            FailingVolumeTest.lasts(console, reply, seconds);
        }

        @Override
        public void close() throws IOException {
            console.close();
        }
    }

    @Test
    void anotherEngineGoesOn_atThePlaceAndScale() throws Exception {
        try (InProcessStation station = station(2);
                Playing backward = Playing.from(station, true, -4, SECONDS);
                Playing slow = Playing.from(station, true, 0.5, 2);
                Playing normal = Playing.from(station, false, 1, 0);
                Playing fast = Playing.from(station, false, 4, 0)) {
            List<Playing> all = List.of(backward, slow, normal, fast);
            all.forEach(playing -> playing.lasts(0.8));
            assertEquals(4, station.engine(1).streams.count());
            station.engine(1).failing = true;
            Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> station.counted(StreamCounter.SENT_ON) == 4);
            assertEquals(List.of(0, 4), List.of(station.engine(1).streams.count(), station.engine(2).streams.count()));
            all.forEach(playing -> playing.lasts(2));
            for (Playing playing : all) {
                Reply paused = playing.console().ask("PAUSE");
                assertEquals(200, paused.status(), paused.toString());
                unbroken(playing.console());
                int from = playing.reply().sequence();
                NumberedPictures.Shown shown = NumberedPictures.decode(playing.console().media(from, from));
                assertEquals(List.of(), shown.messages(), "at " + playing.scale());
                rises(shown.numbers(), playing.scale());
            }
        }
    }

    /** As when its volume is taken out while no read of the stream is under way, which would fail. */
    @Test
    void whatGoesFromUnderAStreamIsSentByTheEngineThatHasIt() throws Exception {
        try (InProcessStation station = station(2);
                Playing normal = Playing.from(station, true, 1, 0);
                Playing connected = Playing.from(station, false, 1, 0);
                Playing backward = Playing.from(station, true, -4, SECONDS);
                Playing slow = Playing.from(station, true, 0.5, 2)) {
            List<Playing> all = List.of(normal, connected, backward, slow);
            all.forEach(playing -> playing.lasts(0.8));
            station.engine(1).store.takeOut(station.engine(1).store.volumes().get(0), "it is slow");
            // By the hand-over of the next segment where that was arranged already.
            Awaitility.await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> assertEquals(
                    List.of(0, 4), List.of(station.engine(1).streams.count(), station.engine(2).streams.count())));
            for (Playing playing : all) {
                playing.lasts(2);
                unbroken(playing.console());
            }
        }
    }

    @Test
    void whereNobodyElseHasIt_itEndsWithAReason_andIsCounted() throws Exception {
        try (InProcessStation station = station(1);
                CapturingConsole console = new CapturingConsole(station.address, "clip", false)) {
            Reply reply = console.ask("PLAY", "Range: npt=0-", "Scale: 2");
            lasts(console, reply, 0.5);
            station.engine(1).failing = true;
            Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> station.counted(StreamCounter.UNREADABLE) == 1);
            assertEquals(0, console.ask("GET_PARAMETER").status(), "its connection is closed");
            assertEquals(0, station.counted(StreamCounter.SENT_ON));
        }
    }

    @Test
    void throughAConnection_whatCanNotBeFetchedIsSentByTheEngineThatHasIt() throws Exception {
        try (InProcessStation station = station(0)) {
            station.give(1, 0);
            for (int n = 0; n < station.segments(); n++) {
                station.give(2, n);
            }
            try (CapturingConsole console = new CapturingConsole(station.address, "clip", false)) {
                Reply reply = console.ask("PLAY", "Range: npt=3-");
                lasts(console, reply, 0.6);
                Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> {
                    station.engine(1).streams.lost("clip", 1);
                    return station.counted(StreamCounter.SENT_ON) == 1;
                });
                lasts(console, reply, 2.5);
                unbroken(console);
                NumberedPictures.Shown shown = NumberedPictures.decode(console.media(reply.sequence(), reply.sequence()));
                assertEquals(List.of(), shown.messages());
                rises(shown.numbers(), 1);
            }
        }
    }

    @Test
    void anotherScaleWhereNothingCanBeRead_isPlayedByAnotherEngine() throws Exception {
        try (InProcessStation station = station(2);
                CapturingConsole console = new CapturingConsole(station.address, "clip", true)) {
            Reply reply = console.ask("PLAY", "Range: npt=0-");
            lasts(console, reply, 0.3);
            console.ask("PAUSE");
            station.engine(1).failing = true;
            Reply fast = console.ask("PLAY", "Range: npt=4-", "Scale: 4");
            assertEquals(200, fast.status(), fast.toString());
            lasts(console, fast, 0.5);
            assertEquals(1, station.engine(2).streams.count());
            unbroken(console);
        }
    }

    private static void rises(List<Integer> numbers, double scale) {
        for (int i = 1; i < numbers.size(); i++) {
            int gone = numbers.get(i) - numbers.get(i - 1);
            assertTrue(scale > 0 ? gone > 0 : gone < 0, numbers.toString());
            assertTrue(scale > 1 || scale < 0 || gone == 1 || i > numbers.size() - 4, numbers.toString());
            // A place that was left out would be twice that far and more.
            assertTrue(Math.abs(gone) <= Math.max(4, Math.abs(scale) * NumberedPictures.RATE), numbers.toString());
        }
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
