package io.mediachassis.blade.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.nvod.NvodSchedule;
import io.mediachassis.blade.os.SendCounters;
import io.mediachassis.blade.playout.Destination;
import io.mediachassis.blade.playout.MediaChunk;
import io.mediachassis.blade.playout.MediaSender;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Every packet that leaves, held against the schedule. */
final class NvodLedger {
    /** An engine's death may cost so much of a stream. */
    private static final long COST_NS = 1_000 * NvodWorld.MS;
    private static final long EARLY_NS = 60 * NvodWorld.MS;
    private static final long LATE_NS = 60 * NvodWorld.MS;

    private final NvodWorld world;
    private final List<Long> faults = new ArrayList<>();
    private final Map<Integer, Map<Long, Long>> sent = new HashMap<>();
    final Set<Integer> senders = new TreeSet<>();
    long twice;

    NvodLedger(NvodWorld world) {
        this.world = world;
    }

    void fault(long now) {
        faults.add(now);
    }

    private boolean nearFault(long now) {
        return faults.stream().anyMatch(at -> now > at - EARLY_NS && now < at + COST_NS);
    }

    private void packet(int slot, Destination.Udp to, int word0, int timestamp, int ssrc, Path file, long offset, int length) {
        NvodSchedule schedule = new NvodSchedule(world.set);
        int stream = to.target().address() - world.set.group();
        int segment = Integer.parseInt(String.valueOf(file.getFileName()));
        assertTrue(world.holds(slot, segment));
        assertEquals(0, offset % 1316);
        assertEquals(Math.min(1316, NvodWorld.SEGMENT_BYTES - offset), length);
        long ticks = NvodEngine.line(segment).timeAt(offset);
        long sinceStart = NvodWorld.WALL + world.now - schedule.firstStartNs(stream) - ticks * 1000 / 27;
        long period = world.set.period().toNanos();
        long play = Math.floorDiv(sinceStart + period / 2, period);
        long late = sinceStart - play * period;
        assertTrue(late > -EARLY_NS, "stream " + stream + ": " + late / 1e6 + " ms late");
        assertTrue(late < (nearFault(world.now) ? 600 * NvodWorld.MS : LATE_NS),
                "stream " + stream + " of engine " + slot + " at " + world.now / 1e9 + ": segment " + segment + " at " + offset
                        + ", " + late / 1e6 + " ms late, deaths at " + faults);
        long number = schedule.packetsBefore(play * NvodWorld.SEGMENTS + segment) + offset / 1316;
        if (world.set.rtp()) {
            assertEquals(schedule.sequence(stream, number), word0 & 0xffff);
            assertEquals(schedule.timestamp(stream, play) + (int) (ticks / 300), timestamp);
            assertEquals(schedule.ssrc(stream), ssrc);
            assertEquals(segment == 0 && offset == 0, (word0 >>> 23 & 1) == 1, "marker");
        }
        senders.add(slot);
        if (sent.computeIfAbsent(stream, s -> new HashMap<>()).putIfAbsent(number, world.now) != null) {
            twice++;
        }
    }

    /** Up to that time, nothing is missing but what a death may cost. */
    void check(long untilNs) {
        NvodSchedule schedule = new NvodSchedule(world.set);
        long missing = 0;
        long all = 0;
        for (int stream = 0; stream < world.set.streams(); stream++) {
            Map<Long, Long> of = sent.getOrDefault(stream, Map.of());
            for (long slot = 0; schedule.startNs(stream, slot) - NvodWorld.WALL < untilNs; slot++) {
                for (long packet = 0; packet < NvodWorld.PACKETS; packet++) {
                    long due = schedule.startNs(stream, slot) - NvodWorld.WALL
                            + packet * NvodWorld.SEGMENT_SECONDS * NvodWorld.SECOND * 1316 / NvodWorld.SEGMENT_BYTES;
                    if (due >= untilNs) {
                        break;
                    }
                    all++;
                    if (!of.containsKey(schedule.packetsBefore(slot) + packet)) {
                        assertTrue(nearFault(due), "stream " + stream + ": packet " + packet + " of slot " + slot
                                + " is missing, due at " + due / 1e9 + ", deaths at " + faults);
                        missing++;
                    }
                }
            }
        }
        assertTrue(all > 1000 && missing < all / 10, missing + " of " + all + " are missing");
    }

    /** How far from the interval a packet of a stream left behind the same of the stream before it, at most, ns. */
    long worstOffsetNs() {
        long interval = world.set.intervalMs() * NvodWorld.MS;
        long worst = 0;
        for (int stream = 1; stream < world.set.streams(); stream++) {
            Map<Long, Long> before = sent.getOrDefault(stream - 1, Map.of());
            for (Map.Entry<Long, Long> packet : sent.getOrDefault(stream, Map.of()).entrySet()) {
                Long of = before.get(packet.getKey());
                worst = of == null ? worst : Math.max(worst, Math.abs(packet.getValue() - of - interval));
            }
        }
        return worst;
    }

    /** What an engine's playout sends by. */
    static final class Sender implements MediaSender {
        private final NvodLedger ledger;
        private final int slot;
        private Destination.@Nullable Udp to;
        private boolean open;
        private int word0;
        private int timestamp;
        private int ssrc;
        private @Nullable Path file;
        private long offset;
        private int length;

        Sender(NvodLedger ledger, int slot) {
            this.ledger = ledger;
            this.slot = slot;
        }

        @Override
        public void begin(Destination.Udp target) {
            finish();
            to = target;
        }

        @Override
        public void header(int first, int second, int third) {
            plain();
            word0 = first;
            timestamp = second;
            ssrc = third;
        }

        @Override
        public void retransmission(int word0, int timestamp, int ssrc, int originalSequence) {
            throw new IllegalStateException("no console here asks for packets again");
        }

        @Override
        public void plain() {
            finish();
            open = true;
            file = null;
            length = 0;
        }

        @Override
        public void media(MediaChunk chunk, int at, int bytes) {
            if (file == null) {
                file = chunk.file();
                offset = chunk.offset() + at;
            }
            length += bytes;
        }

        @Override
        public void end() {
            finish();
        }

        private void finish() {
            Path from = file;
            Destination.Udp target = to;
            if (open && from != null && target != null) {
                ledger.packet(slot, target, word0, timestamp, ssrc, from, offset, length);
            }
            open = false;
        }

        @Override
        public void report(Destination.Udp target, ByteBuffer packet) {}

        @Override
        public void flush() {}

        @Override
        public SendCounters counters() {
            return new SendCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        }
    }
}
