package io.mediachassis.sim.console.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.interactive.CachedStream;
import io.mediachassis.blade.interactive.InteractiveCounter;
import io.mediachassis.blade.interactive.InteractiveServer;
import io.mediachassis.blade.interactive.ProvenAddresses;
import io.mediachassis.blade.interactive.ServedStream;
import io.mediachassis.blade.repair.NackWriter;
import io.mediachassis.blade.repair.RepairCounter;
import io.mediachassis.blade.repair.RepairStore;
import io.mediachassis.blade.repair.RtxPacket;
import io.mediachassis.sim.console.receive.MediaSink;
import io.mediachassis.sim.console.receive.ReceiverSettings;
import io.mediachassis.sim.console.receive.StreamReceiver;
import io.mediachassis.sim.console.receive.TestStream;
import io.mediachassis.sim.loss.LossModel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Thousands of consoles in one stream, in simulated time, with the interactive server that repairs for them: what all lose at
 * once, and what each loses alone.
 */
class CrowdSimulationTest {
    private static final long MS = 1_000_000;
    private static final long TICK = 5 * MS;
    private static final int SSRC = 7;
    private static final int RTX = 97;
    private static final int PORT = 6000;
    private static final int PACKETS = 900;
    /** Lost by all consoles, on the way from a switch that they share. */
    private static final int BURST_FROM = 300;
    private static final int BURST = 20;
    private static final MediaSink NOWHERE = new MediaSink() {
        @Override
        public void media(byte[] memory, int offset, int length, int timestamp, boolean playBegins) {
            // Counted by the receiver.
        }

        @Override
        public void lost(long packets) {
            // The same.
        }
    };

    /** One of them. */
    private static final class Console {
        private final StreamReceiver receiver;
        private final LossModel loss;
        private final NackWriter nacks;

        Console(int number, double part) {
            SplittableRandom random = new SplittableRandom(number);
            receiver = new StreamReceiver(new ReceiverSettings(33, RTX, SSRC, true,
                    ReceiverSettings.loss(0, TestStream.INTERVAL_NS, 1000 * MS, true), 0), random, NOWHERE);
            loss = new LossModel(part, 0, 1, random);
            nacks = new NackWriter(number, "console");
        }

        void take(ByteBuffer packet, long nowNs) {
            if (!loss.next()) {
                receiver.onDatagram(packet, nowNs);
            }
        }
    }

    private record Nack(int console, ByteBuffer datagram) {}

    /** The stream, its server and its consoles. */
    private static final class Crowd implements InteractiveServer.Sender {
        private final TestStream stream = new TestStream(SSRC, 65_000);
        private final Counts<RepairCounter> repairs = new Counts<>(RepairCounter.class);
        private final Counts<InteractiveCounter> counts = new Counts<>(InteractiveCounter.class);
        private final ProvenAddresses proven = new ProvenAddresses(1 << 16, Long.MAX_VALUE / 2);
        private final InteractiveServer server = new InteractiveServer(
                new InteractiveServer.Settings(32 << 20, 2000 * MS, 100_000, 99), proven, counts, repairs);
        private final List<Console> consoles = new ArrayList<>();
        private final List<String> joined = new ArrayList<>();
        private final int[] ask = new int[256];
        private List<Nack> asked = new ArrayList<>();
        private List<Runnable> answers = new ArrayList<>();
        private long nowNs;
        private long toOne;
        private long toAll;
        private boolean answered = true;
        private boolean reporting;

        Crowd(int count, double part) {
            for (int i = 0; i < count; i++) {
                consoles.add(new Console(i, part));
                proven.add(address(i), 0);
            }
            server.serve(List.of(new ServedStream("set", 0, SSRC, 0xef010100, 5010, 0, 380)), this::act);
        }

        private void act(InteractiveServer.Action action) {
            joined.add(action.getClass().getSimpleName());
        }

        private static int address(int console) {
            return 0x0a000001 + console;
        }

        void run() {
            for (int i = 0; i < consoles.size(); i++) {
                server.select(SSRC, nowNs, this::act);
            }
            if (reporting) {
                report();
            }
            int sent = 0;
            for (nowNs += TICK; nowNs < PACKETS * TestStream.INTERVAL_NS + 1200 * MS; nowNs += TICK) {
                List<Runnable> arriving = answers;
                answers = new ArrayList<>();
                arriving.forEach(Runnable::run);
                for (; sent < PACKETS && sent * TestStream.INTERVAL_NS <= nowNs; sent++) {
                    ByteBuffer packet = stream.packet(sent);
                    server.media(SSRC, packet);
                    if (sent < BURST_FROM || sent >= BURST_FROM + BURST) {
                        all(packet);
                    }
                }
                ask();
            }
            if (reporting) {
                report();
            }
            server.publish();
        }

        private void report() {
            for (int i = 0; i < consoles.size(); i++) {
                // The feedback of so many is bounded in a second.
                nowNs += MS / 10;
                ByteBuffer report = ByteBuffer.allocate(128);
                assertTrue(consoles.get(i).receiver.writeReport(i, "console", nowNs, report));
                server.feedback(report.flip(), address(i), PORT, false, nowNs, this, this::act);
            }
        }

        private void all(ByteBuffer packet) {
            for (Console console : consoles) {
                console.take(packet.position(0), nowNs);
            }
        }

        /** What consoles ask for comes to the server a tick later. */
        private void ask() {
            List<Nack> coming = asked;
            asked = new ArrayList<>();
            coming.stream().filter(nack -> answered).forEach(nack -> server.feedback(
                    nack.datagram(), address(nack.console()), PORT, false, nowNs, this, this::act));
            for (int i = 0; i < consoles.size(); i++) {
                Console console = consoles.get(i);
                int count = console.receiver.poll(nowNs, ask);
                for (int from = 0; from < count;) {
                    ByteBuffer datagram = ByteBuffer.allocate(200);
                    from = console.nacks.write(SSRC, ask, from, count, datagram);
                    asked.add(new Nack(i, datagram.flip()));
                }
            }
        }

        @Override
        public void unicast(CachedStream of, int address, int port, int sequence, boolean plain) {
            toOne++;
            RepairStore store = of.store();
            ByteBuffer packet = ByteBuffer.allocate(1500);
            RtxPacket.write(store.memory(), store.offset(sequence), store.length(sequence), RTX,
                    of.nextRtx(address, port), of.rtxSsrc(), packet);
            packet.flip();
            answers.add(() -> consoles.get(address - address(0)).take(packet, nowNs));
        }

        @Override
        public void multicast(CachedStream of, int sequence) {
            toAll++;
            RepairStore store = of.store();
            ByteBuffer packet = ByteBuffer.allocate(store.length(sequence));
            packet.put(0, store.memory(), store.offset(sequence), store.length(sequence));
            answers.add(() -> all(packet));
        }

        long residual() {
            return consoles.stream().mapToLong(console -> console.receiver.statistics().residual()).sum();
        }

        long repaired() {
            return consoles.stream().mapToLong(console -> console.receiver.statistics().repaired()).sum();
        }
    }

    @Test
    void whatAllLoseIsSentToTheGroupOnce_howeverManyTheyAre() {
        Crowd few = new Crowd(500, 0);
        few.run();
        Crowd many = new Crowd(5000, 0);
        many.run();
        assertEquals(List.of("Join"), many.joined);
        assertEquals(5000 * BURST, many.repaired());
        assertEquals(0, many.residual());
        assertEquals(BURST, many.toAll, "each once");
        assertEquals(few.toAll, many.toAll);
        assertTrue(many.toOne <= few.toOne + 8 * BURST, "to single consoles " + few.toOne + " and " + many.toOne);
    }

    @Test
    void whatEachLosesAloneIsRepairedToo() {
        Crowd crowd = new Crowd(1000, 0.02);
        crowd.run();
        assertEquals(0, crowd.residual(), crowd.repaired() + " repaired");
        assertTrue(crowd.repaired() > 1000 * (BURST + PACKETS / 60), crowd.repaired() + " repaired");
        // Each packet was lost by some twenty, so that far more would go to the group than it may have; and there is room
        // left for what all lost at once.
        assertTrue(crowd.toAll <= PACKETS / 3, crowd.toAll + " to the group");
        assertTrue(crowd.toAll + crowd.toOne < crowd.repaired() / 2, crowd.toAll + " and " + crowd.toOne);
        assertEquals(0, crowd.repairs.get(RepairCounter.OVER_BUDGET));
    }

    /** What the server says that consoles miss is what they do miss, be it nothing or much. */
    @Test
    void whatIsMissingForGoodIsToldToTheServer() {
        Crowd crowd = new Crowd(300, 0.02);
        crowd.reporting = true;
        crowd.run();
        assertEquals(0, crowd.residual());
        assertEquals(0, crowd.counts.get(InteractiveCounter.RESIDUAL_LOST));
        Crowd unrepaired = new Crowd(300, 0.02);
        unrepaired.answered = false;
        unrepaired.reporting = true;
        unrepaired.run();
        assertTrue(unrepaired.residual() > 300 * (BURST + PACKETS / 60), unrepaired.residual() + " missing");
        assertEquals(unrepaired.residual(), unrepaired.counts.get(InteractiveCounter.RESIDUAL_LOST));
        assertEquals(0, unrepaired.counts.get(InteractiveCounter.REPORTS_REFUSED));
        assertEquals(unrepaired.residual(), unrepaired.server.repaired().get("set").residual());
    }
}
