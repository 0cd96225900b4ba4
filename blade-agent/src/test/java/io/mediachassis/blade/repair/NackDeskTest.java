package io.mediachassis.blade.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.mediachassis.backplane.counter.Counts;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NackDeskTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1000 * MS;
    private static final int SSRC = 7;
    private static final long HOME = 0x0a000001;

    private final RepairStore store = new RepairStore(SSRC, 1024, 200);
    private final Counts<RepairCounter> counts = new Counts<>(RepairCounter.class);
    private final List<String> sent = new ArrayList<>();
    private final NackDesk.Repairs repairs = new NackDesk.Repairs() {
        @Override
        public void unicast(long address, int port, int sequence, boolean repeated) {
            sent.add(address + ":" + port + " " + sequence + (repeated ? " again" : ""));
        }

        @Override
        public void multicast(int sequence) {
            sent.add("all " + sequence);
        }
    };
    private NackDesk desk = desk(NackSettings.defaults());

    NackDeskTest() {
        for (int i = 0; i < 1024; i++) {
            store.put(RtpPackets.packet(SSRC, i, 100));
        }
    }

    private NackDesk desk(NackSettings settings) {
        return new NackDesk(store, settings, (address, port, ssrc) -> address != 666, counts, 99);
    }

    private void ask(long address, int port, int sequence, long nowNs) {
        desk.onNack(address, port, 1, SSRC, sequence, 0, nowNs, repairs);
    }

    private List<String> taken() {
        List<String> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    private long count(RepairCounter counter) {
        return counts.get(counter);
    }

    @Test
    void eachPacketOfTheMask_isSent() {
        desk.onNack(HOME, 5000, 1, SSRC, 100, 0x8003, 0, repairs);
        String to = HOME + ":5000 ";
        assertEquals(List.of(to + 100, to + 101, to + 102, to + 116), taken());
        assertEquals(4, count(RepairCounter.ASKED));
        assertEquals(4, count(RepairCounter.UNICAST));
    }

    @Test
    void onceInARoundTrip() {
        ask(HOME, 5000, 100, 0);
        ask(HOME, 5000, 100, 19 * MS);
        assertEquals(List.of(HOME + ":5000 100"), taken());
        assertEquals(1, count(RepairCounter.DAMPED));
        ask(HOME, 5000, 100, 20 * MS);
        assertEquals(List.of(HOME + ":5000 100 again"), taken());
        ask(HOME, 5000, 100, 39 * MS);
        assertEquals(List.of(), taken());
        // Another receiver behind the same address, and another packet, are something else.
        ask(HOME, 5001, 100, 39 * MS);
        ask(HOME, 5000, 101, 39 * MS);
        assertEquals(List.of(HOME + ":5001 100", HOME + ":5000 101"), taken());
    }

    @Test
    void whatManyMiss_goesToAllOnce() {
        for (int i = 0; i < 5000; i++) {
            ask(1000 + i, 5000, 100, i * 10_000L);
        }
        List<String> all = taken();
        assertEquals(9, all.size());
        assertEquals("all 100", all.get(8));
        assertEquals(8, count(RepairCounter.UNICAST));
        assertEquals(1, count(RepairCounter.MULTICAST));
        assertEquals(4991, count(RepairCounter.DAMPED));
        // Whoever still misses it when it should have come gets it.
        ask(1001, 5000, 100, 80_000 + 60 * MS);
        assertEquals(List.of("1001:5000 100"), taken());
    }

    @Test
    void lossesOfAFewAtATime_areNoStorm() {
        for (int i = 0; i < 100; i++) {
            ask(1000 + i, 5000, 100, 26 * MS * i);
        }
        assertEquals(100, taken().size());
        assertEquals(0, count(RepairCounter.MULTICAST));
    }

    /** One receiver with many names is one as long as its address and port are the same. */
    @Test
    void forgedNames_makeNoStorm() {
        for (int ssrc = 0; ssrc < 100; ssrc++) {
            desk.onNack(HOME, 5000, ssrc, SSRC, 100, 0, 0, repairs);
        }
        assertEquals(1, taken().size());
    }

    @Test
    void anotherTurnOfNumbers_isAnotherPacket() {
        ask(HOME, 5000, 100, 0);
        taken();
        store.put(RtpPackets.packet(SSRC, 1024 + 100, 100));
        ask(HOME, 5000, 1124, MS);
        assertEquals(List.of(HOME + ":5000 1124"), taken());
    }

    @Test
    void nonsense_getsNothingAndIsCounted() {
        desk.onNack(HOME, 5000, 1, SSRC + 1, 100, 0xffff, 0, repairs);
        assertEquals(1, count(RepairCounter.FOREIGN));
        desk.onNack(666, 5000, 1, SSRC, 100, 0xffff, 0, repairs);
        assertEquals(1, count(RepairCounter.STRANGERS));
        ask(HOME, 5000, 1024, 0);
        assertEquals(1, count(RepairCounter.NEVER_SENT));
        store.put(RtpPackets.packet(SSRC, 1025, 100));
        ask(HOME, 5000, 1, 0);
        assertEquals(1, count(RepairCounter.GONE));
        ask(HOME, 5000, 1024, 0);
        assertEquals(1, count(RepairCounter.MISSED));
        assertEquals(List.of(), taken());
    }

    @Test
    void floods_areLimitedPerAddress() {
        // 2000 in a second, 500 at once.
        for (int i = 0; i < 100_000; i++) {
            ask(HOME, i & 0xffff, i & 1023, i * 100_000L);
        }
        int got = taken().size() + (int) count(RepairCounter.DAMPED);
        assertTrue(got > 20_000 && got <= 20_501, got + " of 100000 in 10 s");
        assertEquals(100_000 - got, count(RepairCounter.LIMITED));
        ask(HOME + 1, 5000, 7, 10 * SECOND);
        assertEquals(1, taken().size());
    }

    @Test
    void allRepairTogether_hasABudget() {
        NackSettings d = NackSettings.defaults();
        desk = desk(new NackSettings(d.roundTripNs(), 8, d.stormWindowNs(), d.multicastHoldNs(), 2000, 500, 4096,
                1000, 100, 10, 5));
        for (int i = 0; i < 20_000; i++) {
            // Each from an address of its own, and no packet asked for often enough for the group.
            ask(1_000_000 + i, 5000, i & 1023, i * 50_000L);
        }
        int all = taken().size();
        assertTrue(all >= 1000 && all <= 1101 + 15, all + " in a second");
        assertTrue(count(RepairCounter.OVER_BUDGET) > 18_000, "over budget: " + count(RepairCounter.OVER_BUDGET));
    }

    @Test
    void theGroupsBudgetIsItsOwn() {
        NackSettings d = NackSettings.defaults();
        desk = desk(new NackSettings(d.roundTripNs(), 1, d.stormWindowNs(), d.multicastHoldNs(), 2000, 500, 4096,
                20_000, 4000, 1, 3));
        for (int sequence = 0; sequence < 10; sequence++) {
            for (int i = 0; i < 3; i++) {
                ask(1000 + i, 5000, sequence, 0);
            }
        }
        List<String> all = taken();
        assertEquals(2, all.stream().filter(s -> s.startsWith("all")).count());
        // Two packets to one receiver and to all; the others to each that asks.
        assertEquals(2 * 2 + 8 * 3, all.size());
        // The third is kept for what far more miss.
        for (int i = 0; i < 20; i++) {
            ask(2000 + i, 5000, 50, 0);
        }
        all = taken();
        assertEquals(1, all.stream().filter(s -> s.startsWith("all")).count());
        assertEquals(1 + 4 + 1, all.size());
    }

    /** Addresses that share a place of the table share a bucket, so a thousand forged ones don't make it fresh. */
    @Test
    void aFullTable_forgetsNobodyWhoIsAtItsLimit() {
        AddressLimits limits = new AddressLimits(10, 10, 8, 1);
        int given = 0;
        for (int i = 0; i < 100_000; i++) {
            given += limits.take(i, 0) ? 1 : 0;
        }
        assertTrue(given <= 8 * 10, given + " given by eight buckets");
        given = 0;
        for (int i = 0; i < 100_000; i++) {
            given += limits.take(7_000_000 + i, SECOND) ? 1 : 0;
        }
        assertTrue(given > 0 && given <= 8 * 10, given + " a second later");
    }

    @Test
    void clocksMayBeNegative() {
        AddressLimits limits = new AddressLimits(10, 2, 100, 1);
        RateLimit limit = new RateLimit(10, 2);
        long now = -5 * SECOND;
        for (boolean expected : new boolean[] {true, true, false}) {
            assertEquals(expected, limits.take(1, now));
            assertEquals(expected, limit.take(now));
        }
        assertTrue(limits.take(1, now + 100 * MS) && limit.take(now + 100 * MS));
    }

    @Test
    void aRequest_allocatesNothing() {
        long[] sum = {0};
        NackDesk.Repairs sink = new NackDesk.Repairs() {
            @Override
            public void unicast(long address, int port, int sequence, boolean repeated) {
                sum[0] += sequence;
            }

            @Override
            public void multicast(int sequence) {
                sum[0]++;
            }
        };
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long before = 0;
        for (int i = 0; i < 60_000; i++) {
            if (i == 20_000) {
                before = threads.getThreadAllocatedBytes(self);
            }
            desk.onNack(HOME + (i & 511), 5000, 1, SSRC, i & 1023, 0x11, i * 100_000L, sink);
        }
        long allocated = threads.getThreadAllocatedBytes(self) - before;
        assertTrue(sum[0] > 0);
        assertTrue(allocated < 4096, allocated + " bytes for 40000 requests");
    }
}
