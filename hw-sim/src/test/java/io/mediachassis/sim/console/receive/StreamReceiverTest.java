package io.mediachassis.sim.console.receive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.repair.LossSettings;
import io.mediachassis.blade.repair.RtxPacket;
import io.mediachassis.blade.rtcp.Rtcp;
import io.mediachassis.blade.rtcp.RtcpPacket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamReceiverTest {
    private static final int SSRC = 0x5eed;
    private static final int RTX = 96;
    private static final long MS = 1_000_000;
    private static final long LATENCY = 500 * MS;

    private final TestStream stream = new TestStream(SSRC, 65_530);
    private final Played played = new Played();
    private final int[] ask = new int[64];
    private StreamReceiver receiver = receiver(0, SSRC, true);
    private long nowNs;

    private StreamReceiver receiver(int reorder, long ssrc, boolean repair) {
        LossSettings loss = ReceiverSettings.loss(reorder, TestStream.INTERVAL_NS, LATENCY, false);
        return new StreamReceiver(
                new ReceiverSettings(33, RTX, ssrc, repair, loss, ReceiverSettings.USUAL_PAYLOAD), new Random(1), played);
    }

    private void came(int... packets) {
        for (int packet : packets) {
            nowNs += TestStream.INTERVAL_NS;
            receiver.onDatagram(stream.packet(packet), nowNs);
        }
    }

    private ByteBuffer rtx(int packet, int number) {
        ByteBuffer original = stream.packet(packet);
        ByteBuffer out = ByteBuffer.allocate(2000);
        RtxPacket.write(original, 0, original.remaining(), RTX, number, SSRC ^ 0x800000, out);
        return out.flip();
    }

    private void assertPlayed(int from, int to) {
        assertArrayEquals(TestStream.media(from, to), played.media.toByteArray());
    }

    @Test
    void packetsOutOfOrder_arePlayedInOrder_overTheWrapOfTheirNumbers() {
        came(0, 1, 2, 4, 5, 3, 6, 8, 7);
        assertPlayed(0, 9);
        assertEquals(2, receiver.statistics().reordered());
        assertEquals(0, receiver.statistics().lost());
    }

    /** Windows of five, of which 13 and 14 were sent before it was joined. */
    @Test
    void joinedInTheMiddleOfAWindow_itBeginsBehind_andMissesNothing() {
        receiver = receiver(4, SSRC, true);
        receiver.beginBehindWindow();
        came(12, 10, 11, 17, 15, 19, 16, 18);
        nowNs += 500 * MS;
        assertEquals(0, receiver.poll(nowNs, ask));
        assertPlayed(17, 20);
        assertEquals(0, receiver.statistics().lost());
    }

    @Test
    void aLostPacket_holdsWhatComesBehindIt_isAskedFor_andRepairedByRetransmission() {
        came(0, 1, 3, 4);
        assertPlayed(0, 2);
        nowNs += 20 * MS;
        assertEquals(1, receiver.poll(nowNs, ask));
        assertEquals(stream.sequence(2), ask[0]);
        nowNs += 10 * MS;
        receiver.onDatagram(rtx(2, 7), nowNs);
        assertPlayed(0, 5);
        ReceiverStatistics so = receiver.statistics();
        assertEquals(1, so.repaired());
        assertEquals(0, so.residual());
        // Seen when packet 3 came, repaired one interval and 30 ms later.
        assertEquals((TestStream.INTERVAL_NS + 30 * MS) / 1e6, so.repairP50Ms(), 1.5);
    }

    @Test
    void theOriginalSentAgain_repairsToo_andSecondCopiesAreDuplicates() {
        came(0, 2);
        receiver.poll(nowNs += 20 * MS, ask);
        came(1, 1);
        receiver.onDatagram(rtx(1, 8), nowNs);
        assertPlayed(0, 3);
        assertEquals(1, receiver.statistics().repaired());
        assertEquals(1, receiver.statistics().duplicates());
        assertEquals(1, receiver.statistics().unasked());
    }

    @Test
    void requestsAreRepeated_eachLater_untilTheDeadline_thenThePacketIsLeftOut() {
        came(0, 2);
        long since = nowNs;
        int asked = 0;
        long last = 0;
        long shortest = Long.MAX_VALUE;
        while (nowNs - since < LATENCY) {
            int count = receiver.poll(nowNs, ask);
            if (count > 0) {
                shortest = asked == 0 ? shortest : Math.min(shortest, nowNs - last);
                last = nowNs;
                asked += count;
            }
            nowNs += MS;
        }
        assertPlayed(0, 1);
        receiver.poll(nowNs + MS, ask);
        assertEquals(1, played.lost);
        assertEquals(2, played.packets);
        assertEquals(1, receiver.statistics().residual());
        // What it says to the server: lost on its way, and missing for good.
        ByteBuffer told = ByteBuffer.allocate(128);
        assertTrue(receiver.writeReport(7, "console", nowNs, told));
        List<RtcpPacket> parts = Rtcp.parse(told.flip());
        assertEquals(1, assertInstanceOf(RtcpPacket.ReceiverReport.class, parts.get(0)).blocks().get(0).cumulativeLost());
        assertEquals(new RtcpPacket.ExtendedReport(7, List.of(new RtcpPacket.LossCount(
                SSRC, stream.sequence(0), stream.sequence(3), 1, 0))), parts.get(2));
        assertTrue(asked >= 4 && asked <= 10, asked + " requests");
        assertTrue(shortest >= 40 * MS, shortest + " ns");
        came(1);
        assertEquals(1, receiver.statistics().late());
        assertEquals(2, played.packets);
    }

    @Test
    void withoutRepair_nothingIsAskedFor_andAGapIsPassedSoon() {
        receiver = receiver(0, SSRC, false);
        came(0, 2);
        for (int i = 0; i < 600; i++) {
            nowNs += MS;
            assertEquals(0, receiver.poll(nowNs, ask));
        }
        assertEquals(1, played.lost);
    }

    @Test
    void forgedSources_andMalformedPackets_areCounted_andChangeNothing() {
        came(0, 1);
        TestStream forger = new TestStream(0xbad, 65_532);
        for (int i = 0; i < 100; i++) {
            receiver.onDatagram(forger.packet(i), nowNs);
        }
        ByteBuffer cut = stream.packet(2);
        receiver.onDatagram(cut.limit(600), nowNs);
        ByteBuffer noSync = stream.packet(2);
        receiver.onDatagram(noSync.put(TestStream.HEADER + 188, (byte) 0), nowNs);
        receiver.onDatagram(ByteBuffer.wrap(new byte[] {1, 2, 3}), nowNs);
        ByteBuffer otherType = stream.packet(2);
        receiver.onDatagram(otherType.put(1, (byte) 34), nowNs);
        came(2, 3);
        assertPlayed(0, 4);
        assertEquals(101, receiver.statistics().foreign());
        assertEquals(3, receiver.statistics().malformed());
    }

    @Test
    void anUnannouncedSource_isTheFirst_untilItIsSilentAndAnotherGoesOn() {
        receiver = receiver(0, ReceiverSettings.UNKNOWN_SSRC, true);
        came(0, 1);
        TestStream other = new TestStream(0xaaa, 20_000);
        receiver.onDatagram(other.packet(0), nowNs);
        assertEquals(SSRC, receiver.ssrc());
        nowNs += SourceLock.SILENCE_NS;
        for (int i = 0; i < 20; i++) {
            receiver.onDatagram(other.packet(i), nowNs += TestStream.INTERVAL_NS);
        }
        assertEquals(0xaaa, receiver.ssrc());
        assertEquals(1, receiver.statistics().jumps());
    }

    @Test
    void retransmissionsThatNobodyAskedFor_fillNothing() {
        came(0, 1);
        receiver.onDatagram(rtx(2, 1), nowNs);
        receiver.onDatagram(rtx(40_000, 2), nowNs);
        came(2);
        assertPlayed(0, 3);
        assertEquals(2, receiver.statistics().unasked());
    }

    @Test
    void aBurst_mayRunAheadOfTheStream() {
        receiver.expectBurst(true);
        for (int i = 0; i < 5; i++) {
            receiver.onDatagram(rtx(i, i), nowNs += MS);
        }
        came(5, 6);
        assertPlayed(0, 7);
    }

    @Test
    void aFirstPacketThatIsKnown_isMissedWhenItDoesNotCome() {
        receiver.begin(stream.sequence(0));
        came(2, 3);
        assertEquals(2, receiver.poll(nowNs += 20 * MS, ask));
        receiver.onDatagram(rtx(0, 1), nowNs);
        receiver.onDatagram(rtx(1, 2), nowNs);
        assertPlayed(0, 4);
        came(-1);
        assertPlayed(0, 4);
    }

    @Test
    void anInterleavedStream_isJoinedInTheMiddle_andPlayedFromTheFirstThatIsWhole() {
        receiver = receiver(15, SSRC, true);
        came(9, 4, 12, 7, 1, 15, 3, 11, 0, 8, 14, 2, 6, 13, 5, 10);
        assertEquals(0, played.packets);
        for (int i = 16; i < 64; i++) {
            came(i);
            receiver.poll(nowNs, ask);
        }
        assertPlayed(0, 64);
        assertEquals(0, receiver.statistics().lost());
    }

    @Test
    void numbersThatJump_areFollowed_whenTwoSaySo() {
        came(0, 1, 2);
        came(30_000);
        assertEquals(3, played.packets);
        came(30_001, 30_002);
        assertEquals(5, played.packets);
        assertEquals(1, receiver.statistics().jumps());
        assertEquals(1, played.lost);
    }

    @Test
    void markedPackets_areWhereAPlayBegins() {
        came(0, 1);
        receiver.onDatagram(stream.packet(2, true), nowNs);
        came(3);
        // As the schedule has it: what announces the next play has the number of the last packet before it.
        receiver.onDatagram(stream.packet(3, true), nowNs);
        came(4);
        assertEquals(List.of(2, 4), played.begins);
    }

    /** Of an interleaved stream some packet is always missing that has not been sent yet. */
    @Test
    void whoStops_missesNothingOfWhatMayStillCome() {
        receiver = receiver(4, SSRC, true);
        receiver.begin(stream.sequence(0));
        came(1, 0, 2, 4, 5);
        receiver.end(true);
        assertPlayed(0, 3);
        assertEquals(0, played.lost);
    }

    @Test
    void whatIsMissingAtTheStreamsEnd_isMissed() {
        receiver = receiver(4, SSRC, true);
        receiver.begin(stream.sequence(0));
        came(1, 0, 2, 4, 5);
        receiver.end(false);
        assertEquals(1, played.lost);
        assertEquals(5, played.packets);
    }

    @Test
    void aFloodOfGaps_takesNoMoreMemory_andGoesOn() {
        for (int i = 0; i < 200_000; i += 3) {
            came(i);
            receiver.poll(nowNs, ask);
        }
        receiver.end(false);
        assertEquals(66_667, played.packets);
        assertTrue(Math.abs(played.lost - receiver.statistics().residual()) <= 512);
    }
}
