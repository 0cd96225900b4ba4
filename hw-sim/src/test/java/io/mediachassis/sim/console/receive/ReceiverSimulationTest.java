package io.mediachassis.sim.console.receive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.nvod.PacketInterleaver;
import io.mediachassis.blade.repair.LossSettings;
import io.mediachassis.blade.repair.NackDesk;
import io.mediachassis.blade.repair.NackReader;
import io.mediachassis.blade.repair.NackSettings;
import io.mediachassis.blade.repair.NackWriter;
import io.mediachassis.blade.repair.RepairCounter;
import io.mediachassis.blade.repair.RepairStore;
import io.mediachassis.blade.repair.RtxPacket;
import io.mediachassis.sim.loss.LossModel;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sender with repair, a network that loses, delays and reorders, and a console, in simulated time. */
class ReceiverSimulationTest {
    private static final int SSRC = 0x5eed;
    private static final int RTX = 96;
    private static final int PACKETS = 20_000;
    private static final long MS = 1_000_000;
    private static final long TICK = 500_000;

    private record Event(long atNs, long order, Runnable action) {}

    /** One run. */
    private static final class World {
        final Random random;
        final Played played = new Played();
        final StreamReceiver receiver;
        final RepairStore store = new RepairStore(SSRC, 4096, 1400);
        final NackDesk desk = new NackDesk(
                store, NackSettings.defaults(), (address, port, ssrc) -> true, new Counts<>(RepairCounter.class), 3);
        final LossModel loss;
        final TestStream stream = new TestStream(SSRC, 65_000);
        private final NackWriter writer = new NackWriter(1, "console");
        private final ByteBuffer nack = ByteBuffer.allocate(1400);
        private final PriorityQueue<Event> events =
                new PriorityQueue<>(Comparator.comparingLong(Event::atNs).thenComparingLong(Event::order));
        private final int[] ask = new int[256];
        private long order;
        private int rtxNumber;
        long nowNs;
        int lost;

        World(long seed, int reorder, boolean repair) {
            System.out.println("seed " + seed);
            random = new Random(seed);
            loss = new LossModel(0.05, 20, 1000, random);
            LossSettings settings = ReceiverSettings.loss(reorder, TestStream.INTERVAL_NS, repair ? 1000 * MS : 0, true);
            receiver = new StreamReceiver(new ReceiverSettings(
                    33, RTX, SSRC, repair, settings, ReceiverSettings.USUAL_PAYLOAD), random, played);
            receiver.begin(stream.sequence(0));
        }

        void carry(ByteBuffer packet, boolean last) {
            if (loss.next() && !last) {
                lost++;
                return;
            }
            events.add(new Event(nowNs + 10 * MS + random.nextInt(3_000_000), order++,
                    () -> receiver.onDatagram(packet, nowNs)));
        }

        /** Sends packets in an order, and some time more. */
        void run(LongUnaryOperator packetAt) {
            long end = (PACKETS + 1000) * TestStream.INTERVAL_NS;
            long place = 0;
            for (nowNs = 0; nowNs < end; nowNs += TICK) {
                while (place < PACKETS && place * TestStream.INTERVAL_NS <= nowNs) {
                    int number = (int) packetAt.applyAsLong(place++);
                    ByteBuffer packet = stream.packet(number);
                    store.put(packet);
                    // Of a stream's very last packet no later one tells that it is missing.
                    carry(packet, number == PACKETS - 1);
                }
                while (!events.isEmpty() && events.peek().atNs() <= nowNs) {
                    events.remove().action().run();
                }
                int count = receiver.poll(nowNs, ask);
                for (int from = 0; from < count; ) {
                    from = writer.write(SSRC, ask, from, count, nack.clear());
                    if (random.nextInt(20) != 0) {
                        ByteBuffer datagram = ByteBuffer.allocate(nack.position()).put(nack.flip()).flip();
                        events.add(new Event(nowNs + 10 * MS, order++, () -> answer(datagram)));
                    }
                }
            }
            receiver.end(false);
        }

        private void answer(ByteBuffer datagram) {
            NackReader.read(datagram, (sender, media, first, mask) ->
                    desk.onNack(1, 2, sender, media, first, mask, nowNs, new NackDesk.Repairs() {
                        @Override
                        public void unicast(long address, int port, int sequence, boolean repeated) {
                            again(sequence, !repeated);
                        }

                        @Override
                        public void multicast(int sequence) {
                            again(sequence, false);
                        }
                    }));
        }

        private void again(int sequence, boolean rtx) {
            ByteBuffer packet = ByteBuffer.allocate(1500);
            if (rtx) {
                RtxPacket.write(store.memory(), store.offset(sequence), store.length(sequence), RTX, rtxNumber++, SSRC,
                        packet);
            } else {
                packet.put(0, store.memory(), store.offset(sequence), store.length(sequence));
                packet.position(store.length(sequence));
            }
            carry(packet.flip(), false);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void fivePercentAndBursts_leaveNothingOut(long seed) {
        World world = new World(seed, 0, true);
        world.run(place -> place);
        assertArrayEquals(TestStream.media(0, PACKETS), world.played.media.toByteArray());
        ReceiverStatistics so = world.receiver.statistics();
        assertTrue(world.lost > PACKETS / 20 && so.repaired() > PACKETS / 25, world.lost + " lost, " + so);
        assertEquals(0, so.residual());
        assertTrue(so.repairP99Ms() < 500, so.toString());
    }

    @Test
    void theSame_interleaved() {
        PacketInterleaver order = new PacketInterleaver(7, 160, 20, 12);
        World world = new World(6, order.reorderPackets(), true);
        world.run(place -> Math.min(PACKETS - 1, order.packetAt(place)));
        assertArrayEquals(TestStream.media(0, PACKETS), world.played.media.toByteArray());
        assertEquals(0, world.receiver.statistics().residual());
    }

    @Test
    void withoutRepair_theLossIsSeen() {
        World world = new World(7, 0, false);
        world.run(place -> place);
        assertTrue(Math.abs(world.lost - world.played.lost) <= 25);
        assertTrue(world.played.lost > PACKETS / 20);
        assertTrue(Math.abs(PACKETS - world.played.packets - world.played.lost) <= 25);
    }
}
