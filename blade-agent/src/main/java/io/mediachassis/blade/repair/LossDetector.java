package io.mediachassis.blade.repair;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Finds what is missing of one stream and when to ask for it. A packet:
 *
 * <pre>
 *   UNKNOWN --a later one came--> MISSING --deadline--> GIVEN_UP (residual loss)
 *      |                             |  ^--asked for, again and again
 *      +--------came--> HERE <--came-+
 * </pre>
 *
 * <p>Times are monotonic nanoseconds. Pure; one thread; allocates only when made.
 */
public final class LossDetector {
    private static final byte UNKNOWN = 0;
    private static final byte HERE = 1;
    private static final byte MISSING = 2;
    private static final byte GIVEN_UP = 3;
    private static final int NONE = -1;
    /** A stream flows that brings packets closer to one another, ns: pictures with little to show fill one in about 100 ms. */
    private static final long FLOW_NS = 200_000_000;

    private final LossSettings settings;
    private final RandomGenerator random;
    private final SequenceLine line = new SequenceLine();
    private final int mask;
    private final long quietNs;
    private final byte[] states;
    private final long[] sinceNs;
    private final long[] nextNs;
    private final long[] retryNs;
    /** 0 while a packet may be only late, 1 when it is lost, and one more with each request. */
    private final int[] asked;
    /** When one of the stream's packets came last. */
    private long cameNs;
    /** No packet before this place is missing. */
    private long firstMissing;
    private int missing;
    private long lost;
    private long reordered;
    private long repaired;
    private long residual;
    private long duplicates;
    private long requests;
    private long jumps;
    private long lastGapNs;
    /** Number of the packet before, where that was far from all others. */
    private int stray = NONE;

    /** What an arrival is. */
    public enum Arrival {
        /** The next one, or one further on. */
        NEW,
        /** One that was missed, in time. */
        FILLED,
        /** One that is here already. */
        DUPLICATE,
        /** One that was given up, or is too old to tell. */
        TOO_LATE,
        /** Far from all others: not of this stream, unless the next one is there too. Not to be played. */
        STRAY,
        /** The second one there: the stream goes on from here, and nothing in between is asked for. */
        JUMP
    }

    public LossDetector(LossSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
        mask = settings.packets() - 1;
        quietNs = Math.min(settings.reorderNs(), FLOW_NS);
        states = new byte[settings.packets()];
        sinceNs = new long[settings.packets()];
        nextNs = new long[settings.packets()];
        retryNs = new long[settings.packets()];
        asked = new int[settings.packets()];
    }

    /** A packet came, from the group or as a repair. */
    public Arrival onPacket(int sequence, long nowNs) {
        long place = line.place(sequence);
        if (!line.started()) {
            start(place);
            cameNs = nowNs;
            return Arrival.NEW;
        }
        long ahead = place - line.highest();
        if (Math.abs(ahead) >= states.length) {
            if (ahead < 0 && -ahead < 2L * states.length) {
                return Arrival.TOO_LATE;
            }
            int before = stray;
            stray = sequence & 0xffff;
            // Near, and not next to it: the stream may be interleaved.
            if (before == NONE || Math.abs((short) (sequence - before)) >= states.length) {
                return Arrival.STRAY;
            }
            jumps++;
            residual += missing;
            line.restart();
            start(line.place(sequence));
            return Arrival.JUMP;
        }
        stray = NONE;
        cameNs = nowNs;
        int slot = (int) place & mask;
        if (ahead > 0) {
            for (long gap = line.highest() + 1; gap <= place; gap++) {
                enter((int) gap & mask, gap < place, nowNs);
            }
            line.seen(place);
            return Arrival.NEW;
        }
        return switch (states[slot]) {
            case HERE -> duplicate();
            case GIVEN_UP -> Arrival.TOO_LATE;
            case MISSING -> filled(slot, nowNs);
            default -> {
                // Before the first one that came: whether it was sent before we joined nobody knows.
                states[slot] = HERE;
                yield Arrival.NEW;
            }
        };
    }

    /**
     * Gives up what can't be played any more, and says what to ask for now.
     *
     * @param to sequence numbers in their order
     * @return how many, at most what it has room for; the rest is due at the next call
     */
    public int poll(long nowNs, int[] to) {
        int count = 0;
        boolean oldest = true;
        firstMissing = Math.max(firstMissing, line.highest() - mask);
        for (long place = firstMissing; missing > 0 && place <= line.highest(); place++) {
            int slot = (int) place & mask;
            if (states[slot] == MISSING && nowNs - seenNs(slot, place) >= settings.deadlineNs()) {
                giveUp(slot);
            }
            if (states[slot] != MISSING) {
                firstMissing = oldest ? place + 1 : firstMissing;
                continue;
            }
            oldest = false;
            if (isDue(slot, place, nowNs) && count < to.length) {
                to[count++] = (int) place & 0xffff;
                ask(slot, nowNs);
            }
        }
        return count;
    }

    /**
     * The stream's first packet is known before it comes, as from RTSP's {@code RTP-Info}: what is lost at the beginning
     * is missed too. Only before any packet came.
     */
    public void begin(int sequence) {
        if (!line.started()) {
            start(line.place(sequence - 1 & 0xffff));
        }
    }

    /** Where on a line that never wraps a number stands, as far as packets have come. */
    public long place(int sequence) {
        return line.place(sequence & 0xffff);
    }

    /** The place up to which, itself left out, every packet is here or given up; the next one is missing or to come. */
    public long settled() {
        firstMissing = missing == 0 ? line.highest() + 1 : Math.max(firstMissing, line.highest() - mask);
        while (firstMissing <= line.highest() && states[(int) firstMissing & mask] != MISSING) {
            firstMissing++;
        }
        return firstMissing;
    }

    /** Whether a packet is missing: not here, and not given up. */
    public boolean misses(int sequence) {
        long place = line.place(sequence & 0xffff);
        return line.started() && place <= line.highest() && place > line.highest() - states.length
                && states[(int) place & mask] == MISSING;
    }

    /** Packets missed for now. */
    public int missing() {
        return missing;
    }

    /** Packets that were asked for or given up: those that did not come by themselves in time. */
    public long lost() {
        return lost;
    }

    /** Packets that came behind later ones before they were asked for. */
    public long reordered() {
        return reordered;
    }

    /** Packets that came after they had been asked for. */
    public long repaired() {
        return repaired;
    }

    /** Packets that were never played. */
    public long residual() {
        return residual;
    }

    public long duplicates() {
        return duplicates;
    }

    /** Packets asked for, each time counted. */
    public long requests() {
        return requests;
    }

    public long jumps() {
        return jumps;
    }

    /** After {@link Arrival#FILLED}: how long the packet was missing, ns. */
    public long lastGapNs() {
        return lastGapNs;
    }

    private void start(long place) {
        Arrays.fill(states, UNKNOWN);
        missing = 0;
        stray = NONE;
        line.seen(place);
        firstMissing = place + 1;
        states[(int) place & mask] = HERE;
    }

    /** A slot gets the packet behind the highest so far. */
    private void enter(int slot, boolean gap, long nowNs) {
        if (states[slot] == MISSING) {
            giveUp(slot);
        }
        states[slot] = gap ? MISSING : HERE;
        if (gap) {
            missing++;
            sinceNs[slot] = nowNs;
            retryNs[slot] = settings.retryNs();
            asked[slot] = 0;
        }
    }

    /** Asked for first when it is lost and not only late, and after the random time; then again and again. */
    private boolean isDue(int slot, long place, long nowNs) {
        if (asked[slot] == 0) {
            if (!passed(place) && nowNs - seenNs(slot, place) < settings.reorderNs()) {
                return false;
            }
            asked[slot] = 1;
            lost++;
            nextNs[slot] = settings.ditherNs() == 0 ? nowNs : nowNs + random.nextLong(settings.ditherNs());
        }
        return nowNs - nextNs[slot] >= 0;
    }

    /** Whether more later ones came than the stream's order allows. */
    private boolean passed(long place) {
        return line.highest() - place > settings.reorderPackets();
    }

    /**
     * From when on a gap counts. A program of variable rate takes longer for a window of interleaving where it has little to
     * show: as long as the stream flows, what no later ones have passed is only late.
     */
    private long seenNs(int slot, long place) {
        return passed(place) ? sinceNs[slot] : Math.max(sinceNs[slot], cameNs + quietNs - settings.reorderNs());
    }

    private void ask(int slot, long nowNs) {
        requests++;
        asked[slot]++;
        nextNs[slot] = nowNs + retryNs[slot];
        retryNs[slot] = Math.min(settings.maxRetryNs(), retryNs[slot] + retryNs[slot] / 2);
    }

    private void giveUp(int slot) {
        states[slot] = GIVEN_UP;
        missing--;
        residual++;
        lost += asked[slot] == 0 ? 1 : 0;
    }

    private Arrival duplicate() {
        duplicates++;
        return Arrival.DUPLICATE;
    }

    private Arrival filled(int slot, long nowNs) {
        states[slot] = HERE;
        missing--;
        lastGapNs = nowNs - sinceNs[slot];
        if (asked[slot] > 1) {
            repaired++;
        } else {
            reordered++;
            lost -= asked[slot];
        }
        return Arrival.FILLED;
    }
}
