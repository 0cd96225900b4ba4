package io.mediachassis.controller.hardware;

import java.util.ArrayList;
import java.util.List;

/**
 * Which blade is powered on next: those that are wanted, in slot order, one at a time with a spacing (inrush current),
 * within what the PSUs give. Before each power-on the blade's CBC gets an enrolment token, since the board behind it may
 * be new.
 *
 * <pre>
 *             turn, budget           enrolled            power good
 *   OFF ---------------------> ENROLLING ------> ORDERED ----------> ON
 *    ^ ^    order failed (retry later)  |           |                 |
 *    | +--------------------------------+-----------+                 |
 *    +------------------- power good gone, fence, operator -----------+
 * </pre>
 *
 * <p>A blade is wanted unless its operator switched it off (kept in a mask, to be stored by the caller), the election
 * fenced it and has not said power on, its board tripped for temperature lately, or its handle is open. Pure; one
 * thread.
 */
public final class PowerSequence {
    /**
     * Timing and assumptions of power-on.
     *
     * @param spacingNs from one power-on to the next
     * @param retryNs after a power-on that failed
     * @param orderedNs how long power good may take after the order
     * @param coolDownNs how long a board that tripped for temperature stays off
     * @param baseWatts what controllers, fans and switch draw
     * @param blindWatts what a blade counts that has not said what it can draw
     */
    public record Settings(
            long spacingNs, long retryNs, long orderedNs, long coolDownNs, int baseWatts, int blindWatts) {
        public static final Settings DEFAULT =
                new Settings(500_000_000L, 2_000_000_000L, 3_000_000_000L, 30_000_000_000L, 100, 120);
    }

    /** What is to be done. */
    public sealed interface Step {
        int slot();
    }

    /** Give the CBC a fresh enrolment token, then say {@link #onEnrolled}. */
    public record EnrolFirst(int slot) implements Step {}

    /** Switch the board on. */
    public record PowerOn(int slot) implements Step {}

    /** The blade has to wait: the PSUs can't feed it. Said once per shortage. */
    public record OverBudget(int slot, int needWatts, int freeWatts) implements Step {}

    private enum Phase {
        OFF,
        ENROLLING,
        ORDERED,
        ON
    }

    private static final class Board {
        Phase phase = Phase.OFF;
        boolean known;
        boolean present;
        boolean handleClosed;
        boolean operatorOff;
        boolean fenced;
        boolean refusalSaid;
        boolean waits;
        long notBeforeNs;
        long orderedAtNs;
        int watts;
    }

    private final Settings settings;
    private final Board[] boards;
    private int supplyWatts;
    private boolean supplyKnown;
    private boolean started;
    private long lastOnNs;

    /** @param operatorOff bit n-1: the operator has switched slot n off; stored over restarts and switch-overs */
    public PowerSequence(int slotCount, Settings settings, int operatorOff) {
        this.settings = settings;
        this.boards = new Board[slotCount];
        for (int i = 0; i < slotCount; i++) {
            boards[i] = new Board();
            boards[i].operatorOff = (operatorOff & (1 << i)) != 0;
        }
    }

    /** Bit n-1: the operator has switched slot n off. */
    public int operatorOff() {
        int mask = 0;
        for (int i = 0; i < boards.length; i++) {
            mask |= boards[i].operatorOff ? 1 << i : 0;
        }
        return mask;
    }

    /** Whether the operator and the election let the blade run (the handle apart). */
    public boolean wanted(int slot) {
        Board b = at(slot);
        return !b.operatorOff && !b.fenced;
    }

    public boolean fenced(int slot) {
        return at(slot).fenced;
    }

    /** The operator's word; remembered until the next one, also over extraction. */
    public void operator(int slot, boolean on) {
        Board b = at(slot);
        b.operatorOff = !on;
        b.waits = false;
        if (!on) {
            b.phase = b.phase == Phase.ON ? Phase.ON : Phase.OFF;
        }
    }

    /** The election powers the blade off; it stays so until {@link #release}. */
    public void fence(int slot) {
        Board b = at(slot);
        b.fenced = true;
        b.phase = b.phase == Phase.ON ? Phase.ON : Phase.OFF;
    }

    /** The election lets the blade come back. */
    public void release(int slot) {
        at(slot).fenced = false;
    }

    /** The board tripped for temperature: it stays off for the cool-down. */
    public void tripped(int slot, long nowNs) {
        Board b = at(slot);
        b.phase = Phase.OFF;
        wait(b, nowNs + settings.coolDownNs());
    }

    /** The presence pin. */
    public void onPin(int slot, boolean present) {
        Board b = at(slot);
        if (present != b.present) {
            b.present = present;
            b.known = false;
            b.handleClosed = false;
            b.phase = Phase.OFF;
            b.fenced = false;
            b.waits = false;
            b.watts = 0;
            b.refusalSaid = false;
        }
    }

    /** What a board can draw, in watts, by its CBC. */
    public void onIdentity(int slot, int watts) {
        at(slot).watts = watts;
    }

    /** The board's status, by its CBC. A board that has power already is adopted, not switched. */
    public void onBoard(int slot, boolean powerGood, boolean handleClosed) {
        Board b = at(slot);
        b.known = true;
        b.handleClosed = handleClosed;
        if (powerGood) {
            b.phase = Phase.ON;
            b.refusalSaid = false;
        } else if (b.phase == Phase.ON) {
            b.phase = Phase.OFF;
        }
    }

    /** The CBC does not answer: nothing is ordered from it. */
    public void onCbcLost(int slot) {
        Board b = at(slot);
        b.known = false;
        b.phase = b.phase == Phase.ON ? Phase.ON : Phase.OFF;
    }

    /**
     * What all PSUs together can give, in watts. Until it is told for the first time nothing is powered on.
     */
    public void onSupply(int watts) {
        supplyKnown = true;
        if (watts != supplyWatts) {
            supplyWatts = watts;
            for (Board b : boards) {
                b.refusalSaid = false;
            }
        }
    }

    /** The CBC took its token. */
    public List<Step> onEnrolled(int slot, long nowNs) {
        Board b = at(slot);
        if (b.phase != Phase.ENROLLING) {
            return List.of();
        }
        b.phase = Phase.ORDERED;
        b.orderedAtNs = nowNs;
        return List.of(new PowerOn(slot));
    }

    /** Token or power-on found no answer, or a refusal. */
    public void onFailed(int slot, long nowNs) {
        Board b = at(slot);
        if (b.phase == Phase.ENROLLING || b.phase == Phase.ORDERED) {
            b.phase = Phase.OFF;
            wait(b, nowNs + settings.retryNs());
        }
    }

    /** Whose turn it is. */
    public List<Step> tick(long nowNs) {
        List<Step> steps = new ArrayList<>();
        boolean oneIsUnderway = false;
        for (Board b : boards) {
            if (b.phase == Phase.ORDERED && nowNs - b.orderedAtNs >= settings.orderedNs()) {
                b.phase = Phase.OFF;
                wait(b, nowNs + settings.retryNs());
            }
            oneIsUnderway |= b.phase == Phase.ENROLLING;
        }
        if (!supplyKnown || oneIsUnderway || (started && nowNs - lastOnNs < settings.spacingNs())) {
            return steps;
        }
        for (int slot = 1; slot <= boards.length; slot++) {
            Board b = at(slot);
            if (!isDue(b, slot, nowNs)) {
                continue;
            }
            int free = freeWatts();
            if (watts(b) <= free) {
                b.phase = Phase.ENROLLING;
                started = true;
                lastOnNs = nowNs;
                steps.add(new EnrolFirst(slot));
                return steps;
            }
            // Slot order is also the order of importance: nobody behind overtakes a blade that waits for power.
            if (!b.refusalSaid) {
                b.refusalSaid = true;
                steps.add(new OverBudget(slot, watts(b), free));
            }
            return steps;
        }
        return steps;
    }

    /** What the PSUs have left, in watts; may be below zero when one of them failed. */
    public int freeWatts() {
        int free = supplyWatts - settings.baseWatts();
        for (Board b : boards) {
            free -= b.phase == Phase.OFF ? 0 : watts(b);
        }
        return free;
    }

    private boolean isDue(Board b, int slot, long nowNs) {
        if (b.waits && nowNs - b.notBeforeNs >= 0) {
            b.waits = false;
        }
        return b.phase == Phase.OFF && b.present && b.known && b.handleClosed && wanted(slot) && !b.waits;
    }

    private static void wait(Board b, long untilNs) {
        b.waits = true;
        b.notBeforeNs = untilNs;
    }

    private int watts(Board b) {
        return b.watts == 0 ? settings.blindWatts() : b.watts;
    }

    private Board at(int slot) {
        return boards[slot - 1];
    }
}
