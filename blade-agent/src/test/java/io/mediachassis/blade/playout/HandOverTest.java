package io.mediachassis.blade.playout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.rtcp.Rtcp;
import io.mediachassis.blade.rtcp.RtcpPacket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stream that moves between two engines: what the console gets is one unbroken stream. */
class HandOverTest {
    private static final int ID = 7;
    private static final int PACKETS = 2100;

    private final Bench first = new Bench();
    private final Bench second = new Bench();
    private final List<Long> arrivals = new ArrayList<>();

    private static MemorySource program() {
        return MemorySource.constant(2, PACKETS, 4);
    }

    /** Lets a tick pass on both, the second's clock running beside the first's, and notes when packets left. */
    private void tick(long phaseNs) {
        int before = first.sender.packets.size() + second.sender.packets.size();
        second.now = first.now + phaseNs + 77_000_000_000L;
        first.tick();
        second.tick();
        int sent = first.sender.packets.size() + second.sender.packets.size() - before;
        for (int i = 0; i < sent; i++) {
            arrivals.add(first.now);
        }
    }

    @Test
    void atASegmentsEnd_theNextEngineGoesOnUnnoticed() {
        for (long phase : new long[] {0, 3_000_000, 9_000_000}) {
            onePhase(phase);
            first.sender.packets.clear();
            second.sender.packets.clear();
            first.events.clear();
            second.events.clear();
            arrivals.clear();
        }
    }

    private void onePhase(long phase) {
        MemorySource source = program();
        StreamMetrics metrics = first.open(ID, source, Bench.TO, 65_000, -30_000, true);
        first.play(ID);
        while (!first.events.contains("near end 7 next 1")) {
            tick(phase);
        }
        second.open(ID, program(), Bench.TO, 0, 0, true);
        second.offer(new PlayoutCommand.Preload(ID, source.segment(1).timeLine().startTicks()));
        first.offer(new PlayoutCommand.Yield(ID, 1));
        while (!first.events.contains("yielded 7 playing")) {
            tick(phase);
        }
        assertTrue(second.sender.packets.isEmpty(), "what is preloaded sends nothing");
        second.offer(new PlayoutCommand.TakeOver(
                ID, first.yielded, second.now - Bench.TICK - phase + first.yieldedDueInNs));
        for (int i = 0; i < 450; i++) {
            tick(phase);
        }
        List<RecordingSender.Packet> all = new ArrayList<>(first.sender.packets);
        all.addAll(second.sender.packets);
        byte[] media = ByteBuffer.allocate(2 * PACKETS * 188).put(source.bytes(0)).put(source.bytes(1)).array();
        assertArrayEquals(media, RecordingSender.join(all));
        for (int i = 0; i < all.size(); i++) {
            assertEquals((65_000 + i) & 0xffff, all.get(i).sequence());
            assertFalse(all.get(i).marker());
        }
        for (int i = 1; i < all.size(); i++) {
            int step = all.get(i).timestamp() - all.get(i - 1).timestamp();
            assertEquals(all.get(i - 1).payload().length / 188.0 * 4 * 90_000 / PACKETS, step, 1.0, "packet " + i);
        }
        for (int i = 1; i < arrivals.size(); i++) {
            assertTrue(arrivals.get(i) - arrivals.get(i - 1) <= 2 * Bench.TICK, "gap before packet " + i);
        }
        assertEquals(List.of("playing 7", "near end 7 next 1", "yielded 7 playing"), first.events);
        assertEquals(List.of("playing 7", "end 7"), second.events);
        // The report says how much was sent in all (RFC 3550 section 6.4.1), and only the end says BYE.
        assertEquals(all.size(), first.yielded.packets() + second.sender.packets.size());
        assertEquals(source.bytes(0).length, metrics.snapshot().bytes());
        assertTrue(Rtcp.parse(ByteBuffer.wrap(first.sender.reports.get(first.sender.reports.size() - 1))).stream()
                .noneMatch(RtcpPacket.Bye.class::isInstance));
        second.offer(new PlayoutCommand.Close(ID, false));
        tick(phase);
    }

    @Test
    void atOnce_thePlaceIsToldAndTheOtherGoesOnThere() {
        MemorySource source = program();
        first.open(ID, source);
        first.play(ID);
        first.ticks(100);
        first.offer(new PlayoutCommand.Yield(ID, PlayoutCommand.Yield.NOW));
        first.tick();
        assertEquals(List.of("playing 7", "yielded 7 playing"), first.events);
        assertEquals(first.sender.packets.size(), first.yielded.packets());
        second.open(ID, program(), Bench.TO, 1, 1, true);
        second.offer(new PlayoutCommand.TakeOver(ID, first.yielded, second.now + first.yieldedDueInNs));
        second.ticks(50);
        RecordingSender.Packet next = second.sender.packets.get(0);
        assertEquals(first.yielded.sequence(), next.sequence());
        assertEquals(first.yielded.timestamp(), next.timestamp());
        byte[] sent = RecordingSender.join(first.sender.packets);
        assertArrayEquals(ByteBuffer.allocate(next.payload().length).put(source.bytes(0), sent.length,
                next.payload().length).array(), next.payload());
    }

    /** A blade that was held up is told at the same time that it is to go on, and that another does. */
    @Test
    void takenOverAndClosedAtOnce_sendsNothing() {
        MemorySource source = program();
        first.open(ID, source);
        first.play(ID);
        first.ticks(100);
        second.open(ID, program(), Bench.TO, 0, 0, true);
        second.offer(new PlayoutCommand.Preload(ID, source.segment(1).timeLine().startTicks()));
        second.ticks(5);
        first.offer(new PlayoutCommand.Yield(ID, 1));
        while (!first.events.contains("yielded 7 playing")) {
            first.tick();
        }
        second.offer(new PlayoutCommand.TakeOver(ID, first.yielded, second.now - Bench.TICK));
        second.offer(new PlayoutCommand.Close(ID, false));
        second.ticks(5);
        assertTrue(second.sender.packets.isEmpty(), second.sender.packets.size() + " packets");
    }

    @Test
    void oneThatWaitsAtAPlace_goesOnThereWithTheTimestampThatIsNext() {
        first.open(ID, program(), Bench.TO, 500, 7000, true);
        first.offer(new PlayoutCommand.Preload(ID, program().segment(1).timeLine().startTicks()));
        first.ticks(5);
        first.play(ID, PlayoutCommand.Play.RESUME, PlayoutCommand.Play.TO_END);
        first.ticks(20);
        RecordingSender.Packet next = first.sender.packets.get(0);
        assertEquals(500, next.sequence());
        assertEquals(7000, next.timestamp(), "program time jumped, play time did not");
    }

    @Test
    void oneThatPlaysOnFaster_asksAgainForItsNextEngine() {
        first.open(ID, program());
        first.play(ID);
        while (!first.events.contains("near end 7 next 1")) {
            first.tick();
        }
        first.events.clear();
        first.offer(new PlayoutCommand.Play(
                ID, PlayoutCommand.Play.RESUME, PlayoutCommand.Play.TO_END, null, 2, null));
        first.ticks(2);
        assertEquals(List.of("playing 7", "near end 7 next 1"), first.events);
    }

    @Test
    void pausedOne_isHandedOverPaused() {
        first.open(ID, program());
        first.play(ID);
        first.ticks(10);
        first.offer(new PlayoutCommand.Pause(ID));
        first.offer(new PlayoutCommand.Yield(ID, PlayoutCommand.Yield.NOW));
        first.tick();
        assertTrue(first.events.contains("yielded 7 paused"));
    }

    @Test
    void segmentStillArriving_isSentAsFarAsItIsHereAndThenGoesOn() {
        MemorySource source = program();
        source.arrived(1, 0);
        first.open(ID, source);
        first.play(ID);
        first.ticks(405);
        int atBorder = first.sender.packets.size();
        assertEquals(source.bytes(0).length, RecordingSender.join(first.sender.packets).length);
        source.arrived(1, 100_000);
        first.ticks(60);
        int some = first.sender.packets.size();
        assertTrue(some > atBorder && some - atBorder <= 100_000 / DuePackets.PAYLOAD);
        source.arrived(1, source.bytes(1).length);
        first.ticks(450);
        byte[] media = ByteBuffer.allocate(2 * PACKETS * 188).put(source.bytes(0)).put(source.bytes(1)).array();
        assertArrayEquals(media, RecordingSender.join(first.sender.packets));
        assertFalse(first.events.stream().anyMatch(e -> e.startsWith("failed")));
    }
}
