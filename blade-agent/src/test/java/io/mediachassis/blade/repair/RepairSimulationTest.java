package io.mediachassis.blade.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.nvod.PacketInterleaver;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A sender, the desk and receivers over a network that loses, delays and reorders, in simulated time. */
class RepairSimulationTest {
    private static final long MS = 1_000_000;
    /** 7 transport packets at 4 Mbit/s. */
    private static final long INTERVAL = 2_632_000;
    private static final int SSRC = 0x5eed;

    private record Event(long atNs, long order, Runnable action) {}

    /** Time and the network. */
    private static final class World {
        final Random random;
        private final PriorityQueue<Event> events = new PriorityQueue<>(
                Comparator.comparingLong(Event::atNs).thenComparingLong(Event::order));
        long nowNs;
        private long order;
        /** Packets that the burst under way still takes. */
        private int burst;

        World(long seed) {
            System.out.println("seed " + seed);
            random = new Random(seed);
        }

        void at(long ns, Runnable action) {
            events.add(new Event(ns, order++, action));
        }

        void run(long untilNs) {
            while (!events.isEmpty() && events.peek().atNs() <= untilNs) {
                Event event = events.remove();
                nowNs = event.atNs();
                event.action().run();
            }
        }

        /** 10 ms and up to 3 more. */
        void carry(Runnable arrival) {
            at(nowNs + 10 * MS + random.nextInt(3_000_000), arrival);
        }

        boolean lost() {
            return random.nextInt(20) == 0;
        }

        /** 5 % at random, and 20 in a row now and then. */
        boolean mediaLost() {
            if (burst == 0 && random.nextInt(500) == 0) {
                burst = 20;
            }
            if (burst > 0) {
                burst--;
                return true;
            }
            return lost();
        }
    }

    /** One receiver behind that network, and what it got to play. */
    private static final class Run {
        final World world;
        final LossDetector detector;
        final RepairStore store = new RepairStore(SSRC, 2048, 1328);
        final Counts<RepairCounter> counts = new Counts<>(RepairCounter.class);
        final NackDesk desk = new NackDesk(store, NackSettings.defaults(), (address, port, ssrc) -> true, counts, 3);
        final long[] arrivedNs;
        final long[] sentNs;
        final boolean repairs;
        private final ByteBuffer buffer = ByteBuffer.allocate(1500);
        private final int[] missing = new int[256];
        private final NackWriter writer = new NackWriter(0x11, "console");
        private int rtxSequence = 65_000;
        int dropped;
        final List<Long> repairTimes = new ArrayList<>();

        Run(long seed, LossSettings settings, int packets, boolean repairs) {
            world = new World(seed);
            detector = new LossDetector(settings, new Random(seed));
            arrivedNs = new long[packets];
            sentNs = new long[packets];
            this.repairs = repairs;
        }

        /** Sequence numbers begin shortly before their wrap. */
        private static int number(int packet) {
            return packet + 65_000 & 0xffff;
        }

        private int packet(int sequence) {
            int low = sequence - 65_000 & 0xffff;
            int near = (int) (world.nowNs / INTERVAL);
            return near + (short) (low - near);
        }

        void send(int packet) {
            sentNs[packet] = world.nowNs;
            ByteBuffer bytes = RtpPackets.packet(SSRC, number(packet), 1328);
            store.put(bytes);
            if (world.mediaLost()) {
                dropped++;
            } else {
                world.carry(() -> receive(bytes));
            }
        }

        private void receive(ByteBuffer bytes) {
            assertEquals(RtpPackets.packet(SSRC, RtpPackets.sequence(bytes), 1328), bytes);
            int packet = packet(RtpPackets.sequence(bytes));
            if (arrivedNs[packet] == 0) {
                arrivedNs[packet] = world.nowNs;
            }
            LossDetector.Arrival arrival = detector.onPacket(RtpPackets.sequence(bytes), world.nowNs);
            if (arrival == LossDetector.Arrival.FILLED) {
                repairTimes.add(detector.lastGapNs());
            }
        }

        void poll() {
            int count = detector.poll(world.nowNs, missing);
            for (int from = 0; from < count; ) {
                from = writer.write(SSRC, missing, from, count, buffer.clear());
                ByteBuffer nack = ByteBuffer.allocate(buffer.position()).put(buffer.flip()).flip();
                if (repairs && !world.lost()) {
                    world.carry(() -> NackReader.read(nack, this::asked));
                }
            }
        }

        private void asked(int sender, int media, int first, int mask) {
            desk.onNack(0x7f000001, 5000, sender, media, first, mask, world.nowNs, new NackDesk.Repairs() {
                @Override
                public void unicast(long address, int port, int sequence, boolean repeated) {
                    ByteBuffer rtx = ByteBuffer.allocate(1330);
                    RtxPacket.write(store.memory(), store.offset(sequence), store.length(sequence), 97, rtxSequence++,
                            SSRC, rtx);
                    rtx.flip();
                    if (!world.lost()) {
                        world.carry(() -> {
                            ByteBuffer original = ByteBuffer.allocate(1328);
                            assertEquals(1328, RtxPacket.restore(rtx, 33, SSRC, original));
                            receive(original.flip());
                        });
                    }
                }

                @Override
                public void multicast(int sequence) {
                    throw new AssertionError("there is one receiver");
                }
            });
        }
    }

    private static Run run(long seed, LossSettings settings, int packets, boolean repairs) {
        Run run = new Run(seed, settings, packets, repairs);
        for (int i = 0; i < packets; i++) {
            int packet = i;
            run.world.at(i * INTERVAL, () -> run.send(packet));
        }
        long end = packets * INTERVAL + 2000 * MS;
        for (long now = 0; now < end; now += 5 * MS) {
            run.world.at(now, run::poll);
        }
        run.world.run(end);
        return run;
    }

    @Test
    void fivePercentAndBurstsOfTwenty_leaveNoLossWithin500Ms() {
        for (long seed = 1; seed <= 5; seed++) {
            int packets = 30_000;
            Run run = run(seed, LossSettings.of(4, INTERVAL, 500 * MS), packets, true);
            assertEquals(0, run.detector.residual());
            assertTrue(run.dropped > packets / 20, run.dropped + " dropped");
            // Whatever the detector says of itself: every packet between the first and the last one came, in time.
            for (int i = 40; i < packets - 40; i++) {
                assertTrue(run.arrivedNs[i] > 0, "packet " + i);
                assertTrue(run.arrivedNs[i] - run.sentNs[i] < 580 * MS, "packet " + i);
            }
            assertTrue(run.detector.repaired() >= run.dropped - 40, run.detector.repaired() + " of " + run.dropped);
            assertTrue(run.detector.duplicates() < run.dropped / 4, run.detector.duplicates() + " came twice");
            run.repairTimes.sort(null);
            int n = run.repairTimes.size();
            System.out.println(run.dropped + " of " + packets + " dropped, " + run.counts.get(RepairCounter.UNICAST)
                    + " sent again, " + run.detector.duplicates() + " twice; repaired after p50 "
                    + run.repairTimes.get(n / 2) / MS + " ms, p99 " + run.repairTimes.get(n * 99 / 100) / MS + " ms");
        }
    }

    @Test
    void withoutRepair_theLossIsSeen() {
        Run run = run(1, LossSettings.of(4, INTERVAL, 500 * MS), 10_000, false);
        assertTrue(Math.abs(run.dropped - run.detector.residual()) <= 40);
        assertTrue(run.dropped > 500);
    }

    /** The receiver waits for the window before it asks, and no longer: what is only interleaved is not asked for. */
    @Test
    void interleavedStreams_areRepairedAsWell() {
        PacketInterleaver interleaver = new PacketInterleaver(11, 160, 20, 12);
        int packets = 160 * 100;
        Run run = new Run(9, LossSettings.of(interleaver.reorderPackets(), INTERVAL, 1500 * MS), packets + 160, true);
        for (int i = 0; i < packets; i++) {
            int packet = (int) interleaver.packetAt(i);
            run.world.at(i * INTERVAL, () -> run.send(packet));
        }
        long end = packets * INTERVAL + 3000 * MS;
        for (long now = 0; now < end; now += 5 * MS) {
            run.world.at(now, run::poll);
        }
        run.world.run(end);
        assertEquals(0, run.detector.residual());
        for (int i = 320; i < packets - 320; i++) {
            assertTrue(run.arrivedNs[i] > 0, "packet " + i);
        }
        assertTrue(run.counts.get(RepairCounter.ASKED) < 2L * run.dropped,
                run.counts.get(RepairCounter.ASKED) + " asked for " + run.dropped);
        assertTrue(run.detector.reordered() > packets / 4, run.detector.reordered() + " only late");
    }

    @Test
    void aLossOfFiveThousand_isRepairedOnce() {
        int receivers = 5000;
        World world = new World(5);
        RepairStore store = new RepairStore(SSRC, 512, 200);
        Counts<RepairCounter> counts = new Counts<>(RepairCounter.class);
        NackDesk desk = new NackDesk(store, NackSettings.defaults(), (address, port, ssrc) -> true, counts, 3);
        LossDetector[] detectors = new LossDetector[receivers];
        for (int i = 0; i < receivers; i++) {
            detectors[i] = new LossDetector(
                    new LossSettings(3, 20 * MS, 5 * MS, 60 * MS, 100 * MS, 500 * MS, 64), new Random(i));
        }
        NackDesk.Repairs repairs = new NackDesk.Repairs() {
            @Override
            public void unicast(long address, int port, int sequence, boolean repeated) {
                world.carry(() -> detectors[(int) address].onPacket(sequence, world.nowNs));
            }

            @Override
            public void multicast(int sequence) {
                for (LossDetector detector : detectors) {
                    world.carry(() -> detector.onPacket(sequence, world.nowNs));
                }
            }
        };
        // 30 packets; 12 to 14 are lost on the way to everybody.
        for (int i = 0; i < 30; i++) {
            int sequence = i;
            world.at(i * INTERVAL, () -> {
                store.put(RtpPackets.packet(SSRC, sequence, 100));
                for (LossDetector detector : detectors) {
                    if (sequence < 12 || sequence > 14) {
                        world.carry(() -> detector.onPacket(sequence, world.nowNs));
                    }
                }
            });
        }
        int[] lost = new int[8];
        for (long now = 0; now < 400 * MS; now += 2 * MS) {
            world.at(now, () -> {
                for (int i = 0; i < receivers; i++) {
                    int receiver = i;
                    int count = detectors[i].poll(world.nowNs, lost);
                    for (int n = 0; n < count; n++) {
                        int sequence = lost[n];
                        world.carry(() -> desk.onNack(receiver, 5000, receiver, SSRC, sequence, 0, world.nowNs,
                                repairs));
                    }
                }
            });
        }
        world.run(400 * MS);
        long residual = 0;
        long missing = 0;
        for (LossDetector detector : detectors) {
            residual += detector.residual();
            missing += detector.missing();
        }
        assertEquals(0, residual + missing);
        assertEquals(3, counts.get(RepairCounter.MULTICAST));
        assertTrue(counts.get(RepairCounter.UNICAST) <= 3 * 8, counts.get(RepairCounter.UNICAST) + " unicast");
        assertTrue(counts.get(RepairCounter.ASKED) > receivers, counts.get(RepairCounter.ASKED) + " asked");
    }
}
