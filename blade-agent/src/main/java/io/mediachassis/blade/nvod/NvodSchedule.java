package io.mediachassis.blade.nvod;

import io.mediachassis.blade.playout.ScheduledRun;
import io.mediachassis.blade.playout.TimeLine;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each stream of a set sends at each station time, with which numbers. A stream's plays are one row of slots, a
 * segment each: slot {@code play * segments + segment}. Pure, any thread; allocates nothing.
 *
 * <p>Between the end of a play and the next one's start, less than an interval, a stream rests: it sends nothing. Null
 * packets would cost every receiver's link as much as the program does, and tell them nothing that the pause doesn't: the
 * announcements say when the next play begins, and players wait for UDP without a limit.
 */
public final class NvodSchedule {
    /** {@link #slotAt}: the first play has not begun. */
    public static final long BEFORE = -1;

    private static final long NS_PER_MS = 1_000_000;
    private static final long PACKET_BITS = 8L * ScheduledRun.PACKET_BYTES;
    private static final long TICKS_PER_MS = TimeLine.TICKS_PER_SECOND / 1000;
    private static final int TICKS_PER_RTP_TICK = 300;
    /** The SSRC's upper byte names the blade that holds a console's conversation: here is none. */
    private static final int SSRC_MASK = 0x00ff_ffff;

    private final NvodSet set;
    private final ProgramShape program;
    private final int segments;
    private final long intervalNs;
    private final long periodNs;
    private final long periodTicks;
    private final long slots;

    public NvodSchedule(NvodSet set) {
        this.set = set;
        this.program = set.program();
        this.segments = program.segments();
        this.intervalNs = set.intervalMs() * NS_PER_MS;
        this.periodNs = set.streams() * intervalNs;
        this.periodTicks = set.streams() * set.intervalMs() * TICKS_PER_MS;
        this.slots = set.loops() == 0 ? Long.MAX_VALUE : (long) set.loops() * segments;
    }

    public NvodSet set() {
        return set;
    }

    /** How many slots each stream has; Long.MAX_VALUE where it never ends. */
    public long slots() {
        return slots;
    }

    // ---- when --------------------------------------------------------------------------------------------------

    /** The slot that began last, be it over by now; {@link #BEFORE}; {@link #slots()} when the last play is over. */
    public long slotAt(int stream, long stationNs) {
        long since = stationNs - firstStartNs(stream);
        if (since < 0) {
            return BEFORE;
        }
        long play = since / periodNs;
        if (set.loops() != 0 && (play >= set.loops() || (play == set.loops() - 1 && since % periodNs >= ns(segments)))) {
            return slots;
        }
        return play * segments + segmentAt(since % periodNs);
    }

    /** The segment that began last, so long after a play's start. */
    private int segmentAt(long sinceNs) {
        int low = 0;
        int high = segments - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (ns(middle) <= sinceNs) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Station time at which a slot begins. */
    public long startNs(int stream, long slot) {
        return firstStartNs(stream) + play(slot) * periodNs + ns(segment(slot));
    }

    /** Station time at which a slot ends. */
    public long endNs(int stream, long slot) {
        return firstStartNs(stream) + play(slot) * periodNs + ns(segment(slot) + 1);
    }

    /** Whether a stream is in that slot, and not past it. */
    public boolean sends(int stream, long slot, long stationNs) {
        return slot >= 0 && slot < slots && stationNs < endNs(stream, slot);
    }

    /**
     * A play that begins.
     *
     * @param play 0 for the stream's first
     * @param atNs station time
     */
    public record Start(int stream, long play, long atNs) {}

    /** The first start at or after a station time: what a console that joins now waits for. Empty when none comes. */
    public Optional<Start> nextStart(long stationNs) {
        long since = Math.max(0, stationNs - set.epochNs());
        return start((since + intervalNs - 1) / intervalNs);
    }

    /** The last start before a station time; empty when none was, or that play is over. */
    public Optional<Start> lastStart(long stationNs) {
        long since = stationNs - set.epochNs();
        return since < 0 ? Optional.empty()
                : start(since / intervalNs).filter(start -> stationNs < start.atNs() + ns(segments));
    }

    /** The start of that number, over all streams; empty when there is none. */
    private Optional<Start> start(long number) {
        int streams = set.streams();
        long play = number / streams;
        int stream = (int) (number % streams);
        return set.loops() != 0 && play >= set.loops()
                ? Optional.empty()
                : Optional.of(new Start(stream, play, set.epochNs() + number * intervalNs));
    }

    /** The next start of one stream at or after a station time; empty when none comes. */
    public Optional<Start> nextStart(int stream, long stationNs) {
        long since = Math.max(0, stationNs - firstStartNs(stream));
        return start((since + periodNs - 1) / periodNs * set.streams() + stream);
    }

    /** Station time at which a stream begins its first play. */
    public long firstStartNs(int stream) {
        return set.epochNs() + stream * intervalNs;
    }

    private long ns(int segment) {
        return program.startTicks(segment) * 1000 / 27;
    }

    public int segment(long slot) {
        return (int) (slot % segments);
    }

    public long play(long slot) {
        return slot / segments;
    }

    /** How much of the stream a window of interleaving is, ns; 0 where packets leave in order. */
    public long windowNs() {
        return set.interleave() * PACKET_BITS * 1_000_000_000L / Math.max(1, program.bitRate());
    }

    /** In which order a stream's packets leave; null: in theirs. */
    public @Nullable PacketInterleaver interleaver(int stream) {
        return set.interleave() == 0 ? null : PacketInterleaver.of(set.interleaveKey() + stream, set.interleave());
    }

    // ---- with which numbers ------------------------------------------------------------------------------------

    public int ssrc(int stream) {
        return (int) mixed(stream, 1) & SSRC_MASK;
    }

    /** How many packets a stream sends before the first one of a slot; the one that opens the play belongs to no slot. */
    public long packetsBefore(long slot) {
        return play(slot) * program.packets() + program.firstPacket(segment(slot));
    }

    /** How many it has sent once a slot is over. */
    public long packetsThrough(long slot) {
        return packetsBefore(slot) + program.packets(segment(slot));
    }

    /**
     * Which packet of a slot is about due at a station time, as if all were of one length in time; before the slot less than
     * 0, after it more than there are.
     */
    public long packetDue(int stream, long slot, long stationNs) {
        long startNs = startNs(stream, slot);
        double part = (double) (stationNs - startNs) / Math.max(1, endNs(stream, slot) - startNs);
        return (long) (part * program.packets(segment(slot)));
    }

    /** RTP sequence number of the packet that so many precede: 0 to 65535. */
    public int sequence(int stream, long packetsBefore) {
        return (int) ((mixed(stream, 2) + packetsBefore) & 0xffff);
    }

    /** RTP timestamp (90 kHz) of the program's start in a play. */
    public int timestamp(int stream, long play) {
        return (int) (mixed(stream, 3) + play * periodTicks / TICKS_PER_RTP_TICK);
    }

    /** Media that a stream sends before a slot, bytes. */
    public long bytesBefore(long slot) {
        return play(slot) * program.bytesBefore(segments) + program.bytesBefore(segment(slot));
    }

    /** SplitMix64's finalizer: numbers that don't tell of one another. */
    private long mixed(int stream, int use) {
        long z = set.seed() + (stream * 4L + use) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
