package io.mediachassis.blade.nvod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PacketInterleaverTest {
    private static final int WINDOWS = 6;

    @Test
    void everyWindowIsAPermutation_andBurstsComeOutSpread() {
        long seed = 20_261_121;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int run = 0; run < 400; run++) {
            int window = 2 + random.nextInt(300);
            int burst = 1 + random.nextInt(Math.min(40, window));
            int freedom = random.nextInt(window - burst + 1);
            String what = "run " + run + ": window " + window + ", burst " + burst + ", freedom " + freedom;
            PacketInterleaver interleaver = new PacketInterleaver(random.nextLong(), window, burst, freedom);
            long[] sent = sent(interleaver, 1 + random.nextInt(1000), WINDOWS);
            permutes(sent, window, what);
            assertTrue(closest(sent, burst) >= interleaver.spacing(), what + ": " + closest(sent, burst) + " < "
                    + interleaver.spacing());
            assertTrue(deepest(sent) <= interleaver.reorderPackets(), what);
        }
    }

    /** The figures of the class comment, and that one more than the burst may come closer: the bound is no accident. */
    @Test
    void spacing_isWhatTheWindowAllows() {
        assertEquals(7, new PacketInterleaver(1, 160, 20, 0).spacing());
        assertEquals(4, new PacketInterleaver(1, 160, 20, 12).spacing());
        assertEquals(1, new PacketInterleaver(1, 20, 20, 0).spacing());
        assertEquals(7, closest(sent(new PacketInterleaver(1, 160, 20, 0), 0, 50), 20));
        assertTrue(closest(sent(new PacketInterleaver(1, 160, 20, 0), 0, 50), 22) < 7);
        assertEquals(4, closest(sent(new PacketInterleaver(1, 160, 20, 12), 0, 50), 20));
        // In order the same burst is 20 neighbours.
        long[] plain = new long[8000];
        Arrays.setAll(plain, i -> i);
        assertEquals(1, closest(plain, 20));
    }

    @Test
    void anyEngine_goesOnInTheMiddle() {
        PacketInterleaver one = new PacketInterleaver(77, 96, 8, 3);
        long[] sent = sent(one, 0, 20);
        for (int place : new int[] {1919, 960, 5, 961, 96, 95, 1000}) {
            assertEquals(sent[place], new PacketInterleaver(77, 96, 8, 3).packetAt(place));
            assertEquals(sent[place], one.packetAt(place));
        }
    }

    @Test
    void keysAndWindows_differ() {
        Set<String> orders = new HashSet<>();
        for (int key = 0; key < 20; key++) {
            long[] sent = sent(new PacketInterleaver(key, 64, 8, 4), 0, 20);
            for (int w = 0; w < 20; w++) {
                int from = w * 64;
                long[] order = Arrays.copyOfRange(sent, from, from + 64);
                Arrays.setAll(order, i -> order[i] - from);
                orders.add(Arrays.toString(order));
            }
        }
        assertEquals(400, orders.size());
    }

    /** With freedom each packet of a row may leave at many places: it is random, and not a fixed stride. */
    @Test
    void packetsHaveManyPlaces() {
        int window = 160;
        int[][] seen = new int[window][window];
        for (int key = 0; key < 2000; key++) {
            long[] sent = sent(new PacketInterleaver(key, window, 20, 12), 0, 1);
            for (int place = 0; place < window; place++) {
                seen[(int) sent[place]][place]++;
            }
        }
        for (int[] places : seen) {
            int used = (int) Arrays.stream(places).filter(n -> n > 0).count();
            assertTrue(used >= 30, used + " places");
            assertTrue(Arrays.stream(places).max().orElseThrow() < 200, "one place has many of 2000");
        }
    }

    @Test
    void groupsThatPlayersJoin_haveWindowsOf100Ms() {
        // 4 Mbit/s: 2.632 ms a packet.
        assertTrue(PacketInterleaver.refusalForPlayers(37, 4_000_000).isEmpty());
        String refusal = PacketInterleaver.refusalForPlayers(38, 4_000_000).orElseThrow();
        assertTrue(refusal.contains("window of 38") && refusal.contains("100 ms of this stream")
                && refusal.contains("at most 37 packets"), refusal);
        assertTrue(PacketInterleaver.refusalForPlayers(2, 100_000).orElseThrow().contains("leave interleaving off"));
        assertFalse(PacketInterleaver.refusalForPlayers(2, 0).isEmpty());
    }

    @Test
    void delayAndDepth_areTheWindows() {
        PacketInterleaver interleaver = new PacketInterleaver(1, 38, 8, 2);
        assertEquals(37, interleaver.reorderPackets());
        assertEquals(37 * 2_632_000L, interleaver.delayNs(2_632_000));
        assertEquals(38, interleaver.window());
        assertEquals(8, interleaver.burst());
    }

    @Test
    void impossibleWindows_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> new PacketInterleaver(1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new PacketInterleaver(1, 0x4001, 1, 0));
        String message = assertThrows(IllegalArgumentException.class, () -> new PacketInterleaver(1, 20, 15, 6))
                .getMessage();
        assertTrue(message.contains("20") && message.contains("15") && message.contains("6"), message);
    }

    @Test
    void use_allocatesNothing() {
        PacketInterleaver interleaver = new PacketInterleaver(1, 160, 20, 12);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long sum = 0;
        for (int place = 0; place < 20_000; place++) {
            sum += interleaver.packetAt(place);
        }
        long before = threads.getThreadAllocatedBytes(self);
        for (int place = 20_000; place < 220_000; place++) {
            sum += interleaver.packetAt(place);
        }
        long allocated = threads.getThreadAllocatedBytes(self) - before;
        assertNotEquals(0, sum);
        assertTrue(allocated < 1024, allocated + " bytes for 200000 packets");
    }

    private static long[] sent(PacketInterleaver interleaver, long firstWindow, int windows) {
        long first = firstWindow * interleaver.window();
        long[] sent = new long[windows * interleaver.window()];
        Arrays.setAll(sent, i -> interleaver.packetAt(first + i));
        return sent;
    }

    private static void permutes(long[] sent, int window, String what) {
        long[] sorted = sent.clone();
        for (int from = 0; from < sorted.length; from += window) {
            Arrays.sort(sorted, from, from + window);
        }
        for (int i = 1; i < sorted.length; i++) {
            assertEquals(sorted[0] + i, sorted[i], what);
        }
        assertEquals(0, sorted[0] % window, what);
    }

    /** Least distance of two packets of any burst of so many in a row. */
    private static long closest(long[] sent, int burst) {
        long closest = Long.MAX_VALUE;
        for (int i = 0; i < sent.length; i++) {
            for (int j = i + 1; j < Math.min(sent.length, i + burst); j++) {
                closest = Math.min(closest, Math.abs(sent[i] - sent[j]));
            }
        }
        return closest;
    }

    /** By how many packets one is behind the highest before it, at most. */
    private static long deepest(long[] sent) {
        long highest = -1;
        long deepest = 0;
        for (long packet : sent) {
            highest = Math.max(highest, packet);
            deepest = Math.max(deepest, highest - packet);
        }
        return deepest;
    }
}
