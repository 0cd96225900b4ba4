package io.mediachassis.sim.wire;

import io.mediachassis.backplane.serial.SerialFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A serial wire with several stations on it. Every byte takes the 86.8 us that 115200 baud, 8N1, gives it, and reaches
 * everyone but its talker when its last bit has passed. On a multi-drop bus two talkers at once corrupt each other's
 * bytes for as long as they overlap; a point-to-point line has a pair of wires, and both may talk. Pure: stepped by
 * the caller's time, random by the caller's generator. Owned by one thread.
 */
public final class Bus {
    /** Told to {@link #waitNs} callers when nothing is under way. */
    public static final long IDLE = Long.MAX_VALUE;

    /** A station's ear. */
    public interface Receiver {
        void receive(byte[] bytes, int length, long nowNs);
    }

    private static final long BYTE_NS = SerialFrame.wireNs(1);
    /** Delivery in pieces of this time: a reader gains nothing from single bytes, and each costs a system call. */
    private static final long PIECE_NS = 2_000_000;
    /** What one talker may have waiting, bytes; more is lost, as in an overrun transmitter. */
    private static final int MAX_BACKLOG = 8192;

    private final boolean shared;
    private final RandomGenerator random;
    private final List<Station> stations = new ArrayList<>();
    private LineFaults faults = LineFaults.NONE;
    private long bytesCarried;
    private long bytesCollided;
    private long bytesOverrun;

    private static final class Station {
        final Receiver receiver;
        final Deque<Burst> bursts = new ArrayDeque<>();
        long freeAtNs;
        int backlog;
        byte[] heard = new byte[256];
        int heardLength;

        Station(Receiver receiver) {
            this.receiver = receiver;
        }
    }

    private static final class Burst {
        final byte[] bytes;
        final long startNs;
        final boolean[] hit;
        int next;

        Burst(byte[] bytes, long startNs) {
            this.bytes = bytes;
            this.startNs = startNs;
            this.hit = new boolean[bytes.length];
        }

        long endNs() {
            return startNs + bytes.length * BYTE_NS;
        }

        long endOfNextNs() {
            return startNs + (next + 1) * BYTE_NS;
        }
    }

    private Bus(boolean shared, RandomGenerator random) {
        this.shared = shared;
        this.random = random;
    }

    /** One pair of wires for all: talkers collide. */
    public static Bus multiDrop(RandomGenerator random) {
        return new Bus(true, random);
    }

    /** A pair of wires for each direction. */
    public static Bus pointToPoint(RandomGenerator random) {
        return new Bus(false, random);
    }

    /** Puts a station on the wire; its number is its talker number. */
    public int attach(Receiver receiver) {
        stations.add(new Station(receiver));
        return stations.size() - 1;
    }

    /** From now on the wire is as bad as this. */
    public void faults(LineFaults worse) {
        this.faults = worse;
    }

    /** A station starts to talk, or goes on when what it already said is out. */
    public void transmit(int talker, byte[] bytes, long nowNs) {
        Station station = stations.get(talker);
        if (station.backlog + bytes.length > MAX_BACKLOG) {
            bytesOverrun += bytes.length;
            return;
        }
        long startNs = nowNs;
        if (faults.delayBurst() > 0 && random.nextDouble() < faults.delayBurst()) {
            startNs += random.nextLong(faults.maxDelayNs() + 1);
        }
        boolean twice = faults.duplicateBurst() > 0 && random.nextDouble() < faults.duplicateBurst();
        put(station, bytes, startNs);
        if (twice) {
            put(station, bytes, startNs);
        }
    }

    private void put(Station station, byte[] bytes, long earliestNs) {
        long startNs = station.bursts.isEmpty() || earliestNs - station.freeAtNs > 0 ? earliestNs : station.freeAtNs;
        Burst burst = new Burst(bytes.clone(), startNs);
        station.bursts.add(burst);
        station.freeAtNs = burst.endNs();
        station.backlog += bytes.length;
        if (shared) {
            for (Station other : stations) {
                if (other != station) {
                    other.bursts.forEach(b -> collide(burst, b));
                }
            }
        }
    }

    private static void collide(Burst a, Burst b) {
        long fromNs = Math.max(a.startNs, b.startNs);
        long toNs = Math.min(a.endNs(), b.endNs());
        if (fromNs < toNs) {
            mark(a, fromNs, toNs);
            mark(b, fromNs, toNs);
        }
    }

    private static void mark(Burst burst, long fromNs, long toNs) {
        int first = (int) ((fromNs - burst.startNs) / BYTE_NS);
        int last = (int) ((toNs - 1 - burst.startNs) / BYTE_NS);
        for (int i = first; i <= last; i++) {
            burst.hit[i] = true;
        }
    }

    /** Delivers every byte whose last bit has passed by now. */
    public void step(long nowNs) {
        Station talker;
        while ((talker = firstToEnd(nowNs)) != null) {
            Burst burst = talker.bursts.getFirst();
            deliver(talker, burst.bytes[burst.next], burst.hit[burst.next]);
            burst.next++;
            talker.backlog--;
            if (burst.next == burst.bytes.length) {
                talker.bursts.removeFirst();
            }
        }
        for (Station station : stations) {
            if (station.heardLength > 0) {
                int length = station.heardLength;
                station.heardLength = 0;
                station.receiver.receive(station.heard, length, nowNs);
            }
        }
    }

    private @Nullable Station firstToEnd(long nowNs) {
        Station first = null;
        long firstNs = nowNs;
        for (Station station : stations) {
            Burst burst = station.bursts.peekFirst();
            if (burst != null && burst.endOfNextNs() - firstNs <= 0 && (first == null || burst.endOfNextNs() < firstNs)) {
                first = station;
                firstNs = burst.endOfNextNs();
            }
        }
        return first;
    }

    private void deliver(Station talker, byte sent, boolean hit) {
        bytesCarried++;
        byte heard = sent;
        if (hit) {
            bytesCollided++;
            heard ^= (byte) (1 + random.nextInt(255));
        }
        if (faults.dropByte() > 0 && random.nextDouble() < faults.dropByte()) {
            return;
        }
        if (faults.flipByte() > 0 && random.nextDouble() < faults.flipByte()) {
            heard ^= (byte) (1 << random.nextInt(8));
        }
        for (Station station : stations) {
            if (station != talker) {
                if (station.heardLength == station.heard.length) {
                    station.heard = Arrays.copyOf(station.heard, 2 * station.heard.length);
                }
                station.heard[station.heardLength++] = heard;
            }
        }
    }

    /** Nanoseconds until {@link #step} has something to deliver; {@link #IDLE} if nobody talks. */
    public long waitNs(long nowNs) {
        long wait = IDLE;
        for (Station station : stations) {
            Burst burst = station.bursts.peekFirst();
            if (burst != null) {
                long untilNext = burst.endOfNextNs() - nowNs;
                long untilEnd = burst.endNs() - nowNs;
                wait = Math.min(wait, Math.max(untilNext, Math.min(untilEnd, PIECE_NS)));
            }
        }
        return wait == IDLE ? IDLE : Math.max(0, wait);
    }

    /** Bytes that have passed in all. */
    public long bytesCarried() {
        return bytesCarried;
    }

    /** Of them, those that two talkers spoilt. */
    public long bytesCollided() {
        return bytesCollided;
    }

    /** Bytes that a talker lost because it said more than the wire takes. */
    public long bytesOverrun() {
        return bytesOverrun;
    }
}
