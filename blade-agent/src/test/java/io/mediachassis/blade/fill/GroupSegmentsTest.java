package io.mediachassis.blade.fill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.nvod.NvodSchedule;
import io.mediachassis.blade.nvod.NvodSet;
import io.mediachassis.blade.nvod.ProgramShape;
import io.mediachassis.blade.nvod.Sets;
import io.mediachassis.blade.repair.RepairStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Segments from the packets of staggered streams, as these are sent, lost, late and out of order. */
class GroupSegmentsTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1000 * MS;
    private static final long STEP_NS = 20 * MS;
    private static final int PACKET = 1316;
    private static final int SSRC = 7;
    /** Kept of each stream: 5 s. */
    private static final int KEPT = 1024;

    private final ProgramShape program = Sets.program(5, 20, 4000);
    private final NvodSet set = Sets.set(program, 20_000, 0);
    private final NvodSchedule schedule = new NvodSchedule(set);
    private final Disk disk = new Disk();
    private final GroupSegments segments = new GroupSegments(program, disk.held::contains, disk);
    private final Map<Integer, Joined> joined = new HashMap<>();
    private long nowNs = 77 * SECOND;

    /** A stream of the set and what of it comes here. */
    private static final class Joined {
        final RepairStore store = new RepairStore(SSRC, KEPT, PACKET + 12);
        final List<ByteBuffer> onTheWay = new ArrayList<>();
        long next;

        Joined(long next) {
            this.next = next;
        }
    }

    /** Which packets come to nothing. */
    private interface Loss {
        boolean loses(int stream, long number);
    }

    /** Checks that each segment's bytes come in order and are its own. */
    private final class Disk implements SegmentWriter {
        final Map<Integer, Long> have = new HashMap<>();
        final Set<Integer> held = new HashSet<>();
        final List<String> fetched = new ArrayList<>();
        final List<Integer> given = new ArrayList<>();
        final List<Integer> coming = new ArrayList<>();
        boolean room = true;
        boolean answers = true;
        boolean blocks = true;

        @Override
        public boolean begin(int segment) {
            assertFalse(held.contains(segment) || have.containsKey(segment));
            if (room) {
                have.put(segment, 0L);
                coming.add(segment);
            }
            return room;
        }

        @Override
        public boolean append(int segment, ByteBuffer memory, int at, int length) {
            if (!blocks) {
                return false;
            }
            long place = have.get(segment);
            assertEquals(segment, memory.getInt(at));
            assertEquals(place / PACKET, memory.getInt(at + 4), "of segment " + segment);
            assertEquals(Math.min(PACKET, program.bytes(segment) - place), length);
            have.put(segment, place + length);
            return true;
        }

        @Override
        public void fetch(int segment, long from, long to) {
            assertEquals(have.get(segment), from);
            fetched.add(segment + ": " + from / PACKET + "-" + to / PACKET);
            have.put(segment, to);
            coming.add(segment);
        }

        @Override
        public void finish(int segment) {
            assertEquals(program.bytes(segment), have.remove(segment));
            held.add(segment);
        }

        @Override
        public void abandon(int segment) {
            have.remove(segment);
            given.add(segment);
        }
    }

    private void join(int... streams) {
        for (int stream : streams) {
            joined.put(stream, new Joined(due(stream)));
        }
    }

    private long stationNs() {
        return Sets.EPOCH + nowNs - 77 * SECOND;
    }

    private void run(double seconds, Loss loss) {
        run(seconds, loss, new Random(1), 0);
    }

    /** @param spread how many packets of a stream may overtake one another */
    private void run(double seconds, Loss loss, Random random, int spread) {
        for (long end = nowNs + (long) (seconds * SECOND); nowNs < end;) {
            nowNs += STEP_NS;
            joined.forEach((stream, at) -> {
                send(stream, at, loss);
                while (at.onTheWay.size() > spread) {
                    at.store.put(at.onTheWay.remove(random.nextInt(Math.min(spread + 1, at.onTheWay.size()))));
                }
                segments.collect(schedule, stream, at.store, stationNs() + random.nextInt(10) * MS - 5 * MS, nowNs);
            });
            if (disk.answers) {
                List.copyOf(disk.coming).forEach(segment -> segments.onReady(segment, nowNs));
                disk.coming.clear();
            }
            segments.tick(nowNs);
        }
    }

    /** What is due by now. */
    private void send(int stream, Joined at, Loss loss) {
        for (long due = due(stream); at.next < due; at.next++) {
            if (!loss.loses(stream, at.next)) {
                at.onTheWay.add(packet(stream, at.next));
            }
        }
    }

    private long due(int stream) {
        long slot = schedule.slotAt(stream, stationNs());
        if (slot < 0) {
            return 0;
        }
        long begun = stationNs() - schedule.startNs(stream, slot);
        long packets = program.firstPacket(schedule.segment(slot) + 1) - program.firstPacket(schedule.segment(slot));
        return schedule.packetsBefore(slot) + Math.min(packets, begun * packets / (20 * SECOND));
    }

    private ByteBuffer packet(int stream, long number) {
        long inPlay = number % program.packets();
        int segment = 0;
        while (segment + 1 < program.segments() && program.firstPacket(segment + 1) <= inPlay) {
            segment++;
        }
        long packet = inPlay - program.firstPacket(segment);
        int length = inPlay == 0 ? 376 : (int) Math.min(PACKET, program.bytes(segment) - packet * PACKET);
        ByteBuffer made = ByteBuffer.allocate(12 + length);
        made.put((byte) 0x80).put((byte) 33).putShort((short) schedule.sequence(stream, number)).putInt(0).putInt(SSRC);
        made.putInt(segment).putInt((int) packet);
        return made.clear();
    }

    @Test
    void aStreamBringsTheProgram_overAllTurnsOfItsNumbers() {
        join(0);
        for (int play = 0; play < 5; play++) {
            disk.held.clear();
            run(95, (stream, number) -> false);
            assertEquals(Set.of(0, 1, 2, 3), disk.held);
            run(5, (stream, number) -> false);
            assertEquals(Set.of(0, 1, 2, 3, 4), disk.held, "in play " + play);
        }
        assertEquals(List.of(), disk.fetched);
        assertEquals(List.of(), disk.given);
    }

    @Test
    void whatIsLostIsFetched_andNothingElse() {
        join(0);
        run(45, (stream, number) -> (number > 100 && number <= 120) || number == 6000 || number == 8001);
        assertEquals(Set.of(0, 1), disk.held);
        assertEquals(List.of("0: 100-120", "1: 1998-1999", "1: 3999-4000"), disk.fetched);
    }

    @Test
    void theEndOfAPlayIsFetchedWhenItDoesNotCome() {
        join(0);
        run(104, (stream, number) -> number > program.packets() - 3 && number < program.packets());
        assertTrue(disk.held.contains(4), disk.held.toString());
        assertEquals(List.of("4: 3999-4000"), disk.fetched);
    }

    @Test
    void aLittleOfTheBeginningIsFetched_aLotIsLeftToALaterStream() {
        run(6, (stream, number) -> false);
        join(0);
        run(25, (stream, number) -> false);
        assertEquals(Set.of(), disk.held, "6 s are more than an eighth of 20");
        join(1);
        run(9, (stream, number) -> false);
        assertEquals(Set.of(1), disk.held, "stream 0 was there from segment 1 on");
        run(62, (stream, number) -> false);
        // Segment 0 began before stream 1 was joined, too; stream 0 plays it again.
        assertEquals(Set.of(1, 2, 3, 4), disk.held);
        run(20, (stream, number) -> false);
        assertEquals(Set.of(0, 1, 2, 3, 4), disk.held);
        assertEquals(List.of(), disk.fetched);
    }

    @Test
    void ofABeginningThatIsNearlyHereTheRestIsFetched() {
        run(2, (stream, number) -> false);
        join(0);
        run(20, (stream, number) -> false);
        assertEquals(Set.of(0), disk.held);
        assertEquals(List.of("0: 0-400"), disk.fetched);
    }

    @Test
    void severalStreamsGoOnWithOneSegment() {
        join(0);
        run(12, (stream, number) -> false);
        joined.clear();
        run(1, (stream, number) -> false);
        // Stream 1 is 20 s behind, and not yet in it; nothing may stand still for so long.
        assertEquals(List.of(), disk.fetched);
        join(1);
        run(2, (stream, number) -> false);
        assertEquals(List.of("0: 2400-4000"), disk.fetched);
        run(1, (stream, number) -> false);
        assertEquals(Set.of(0), disk.held);
    }

    @Test
    void aLargeGapIsFetchedOnceItHasStoodStill_withAllThatFollows() {
        join(0);
        run(6, (stream, number) -> number > 1000 && number <= 3000);
        assertEquals(List.of(), disk.fetched);
        run(1.5, (stream, number) -> number > 1000 && number <= 3000);
        assertEquals(List.of("0: 1000-4000"), disk.fetched);
        run(0.1, (stream, number) -> false);
        assertEquals(Set.of(0), disk.held);
    }

    @Test
    void anEngineThatDoesNotAnswerHoldsUpThatSegmentAlone() {
        join(0);
        run(15, (stream, number) -> false);
        disk.answers = false;
        run(1, (stream, number) -> number == 3100);
        assertEquals(List.of("0: 3099-3100"), disk.fetched);
        run(7, (stream, number) -> false);
        assertEquals(Set.of(), disk.held);
        assertTrue(disk.have.containsKey(1), "the next has begun");
        // It fails, and what was begun is given up; later plays bring it.
        segments.onFailed(0, nowNs);
        disk.have.remove(0);
        disk.answers = true;
        run(18, (stream, number) -> false);
        assertEquals(Set.of(1), disk.held);
        run(82, (stream, number) -> false);
        assertTrue(disk.held.contains(0), disk.held.toString());
    }

    @Test
    void whereTheDisksAreSlowerTheRestIsFetched() {
        join(0);
        run(5, (stream, number) -> false);
        disk.blocks = false;
        run(2.5, (stream, number) -> false);
        assertEquals(1, disk.fetched.size(), disk.fetched.toString());
        disk.blocks = true;
        run(1, (stream, number) -> false);
        assertEquals(Set.of(0), disk.held);
    }

    @Test
    void aStrangersPacketCostsOneFetch() {
        join(0);
        run(5, (stream, number) -> false);
        ByteBuffer strange = packet(0, 1100);
        joined.get(0).store.put(strange.limit(12 + 188));
        run(16, (stream, number) -> number == 1100);
        assertEquals(Set.of(0), disk.held);
        assertEquals(List.of("0: 1099-1100"), disk.fetched);
    }

    @Test
    void withoutRoomNothingBegins_andAFailureIsTriedAgain() {
        disk.room = false;
        join(0);
        run(5, (stream, number) -> false);
        assertEquals(0, segments.open());
        disk.room = true;
        run(16, (stream, number) -> false);
        assertEquals(Set.of(0), disk.held, "of its beginning not much is gone by then");
        assertEquals(1, disk.fetched.size(), disk.fetched.toString());
        run(20, (stream, number) -> false);
        assertEquals(Set.of(0, 1), disk.held);
        run(1, (stream, number) -> false);
        disk.have.remove(2);
        segments.onFailed(2, nowNs);
        run(20, (stream, number) -> false);
        assertEquals(Set.of(0, 1, 2), disk.held, "what was sent meanwhile is fetched, or still kept");
    }

    @Test
    void inAnyOrderAndWithAnyLoss_whatIsHeldIsRight() {
        for (long seed = 1; seed <= 12; seed++) {
            Random random = new Random(seed);
            joined.clear();
            disk.held.clear();
            double lossRate = random.nextInt(4) * 0.01;
            int burst = 1 + random.nextInt(40);
            int spread = random.nextInt(60);
            long[] losing = new long[5];
            Loss loss = (stream, number) -> {
                if (number >= losing[stream] && random.nextDouble() < lossRate / burst) {
                    losing[stream] = number + 1 + random.nextInt(burst);
                }
                return number < losing[stream];
            };
            for (int i = 0; i < 12; i++) {
                int stream = random.nextInt(5);
                if (joined.remove(stream) == null) {
                    join(stream);
                }
                run(random.nextInt(20), loss, random, spread);
            }
            join(0, 1, 2, 3, 4);
            run(140, loss, random, spread);
            assertEquals(Set.of(0, 1, 2, 3, 4), disk.held, "seed " + seed);
            segments.close(nowNs);
        }
    }
}
