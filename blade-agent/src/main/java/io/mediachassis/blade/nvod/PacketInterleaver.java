package io.mediachassis.blade.nvod;

import io.mediachassis.blade.playout.PacketOrder;
import java.util.Optional;

/**
 * In which order the packets of an RTP stream leave, so that a burst of loss becomes scattered single losses. Packets
 * keep their sequence numbers and time stamps; a receiver that sorts by sequence number needs nothing else.
 *
 * <p>The stream is cut into windows of K packets. A window's order follows from the key and the window's number alone,
 * so that any engine goes on with it in the middle. A plain shuffle guarantees nothing: two packets that leave side by
 * side may be neighbours in the stream. Hence a random choice among orders that keep a distance:
 *
 * <pre>
 *   packet i of the window stands in column i mod C and row i div C        C columns, K div C rows or one more
 *   columns leave one after the other, the last one first
 *   in a column rows leave in random order; a row comes at most S places before its place in the column before it
 * </pre>
 *
 * <p>With S = rows - B, no two of B packets that leave one after the other are closer in the stream than
 * {@link #spacing()} = C - 1 packets: in one column they are at least C apart; in neighbouring columns they are of
 * different rows, since a row comes again only after B packets, and so at least C - 1 apart; and the first column of a
 * window is the last of its rows, so that windows keep their distance from one another whatever their orders are. A
 * burst that is no longer than B can't touch three columns, since each has at least B rows.
 *
 * <p>B times C can't exceed K, so that is what a window allows: a burst of 20 in a window of 160 packets comes out 7
 * apart without freedom of order between columns (S = 0), 4 apart with S = 12.
 *
 * <p>A packet is up to {@link #reorderPackets()} places behind a later one. A receiver has to wait that long for it,
 * and the sender needs packets that much before their time. One thread; allocates only when made.
 */
public final class PacketInterleaver implements PacketOrder {
    /** Packets in a window at most. */
    public static final int MAX_WINDOW = 0x4000;
    /** What stock players wait for a late packet: ffmpeg and live555 100 ms. */
    public static final int PLAYERS_WAIT_MS = 100;

    private static final int LONGEST_BURST = 20;
    private static final long PACKET_BITS = 7 * 188 * 8;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long key;
    private final int window;
    private final int burst;
    private final int columns;
    /** By place in the window: the packet that leaves there. */
    private final int[] order;
    /** Rows in the order of the column before, those not yet taken first; a scratch for the next column. */
    private final int[] rows;
    private final int[] next;
    private long current = -1;
    private long random;

    /**
     * @param key of the stream, any number; the same at every engine
     * @param window packets, 2 to {@link #MAX_WINDOW}
     * @param burst longest burst of loss that is spread as {@link #spacing()} says, 1 to {@code window}
     * @param freedom of a row's place from column to column, 0 or more: more is more random and spreads less
     */
    public PacketInterleaver(long key, int window, int burst, int freedom) {
        if (window < 2 || window > MAX_WINDOW) {
            throw new IllegalArgumentException("a window has 2 to " + MAX_WINDOW + " packets, not " + window);
        }
        if (burst < 1 || freedom < 0 || burst > window - freedom) {
            throw new IllegalArgumentException("a window of " + window + " packets can't spread bursts of " + burst
                    + " with a freedom of " + freedom);
        }
        this.key = key;
        this.window = window;
        this.burst = burst;
        this.columns = window / (burst + freedom);
        this.order = new int[window];
        this.rows = new int[(window + columns - 1) / columns];
        this.next = new int[rows.length];
    }

    /**
     * For a window: bursts up to a tenth of it, 20 packets at most, are spread, and order between columns is half as free.
     *
     * @param window packets, 2 to {@link #MAX_WINDOW}
     */
    public static PacketInterleaver of(long key, int window) {
        int burst = Math.max(1, Math.min(LONGEST_BURST, window / 8));
        return new PacketInterleaver(key, window, Math.max(burst, Math.min(2, window / 2)), burst < 4 ? 0 : burst / 2);
    }

    /**
     * Why a group that stock players join can't have this window; empty when it can.
     *
     * @param bitRate of the stream in bit/s, 7 transport packets to an RTP packet
     */
    public static Optional<String> refusalForPlayers(int window, long bitRate) {
        if (bitRate <= 0) {
            return Optional.of("Interleaving in a group that players join needs the program's bit rate, and that is not"
                    + " known.");
        }
        long most = PLAYERS_WAIT_MS * bitRate / 1000 / PACKET_BITS;
        if (window <= most) {
            return Optional.empty();
        }
        String way = most < 2 ? "leave interleaving off" : "take at most " + most + " packets";
        return Optional.of("A window of " + window + " packets is " + window * PACKET_BITS * 1000 / bitRate
                + " ms of this stream, and players wait " + PLAYERS_WAIT_MS + " ms for a late packet: " + way
                + ", or use a group for consoles only.");
    }

    @Override
    public int window() {
        return window;
    }

    /** Longest burst that {@link #spacing()} holds for. */
    public int burst() {
        return burst;
    }

    /** Least distance in the stream of any two packets of a burst; 1 where the window is too short to spread it. */
    public int spacing() {
        return Math.max(1, columns - 1);
    }

    /** By how many packets one can be behind a later one: what a receiver must hold before it gives a packet up. */
    public int reorderPackets() {
        return window - 1;
    }

    /** Delay that a receiver has to add to play without a gap, ns. */
    public long delayNs(long packetIntervalNs) {
        return reorderPackets() * packetIntervalNs;
    }

    /**
     * The packet that leaves at a place: both count from the stream's beginning, over its repetitions. The last window
     * of a stream that ends has packets beyond its end; they are left out.
     *
     * @param place 0 or more
     */
    @Override
    public long packetAt(long place) {
        long number = place / window;
        if (number != current) {
            arrange(number);
        }
        return number * window + order[(int) (place - number * window)];
    }

    private void arrange(long number) {
        current = number;
        random = mix(key ^ mix(number * GOLDEN));
        int full = window / columns;
        int extra = window % columns;
        int rest = rowsOf(columns - 1, full, extra);
        for (int i = 0; i < rest; i++) {
            rows[i] = i;
        }
        int place = 0;
        // Of the first column any row may come first.
        int reach = rest;
        for (int column = columns - 1; column >= 0; column--) {
            int count = rowsOf(column, full, extra);
            if (count > rest) {
                // The row that only the first columns have.
                rows[rest] = rest;
                rest = count;
            }
            take(count, Math.min(reach, count));
            for (int i = 0; i < count; i++) {
                order[place++] = rows[i] * columns + column;
            }
            reach = count - burst + 1;
        }
    }

    private static int rowsOf(int column, int full, int extra) {
        return column < extra ? full + 1 : full;
    }

    /**
     * Orders a column: takes at each place one of those left whose place before was less than {@code reach} ahead, as
     * from a reservoir that the next row refills.
     */
    private void take(int count, int reach) {
        System.arraycopy(rows, 0, next, 0, reach);
        int in = reach;
        int fill = reach;
        for (int i = 0; i < count; i++) {
            int chosen = below(in);
            int row = next[chosen];
            if (fill < count) {
                next[chosen] = rows[fill++];
            } else {
                next[chosen] = next[--in];
            }
            rows[i] = row;
        }
    }

    /** A number below {@code bound}: one step of SplitMix64, scaled. */
    private int below(int bound) {
        random += GOLDEN;
        return (int) (((mix(random) >>> 32) * bound) >>> 32);
    }

    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
