package io.mediachassis.blade.fill;

import io.mediachassis.blade.nvod.NvodSchedule;
import io.mediachassis.blade.nvod.ProgramShape;
import io.mediachassis.blade.repair.RepairStore;
import io.mediachassis.blade.repair.RepairStore.Holding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Puts a program's segments together from the packets of its staggered streams (seed 000 claim 2: interactive servers cache
 * what they joined). A stream sends the segments' files in order, and the schedule tells which packet has which number; so
 * what is kept of a stream for repair is a part of a segment, and the next part when it has gone on.
 *
 * <pre>
 *          its beginning is kept          its index is here           all of it came
 *   absent ----------------------> BEGUN ------------------> FILLING -----------------> held
 *      ^                             |                      |       ^
 *      |                             |   packets were lost, |       | they come from an engine that holds them
 *      |                             |  or nothing came for |       |
 *      |                             |  {@link #STALLED_NS} |       |
 *      |                             |                      v       |
 *      '--------- can't be had ------+------------------- FETCHING -'
 * </pre>
 *
 * <p>A segment is begun where no more than an eighth of it was sent before the stream was joined; others are left to a later
 * stream. Several streams may go on with one segment: each appends what comes next. One that is begun is played while it
 * comes, so it must not stand still: what no stream brings is fetched. Times are monotonic nanoseconds where they are not
 * station times. Pure; one thread.
 */
public final class GroupSegments {
    /** A segment of which no stream brought more for so long: what is lacking is fetched. */
    static final long STALLED_NS = 2_000_000_000L;
    /** One that was refused or failed is not begun again before that. */
    static final long RETRY_NS = 2_000_000_000L;
    /** Files open at a time are fewer than a receiver's. */
    static final int MAX_OPEN = 12;
    /** The most of a segment that is fetched while a stream brings more of it, one in so many. */
    private static final int FETCHED_SHARE = 8;
    /** Taken of a stream at a time, so that its thread does other things between. */
    private static final int TURN_PACKETS = 512;

    private final ProgramShape program;
    private final IntPredicate held;
    private final SegmentWriter writer;
    private final Map<Integer, Filling> filling = new HashMap<>();
    private final Map<Integer, Long> notBeforeNs = new HashMap<>();

    private static final class Filling {
        /** Packets that are appended. */
        private long have;
        /** Its index, or some of it, is asked for. */
        private boolean waiting = true;
        private long movedNs;

        Filling(long nowNs) {
            movedNs = nowNs;
        }
    }

    /** @param held whether this blade holds a segment already */
    public GroupSegments(ProgramShape program, IntPredicate held, SegmentWriter writer) {
        this.program = program;
        this.held = held;
        this.writer = writer;
    }

    /** Takes what has come of a stream. */
    public void collect(NvodSchedule schedule, int stream, RepairStore store, long stationNs, long nowNs) {
        long now = schedule.slotAt(stream, stationNs);
        // The end of the segment in front may still be on its way.
        for (long slot = Math.max(0, now - 1); slot <= Math.min(now, schedule.slots() - 1); slot++) {
            collect(new SegmentPass(schedule, stream, slot, store, stationNs), nowNs);
        }
    }

    private void collect(SegmentPass pass, long nowNs) {
        int segment = pass.segment();
        Filling at = filling.get(segment);
        if (held.test(segment)) {
            if (at != null) {
                giveUp(segment, nowNs);
            }
            return;
        }
        if (at == null) {
            at = begin(pass, nowNs);
        }
        if (at == null || at.waiting) {
            return;
        }
        for (int n = 0; n < TURN_PACKETS && at.have < pass.packets(); n++) {
            Holding holding = pass.holding(at.have);
            if (holding == Holding.HELD && pass.fits(at.have)) {
                if (!append(pass, at, nowNs)) {
                    return;
                }
            } else if (holding == Holding.HELD) {
                // Somebody else's, with these numbers.
                fetch(pass.segment(), at, at.have + 1, nowNs);
                return;
            } else {
                if (pass.lost(at.have, holding)) {
                    fetch(pass, at, nowNs);
                }
                return;
            }
        }
        finishIfAll(segment, at);
    }

    private @Nullable Filling begin(SegmentPass pass, long nowNs) {
        int segment = pass.segment();
        Long notBefore = notBeforeNs.get(segment);
        if (filling.size() >= MAX_OPEN || (notBefore != null && notBefore - nowNs > 0) || !reachable(pass)) {
            return null;
        }
        if (!writer.begin(segment)) {
            notBeforeNs.put(segment, nowNs + RETRY_NS);
            return null;
        }
        notBeforeNs.remove(segment);
        Filling fresh = new Filling(nowNs);
        filling.put(segment, fresh);
        return fresh;
    }

    /** Whether enough of its beginning is kept. */
    private static boolean reachable(SegmentPass pass) {
        return pass.firstHeld(0, pass.packets() / FETCHED_SHARE + 1) >= 0;
    }

    private boolean append(SegmentPass pass, Filling at, long nowNs) {
        if (!writer.append(pass.segment(), pass.memory(), pass.payloadAt(at.have), pass.payloadBytes(at.have))) {
            return false;
        }
        at.have++;
        at.movedNs = nowNs;
        return true;
    }

    /** A gap that the stream is past; a large one may be another stream's to fill, before it has stood still for long. */
    private void fetch(SegmentPass pass, Filling at, long nowNs) {
        long next = pass.firstHeld(at.have, pass.packets() / FETCHED_SHARE + 2);
        if (next > 0) {
            // What is the oldest now is gone once the answer is here.
            boolean old = pass.holding(at.have) == Holding.GONE;
            long to = old ? Math.min(pass.packets(), next + pass.kept() / 2) : next;
            fetch(pass.segment(), at, to, nowNs);
        }
    }

    private void fetch(int segment, Filling at, long to, long nowNs) {
        at.waiting = true;
        at.movedNs = nowNs;
        writer.fetch(segment, program.offset(segment, at.have), program.offset(segment, to));
        at.have = to;
    }

    /** It is begun, or what was asked for is appended. */
    public void onReady(int segment, long nowNs) {
        Filling at = filling.get(segment);
        if (at != null) {
            at.waiting = false;
            at.movedNs = nowNs;
            finishIfAll(segment, at);
        }
    }

    private void finishIfAll(int segment, Filling at) {
        if (at.have == program.packets(segment)) {
            filling.remove(segment);
            writer.finish(segment);
        }
    }

    /** It can't be written, or had, or was not what it should have been. */
    public void onFailed(int segment, long nowNs) {
        filling.remove(segment);
        notBeforeNs.put(segment, nowNs + RETRY_NS);
    }

    /** Now and then: what nothing comes of is fetched to its end. */
    public void tick(long nowNs) {
        for (Map.Entry<Integer, Filling> entry : List.copyOf(filling.entrySet())) {
            Filling at = entry.getValue();
            int segment = entry.getKey();
            if (!at.waiting && nowNs - at.movedNs >= STALLED_NS) {
                fetch(segment, at, program.packets(segment), nowNs);
            }
        }
        notBeforeNs.values().removeIf(until -> until - nowNs <= 0);
    }

    /** The program has no set any more: gives up everything. */
    public void close(long nowNs) {
        List.copyOf(filling.keySet()).forEach(segment -> giveUp(segment, nowNs));
    }

    private void giveUp(int segment, long nowNs) {
        filling.remove(segment);
        notBeforeNs.put(segment, nowNs + RETRY_NS);
        writer.abandon(segment);
    }

    /** How many segments are being put together. */
    public int open() {
        return filling.size();
    }
}
