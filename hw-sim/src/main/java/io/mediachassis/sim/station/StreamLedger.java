package io.mediachassis.sim.station;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * All that any engine sent of one stream, packet by packet, and whether it may: S1. A packet goes on where the last one
 * ended, in numbers, timestamps and bytes; or starts where the console asked to play; or is the first of an engine that
 * goes on for another which a fault has touched, with numbers past all that was sent and a place near by.
 */
final class StreamLedger {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long TICKS_PER_SECOND = 27_000_000L;
    private static final int TICKS_PER_RTP_TICK = 300;
    /** What a rescue may skip or repeat beyond the time that nothing was sent. */
    private static final long RESCUE_SLACK_TICKS = 3 * TICKS_PER_SECOND;
    /** An engine that a fault has touched may send beside its successor for so long after it. */
    private static final long STRAGGLE_NS = 6 * SECOND_NS;

    final int ssrc;
    final long session;
    final SimConsole console;
    private final StationWorld world;
    private final SimProgram program;
    private final BitSet used = new BitSet(1 << 16);
    private final @Nullable Run[] runs = new Run[17];
    private final Deque<Long> targets = new ArrayDeque<>();
    private final long openedNs;
    private double speedBefore = 1;
    private double speedAsked = 1;
    private boolean started;
    private int sender;
    private int highest;
    private int timestamp;
    private long ticks;
    private long lastNs;
    private long unbrokenUntilNs;
    /** Where it was left when another went on for whoever was to have it: {@link #highest} and {@link #ticks} then. */
    private int leftHighest = -1;
    private long leftTicks;

    /** One engine's sending without a break. */
    private static final class Run {
        final int life;
        int nextSequence;

        Run(int life, int nextSequence) {
            this.life = life;
            this.nextSequence = nextSequence;
        }
    }

    StreamLedger(StationWorld world, SimConsole console, SimProgram program, int ssrc, long session) {
        this.world = world;
        this.console = console;
        this.program = program;
        this.ssrc = ssrc;
        this.session = session;
        this.openedNs = world.now;
    }

    /** The console asks for a speed of delivery; whoever goes on may know of that before, or of this one. */
    void mayPlayAt(double speed) {
        speedBefore = speedAsked;
        speedAsked = speed;
    }

    /** The console asks to play from a time, or from where it is. */
    void mayStartAt(long fromTicks) {
        targets.addFirst(program.startOfPlay(fromTicks));
        if (targets.size() > 3) {
            targets.removeLast();
        }
    }

    /** Until then each engine goes on where the one before it ended. */
    void unbrokenUntil(long ns) {
        unbrokenUntilNs = ns;
    }

    long lastNs() {
        return lastNs;
    }

    /** Program time of the next packet. */
    long position() {
        return ticks;
    }

    int sender() {
        return sender;
    }

    /** Whether it is at that segment and gets packets from this blade. */
    boolean isSending(SimBlade blade, SimProgram from, int segment) {
        return started && sender == blade.slot && program == from && program.segmentAt(ticks) == segment
                && world.now - lastNs < SECOND_NS / 10;
    }

    boolean atEnd() {
        return started && ticks >= program.durationTicks();
    }

    void sent(SimBlade blade, int sequence, int stamp, SimProgram.Place place, long offset, int length) {
        if (place.program() != program) {
            world.fail("S1", this + ": blade " + blade.slot + " sends " + place.program().id);
            return;
        }
        // What an isolated blade sends arrives nowhere.
        boolean arrives = blade.isolated == 0;
        Run run = runs[blade.slot];
        boolean goesOn = run != null && run.life == blade.life() && run.nextSequence == sequence;
        if (run != null && goesOn && sender != blade.slot) {
            // Behind its successor, it uses that one's numbers.
            run.nextSequence = (sequence + 1) & 0xffff;
            straggler(blade);
            return;
        }
        if (sender != blade.slot && goesOnLate(blade, sequence, place.program().line(place.segment()).timeAt(offset))) {
            runs[blade.slot] = new Run(blade.life(), (sequence + 1) & 0xffff);
            straggler(blade);
            return;
        }
        if (arrives && used.get(sequence)) {
            world.fail("S1", this + ": blade " + blade.slot + " uses sequence number " + sequence + " again, highest was "
                    + highest + " of blade " + sender);
            return;
        }
        if (arrives) {
            used.set(sequence);
        }
        long at = place.program().line(place.segment()).timeAt(offset);
        if (run == null || !goesOn) {
            run = new Run(blade.life(), sequence);
            runs[blade.slot] = run;
        }
        run.nextSequence = (sequence + 1) & 0xffff;
        boolean next = started && sequence == ((highest + 1) & 0xffff);
        if (!started) {
            if (!isTarget(at) && !startsForAnother(at)) {
                world.fail("S1", this + ": starts at " + seconds(at) + ", which nobody asked for");
            }
        } else if (next && at == ticks) {
            int expected = timestamp;
            if (Math.abs(stamp - expected) > 2) {
                world.fail("S1", this + ": timestamp " + stamp + " of blade " + blade.slot + ", due was " + expected);
            }
        } else if (!next || !isTarget(at)) {
            goesOnElsewhere(blade, goesOn, sequence, at);
        }
        if (blade.slot != sender) {
            world.trace(this + " is sent by blade " + blade.slot + " from " + seconds(at));
        }
        started = true;
        sender = blade.slot;
        highest = sequence;
        lastNs = world.now;
        ticks = end(place, offset + length);
        timestamp = stamp + (int) ((ticks - at) / TICKS_PER_RTP_TICK);
    }

    private long end(SimProgram.Place place, long offset) {
        return program.line(place.segment()).timeAt(offset);
    }

    private boolean isTarget(long at) {
        return targets.contains(at);
    }

    /** The engine that was to start it is gone. */
    private boolean startsForAnother(long at) {
        long silentTicks = (long) ((world.now - openedNs) * 0.027 * Math.max(speedBefore, speedAsked));
        return world.blades.stream().anyMatch(blade -> world.invariants.touched(blade.slot, 12 * SECOND_NS))
                && targets.stream().anyMatch(target -> at >= target && at <= target + silentTicks);
    }

    /** The order to go on where it was left came late, and nobody could know that another had gone on meanwhile. */
    private boolean goesOnLate(SimBlade blade, int sequence, long at) {
        return leftHighest >= 0 && sequence == ((leftHighest + 1) & 0xffff) && at == leftTicks
                && world.invariants.touched(blade.slot, STRAGGLE_NS);
    }

    private void straggler(SimBlade blade) {
        if (!world.invariants.touched(blade.slot, STRAGGLE_NS)) {
            world.fail("S1", this + ": blade " + blade.slot + " still sends, though blade " + sender + " does");
        }
    }

    private void goesOnElsewhere(SimBlade blade, boolean goesOn, int sequence, long at) {
        String what = this + ": blade " + blade.slot + " goes on at " + seconds(at) + " with sequence number " + sequence
                + " after " + seconds(ticks) + " and " + highest + " of blade " + sender;
        if (world.now < unbrokenUntilNs) {
            world.fail("S6", what);
        } else if (goesOn || !(world.invariants.touched(sender, 12 * SECOND_NS) || mayHaveGoneToAnother())) {
            world.fail("S1", what);
        } else {
            checkRescue(what, sequence, at);
            leftHighest = highest;
            leftTicks = ticks;
        }
    }

    /** It was handed over to an engine that went just then, and has sent nothing. */
    private boolean mayHaveGoneToAnother() {
        return program.isNearBorder(ticks, 1)
                && world.blades.stream().anyMatch(blade -> world.invariants.touched(blade.slot, 12 * SECOND_NS));
    }

    private void checkRescue(String what, int sequence, long at) {
        int ahead = (short) (sequence - highest);
        long silentNs = world.now - lastNs;
        // An engine that was to go on may have died in its turn.
        long bound = 4 * (256 + 8) + 4L * program.packetsPerSecond * (silentNs + 3 * SECOND_NS) / SECOND_NS;
        long silentTicks = (long) (silentNs * 0.027 * Math.max(speedBefore, speedAsked));
        boolean near = at >= ticks - RESCUE_SLACK_TICKS && at <= ticks + silentTicks + RESCUE_SLACK_TICKS;
        for (long target : targets) {
            near |= at >= target && at <= target + silentTicks + RESCUE_SLACK_TICKS;
        }
        if (ahead <= 0 || ahead > bound || !near) {
            world.fail("S1", what + ", " + ahead + " ahead of " + bound + " at most");
        }
    }

    private static String seconds(long ticks) {
        return String.format("%.3f s", (double) ticks / TICKS_PER_SECOND);
    }

    @Override
    public String toString() {
        return "stream " + Integer.toHexString(ssrc) + " (" + Long.toHexString(session) + ") of " + program.id + " to console " + console.number;
    }
}
