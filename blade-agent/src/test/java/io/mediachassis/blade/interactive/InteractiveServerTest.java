package io.mediachassis.blade.interactive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.interactive.InteractiveServer.Action;
import io.mediachassis.blade.repair.NackWriter;
import io.mediachassis.blade.repair.RepairCounter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which streams are cached, and who is sent what: by the datagrams that consoles and strangers send. */
class InteractiveServerTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1000 * MS;
    private static final int HOME = 0x0a000001;
    private static final int RATE = 380;
    private static final long TIME_NS = 2 * SECOND;

    private final ProvenAddresses proven = new ProvenAddresses(4, 3600 * SECOND);
    private final Counts<InteractiveCounter> counts = new Counts<>(InteractiveCounter.class);
    private final Counts<RepairCounter> repairs = new Counts<>(RepairCounter.class);
    private final List<String> done = new ArrayList<>();
    private final InteractiveServer.Sender sender = new InteractiveServer.Sender() {
        @Override
        public void unicast(CachedStream stream, int address, int port, int sequence, boolean plain) {
            done.add(Integer.toHexString(address) + ":" + port + (plain ? " plain " : " rtx ") + sequence);
        }

        @Override
        public void multicast(CachedStream stream, int sequence) {
            done.add("group " + sequence);
        }
    };
    private final ServedStream first = served("a", 0, 7);
    private final ServedStream second = served("a", 1, 8);
    private InteractiveServer server = server(32 << 20);

    private InteractiveServer server(long memory) {
        InteractiveServer made = new InteractiveServer(
                new InteractiveServer.Settings(memory, TIME_NS, 100_000, 99), proven, counts, repairs);
        made.serve(List.of(first, second), this::act);
        return made;
    }

    private static ServedStream served(String instance, int index, int ssrc) {
        return new ServedStream(instance, index, ssrc, 0xef010100 + index, 5010, 0, RATE);
    }

    private void act(Action action) {
        done.add(action.getClass().getSimpleName() + " " + action.stream().index());
    }

    private void packets(int ssrc, int from, int to) {
        for (int i = from; i < to; i++) {
            ByteBuffer packet = ByteBuffer.allocate(ServedStream.PACKET_BYTES);
            packet.put((byte) 0x80).put((byte) 33).putShort((short) i).putInt(0).putInt(ssrc).clear();
            server.media(ssrc, packet);
        }
    }

    private static ByteBuffer nack(int ssrc, int... lost) {
        return nackOf("console", ssrc, lost);
    }

    private static ByteBuffer nackOf(String cname, int ssrc, int... lost) {
        ByteBuffer datagram = ByteBuffer.allocate(500);
        assertEquals(lost.length, new NackWriter(3, cname).write(ssrc, lost, 0, lost.length, datagram));
        return datagram.flip();
    }

    private void ask(int address, int port, int ssrc, long nowNs, int... lost) {
        server.feedback(nack(ssrc, lost), address, port, false, nowNs, sender, this::act);
    }

    private List<String> done() {
        List<String> taken = List.copyOf(done);
        done.clear();
        return taken;
    }

    @Test
    void aStreamIsJoinedWhenItIsSelected_andLeftWhenNobodyIsHeard() {
        server.select(7, 0, this::act);
        server.select(7, 10 * SECOND, this::act);
        server.select(12345, 10 * SECOND, this::act);
        assertEquals(List.of("Join 0"), done());
        server.tick(69 * SECOND, this::act);
        assertEquals(List.of(), done());
        server.tick(70 * SECOND, this::act);
        assertEquals(List.of("Leave 0"), done());
        assertTrue(server.streams().isEmpty());
    }

    @Test
    void aReportSelectsToo_ofAConsoleThatIsKnown() {
        ByteBuffer report = ByteBuffer.allocate(32);
        report.put((byte) 0x81).put((byte) 201).putShort((short) 7).putInt(3).putInt(8).clear();
        server.feedback(report, HOME, 5001, false, 0, sender, this::act);
        assertEquals(List.of(), done(), "anybody may have sent it");
        proven.add(HOME, 0);
        server.feedback(report, HOME, 5001, false, 0, sender, this::act);
        assertEquals(List.of("Join 1"), done());
        server.tick(59 * SECOND, this::act);
        server.feedback(report, HOME, 5001, false, 59 * SECOND, sender, this::act);
        server.tick(100 * SECOND, this::act);
        assertEquals(List.of(), done());
    }

    private void report(int address, int port, boolean byGroup, int lost, int highest, int unrepaired, long nowNs) {
        ByteBuffer report = ByteBuffer.allocate(60);
        report.put((byte) 0x81).put((byte) 201).putShort((short) 7).putInt(3).putInt(7).putInt(lost).putInt(highest);
        report.putInt(0).putLong(0);
        report.put((byte) 0x80).put((byte) 207).putShort((short) 6).putInt(3);
        report.put((byte) 33).put((byte) 0).putShort((short) 4).putInt(7).putInt(0).putShort((short) unrepaired).clear();
        server.feedback(report, address, port, byGroup, nowNs, sender, this::act);
    }

    /** Stock players report in the group, ours at the feedback address. */
    @Test
    void whatConsolesMissIsSummed_ofThoseWhoseAddressesAreProven() {
        proven.add(HOME, 0);
        server.select(7, 0, this::act);
        for (int i = 0; i < 4; i++) {
            report(HOME, 5001, i % 2 == 0, 10 * i, 1000 + 500 * i, i, 5L * i * SECOND);
            report(HOME + 1, 5001, i % 2 == 0, 10 * i, 1000 + 500 * i, i, 5L * i * SECOND);
        }
        assertEquals(new Repaired(1, 0, 0, 0, 20, 3), server.repaired().get("a"));
        server.onRefused(first);
        assertEquals(new Repaired(0, 0, 0, 0, 20, 3), server.repaired().get("a"), "not forgotten when the stream is left");
        assertEquals(20, counts.get(InteractiveCounter.REPORTED_LOST));
        assertEquals(3, counts.get(InteractiveCounter.RESIDUAL_LOST));
    }

    @Test
    void whatGStreamerAwaits_goesToNobody_andWhatItLost_toTheGroup() {
        server.select(7, 0, this::act);
        done();
        packets(7, 0, 500);
        server.feedback(nackOf("user1734541303@host-9f382ffb", 7, 499, 500), HOME, 5001, true, SECOND, sender, this::act);
        assertEquals(List.of(), done());
        server.publish();
        assertEquals(1, repairs.get(RepairCounter.AWAITED));
        server.feedback(nackOf("user1734541303@host-9f382ffb", 7, 400), HOME, 5001, true, SECOND, sender, this::act);
        assertEquals(1, done().size());
        // ffmpeg asks for what is lost, and not again before it is too late.
        server.feedback(nackOf("host-9f382ffb", 7, 499), HOME, 5001, true, SECOND, sender, this::act);
        assertEquals(1, done().size());
    }

    @Test
    void whatIsLostIsSentAgain_asRetransmissionAndThenAsItWas() {
        proven.add(HOME, 0);
        ask(HOME, 6000, 7, 0, 100);
        assertEquals(List.of("Join 0"), done(), "the first question finds nothing yet");
        packets(7, 65_000, 65_536 + 200);
        ask(HOME, 6000, 7, SECOND, 65_535, 0, 5);
        assertEquals(List.of("a000001:6000 rtx 65535", "a000001:6000 rtx 0", "a000001:6000 rtx 5"), done());
        ask(HOME, 6000, 7, SECOND + 25 * MS, 5);
        assertEquals(List.of("a000001:6000 plain 5"), done());
        // Never sent, and long gone.
        ask(HOME, 6000, 7, SECOND, 300, 60_000);
        assertEquals(List.of(), done());
        server.publish();
        assertEquals(1, repairs.get(RepairCounter.NEVER_SENT));
        assertEquals(4, repairs.get(RepairCounter.UNICAST));
        assertEquals(new Repaired(1, 6, 4, 0, 0, 0), server.repaired().get("a"));
        assertEquals(2, server.repaired().get("a").unanswered());
    }

    /** An answer is many times as long as its question: nobody may have it sent to somebody else. */
    @Test
    void nothingIsSentToAnAddressThatIsNotProven() {
        server.select(7, 0, this::act);
        packets(7, 0, 500);
        done();
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            ask(random.nextInt(), random.nextInt(65_536), 7, i * MS / 10, random.nextInt(500));
        }
        assertEquals(List.of(), done());
        server.publish();
        assertEquals(counts.get(InteractiveCounter.FEEDBACK), repairs.get(RepairCounter.STRANGERS));
        server.tick(60 * SECOND, this::act);
        assertEquals(List.of("Leave 0"), done(), "nor do they keep it joined");
    }

    @Test
    void aFloodIsNotEvenRead_andForgedStreamsAreCounted() {
        proven.add(HOME, 0);
        for (int i = 0; i < 5_000; i++) {
            ask(HOME, 6000, 4711, 0, 1);
        }
        assertEquals(List.of(), done());
        assertEquals(5_000, counts.get(InteractiveCounter.FEEDBACK) + counts.get(InteractiveCounter.FLOOD));
        assertTrue(counts.get(InteractiveCounter.FLOOD) >= 2_900, counts.get(InteractiveCounter.FLOOD) + "");
        assertEquals(counts.get(InteractiveCounter.FEEDBACK), repairs.get(RepairCounter.FOREIGN));
    }

    /** An address gets at most twice the stream; one that asks for all of it again and again doesn't get it. */
    @Test
    void oneAddressIsSentABoundedAmount() {
        proven.add(HOME, 0);
        server.select(7, 0, this::act);
        packets(7, 0, 1000);
        done();
        for (int ms = 0; ms < 1000; ms++) {
            for (int k = 0; k < 17; k++) {
                ask(HOME, 6000 + ms, 7, ms * MS, 100 + (ms * 17 + k) % 800);
            }
        }
        long sent = done().size();
        assertTrue(sent > 8 * RATE && sent <= 16 * RATE + 16 * RATE / 4 + 1, sent + " packets");
    }

    @Test
    void whoAsksInTheGroup_hasItSentToTheGroup_onceAndNotForEver() {
        server.select(7, 0, this::act);
        packets(7, 0, 1000);
        done();
        server.feedback(nack(7, 10, 11), HOME, 5011, true, 0, sender, this::act);
        server.feedback(nack(7, 10), HOME + 1, 5011, true, MS, sender, this::act);
        assertEquals(List.of("group 10", "group 11"), done());
        for (int i = 0; i < 900; i++) {
            server.feedback(nack(7, 20 + i), HOME, 5011, true, 2 * MS + i * MS, sender, this::act);
        }
        long sent = done().size();
        assertTrue(sent > RATE / 8 && sent <= RATE / 4 + RATE / 8 + 1, sent + " packets in a second");
    }

    @Test
    void whatManyLackIsSentToAll() {
        server.select(7, 0, this::act);
        packets(7, 0, 1000);
        done();
        for (int i = 0; i < 4; i++) {
            proven.add(HOME + i, 0);
        }
        for (int i = 0; i < 1000; i++) {
            ask(HOME + i % 4, 6000 + i, 7, i * MS / 20, 500);
        }
        List<String> sent = done();
        assertEquals(8 + 1, sent.size(), sent.toString());
        assertEquals("group 500", sent.get(8));
    }

    @Test
    void cachesTakeNoMoreMemoryThanTheyMay() {
        long one = CachedStream.bytes(CachedStream.packets(first, TIME_NS));
        assertEquals(1024, CachedStream.packets(first, TIME_NS));
        server = server(2 * one - 1);
        done();
        server.select(7, 0, this::act);
        server.select(8, 0, this::act);
        assertEquals(List.of("Join 0"), done());
        assertEquals(1, counts.get(InteractiveCounter.NO_ROOM));
        server.tick(60 * SECOND, this::act);
        server.select(8, 61 * SECOND, this::act);
        assertEquals(List.of("Leave 0", "Join 1"), done());
    }

    @Test
    void aSetThatIsOverIsLeft_oneOfTheSameNumbersToo() {
        server.select(7, 0, this::act);
        server.select(8, 0, this::act);
        packets(7, 0, 10);
        proven.add(HOME, 0);
        ask(HOME, 6000, 7, 0, 5);
        done();
        server.serve(List.of(served("b", 0, 7), second), this::act);
        assertEquals(List.of("Leave 0"), done());
        server.onRefused(second);
        assertTrue(server.streams().isEmpty());
        assertEquals(1, server.repaired().get("a").unicast(), "what was done is not forgotten while the set is there");
        server.serve(List.of(served("b", 0, 7)), this::act);
        assertEquals(null, server.repaired().get("a"));
    }

    @Test
    void provenAddressesAreBounded_andExpire() {
        for (int i = 0; i < 4; i++) {
            assertTrue(proven.add(i, 0));
        }
        assertFalse(proven.add(9, 0));
        assertTrue(proven.add(3, SECOND));
        assertTrue(proven.contains(0, 3599 * SECOND));
        assertFalse(proven.contains(0, 3600 * SECOND));
        assertTrue(proven.add(9, 3600 * SECOND));
        assertEquals(2, proven.size());
    }

    /** Whatever comes is survived. */
    @Test
    void garbage() {
        proven.add(HOME, 0);
        server.select(7, 0, this::act);
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            server.feedback(ByteBuffer.wrap(bytes), HOME, 1, random.nextBoolean(), i * MS, sender, this::act);
            server.media(7, ByteBuffer.wrap(bytes));
        }
        assertTrue(counts.get(InteractiveCounter.FOREIGN) > 0);
    }
}
