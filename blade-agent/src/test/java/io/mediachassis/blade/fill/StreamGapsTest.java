package io.mediachassis.blade.fill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.fill.StreamGaps.Gap;
import io.mediachassis.blade.nvod.NvodSchedule;
import io.mediachassis.blade.nvod.ProgramShape;
import io.mediachassis.blade.nvod.Sets;
import io.mediachassis.blade.repair.RepairStore;
import io.mediachassis.blade.repair.RepairStore.Holding;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a stream lost is found and put back as it was sent, and nothing else. */
class StreamGapsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int PACKET = 1316;
    private static final int SSRC = 7;
    private static final int TICKS = 450;
    private static final int STREAM = 1;

    /** 200 packets a second, two segments of 20 s. */
    private final ProgramShape program = Sets.program(2, 20, 4000);
    private final NvodSchedule schedule = new NvodSchedule(Sets.set(program, 20_000, 0));
    private final StreamGaps gaps = new StreamGaps(schedule, STREAM);
    private final RepairStore store = new RepairStore(SSRC, 512, PACKET + 12);
    private final TreeSet<Long> lost = new TreeSet<>();
    private final List<Gap> found = new ArrayList<>();
    private long sent = -1;
    private int mended;

    /** Sends up to a station time, without what is lost, and mends as the interactive server does: a little later. */
    private void run(double from, double to, boolean mend) {
        List<Gap> reading = new ArrayList<>();
        for (double at = from; at < to; at += 0.02) {
            long stationNs = Sets.EPOCH + (long) (at * SECOND);
            long due = due(stationNs);
            for (sent = sent < 0 ? due(stationNs - SECOND / 50) + 1 : sent; sent <= due; sent++) {
                if (!lost.contains(sent)) {
                    store.put(packet(sent));
                }
            }
            if (mend) {
                reading.forEach(gap -> mended += gaps.mend(gap, media(gap), store, SSRC, ByteBuffer.allocate(PACKET + 12)));
            }
            reading.clear();
            reading.addAll(gaps.find(store, stationNs));
            found.addAll(reading);
        }
    }

    private long due(long stationNs) {
        long slot = schedule.slotAt(STREAM, stationNs);
        return slot < 0 ? 0 : schedule.packetsBefore(slot)
                + Math.min(4000, (stationNs - schedule.startNs(STREAM, slot)) * 4001 / (20 * SECOND));
    }

    private ByteBuffer packet(long number) {
        long inPlay = number % program.packets();
        int segment = inPlay >= program.firstPacket(1) ? 1 : 0;
        long offset = (inPlay - program.firstPacket(segment)) * (long) PACKET;
        int bytes = inPlay == 0 ? 376 : (int) Math.min(PACKET, program.bytes(segment) - offset);
        ByteBuffer made = ByteBuffer.allocate(12 + bytes);
        made.putInt(0x80210000 | schedule.sequence(STREAM, number)).putInt((int) (number * TICKS)).putInt(SSRC);
        while (made.hasRemaining()) {
            made.put(content(segment, offset + (made.position() - 12)));
        }
        return made.flip();
    }

    private static byte content(int segment, long at) {
        return (byte) (segment * 101L + at * 7 + at / 188 * 3);
    }

    private static ByteBuffer media(Gap gap) {
        ByteBuffer media = ByteBuffer.allocate(gap.bytes());
        for (int i = 0; i < gap.bytes(); i++) {
            media.put(content(gap.segment(), gap.offset() + i));
        }
        return media.flip();
    }

    private void isKept(long number) {
        int sequence = schedule.sequence(STREAM, number);
        assertEquals(Holding.HELD, store.holding(sequence), "packet " + number);
        ByteBuffer sentOne = packet(number);
        assertEquals(sentOne.remaining(), store.length(sequence));
        ByteBuffer kept = store.memory().duplicate();
        kept.position(store.offset(sequence)).limit(store.offset(sequence) + store.length(sequence));
        ByteBuffer back = kept.slice();
        assertEquals(sentOne.getInt(0), back.getInt(0));
        assertEquals(sentOne.getInt(4), back.getInt(4), 30, "timestamp of packet " + number);
        assertEquals(sentOne.position(8), back.position(8), "packet " + number);
    }

    @Test
    void whatIsLostIsPutBackAsItWasSent() {
        lost.addAll(List.of(500L, 501L, 502L, 510L, 600L));
        run(19, 23.2, true);
        assertEquals(List.of(), found.stream().filter(gap -> !lost.contains(gap.number())).toList());
        assertEquals(5, mended);
        lost.forEach(this::isKept);
    }

    @Test
    void ofAStreamThatIsJoinedMidway_theSecondBeforeIsBroughtToo() {
        run(30, 30.2, true);
        assertEquals(198, mended, 4);
        isKept(1803);
        assertEquals(Holding.MISSED, store.holding(schedule.sequence(STREAM, 1790)));
    }

    @Test
    void atTheEndsOfSegmentsAndPlaysToo_butNotWhatAnnouncesAPlay() {
        // The last of segment 0 and the first of segment 1; the last of the play, and the next one's announcement.
        lost.addAll(List.of(4001L, 4002L, 8001L, 8002L, 8003L));
        run(39, 41, true);
        assertEquals(200, mended, 4);
        isKept(4001);
        isKept(4002);
        run(41, 61, true);
        isKept(8001);
        isKept(8002);
        assertEquals(202, found.stream().mapToInt(Gap::packets).sum(), 4);
    }

    @Test
    void aLongOutageComesInPieces_andNothingIsAskedForTwice() {
        for (long number = 400; number < 600; number++) {
            lost.add(number);
        }
        run(19, 24, false);
        assertEquals(200, found.stream().mapToInt(Gap::packets).sum());
        assertTrue(found.stream().allMatch(gap -> gap.packets() <= StreamGaps.MOST), found.toString());
    }

    @Test
    void whatIsOnlyOvertakenIsNoGap() {
        Random random = new Random(5);
        List<ByteBuffer> onTheWay = new ArrayList<>();
        long sentNow = -1;
        for (double at = 22; at < 26; at += 0.02) {
            long stationNs = Sets.EPOCH + (long) (at * SECOND);
            long due = 1 + (stationNs - schedule.startNs(STREAM, 0)) * 4001 / (20 * SECOND);
            for (sentNow = sentNow < 0 ? due : sentNow; sentNow <= due; sentNow++) {
                onTheWay.add(packet(sentNow));
                if (onTheWay.size() == StreamGaps.OVERTAKING) {
                    Collections.shuffle(onTheWay, random);
                    onTheWay.forEach(store::put);
                    onTheWay.clear();
                }
            }
            found.addAll(gaps.find(store, stationNs));
        }
        assertEquals(200, found.stream().mapToInt(Gap::packets).sum(), 8, "those before it was joined");
    }
}
