package io.mediachassis.controller.hardware;

import io.mediachassis.controller.hardware.BoardPower.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which blade is powered on next: those that are wanted, in slot order, one at a time with a spacing (inrush current),
 * within what the PSUs give. Before each power-on the blade's CBC gets an enrolment token, since the board behind it may
 * be new. How far each is says its {@link BoardPower}.
 *
 * <p>A blade is due when its slot is in M2, unless its operator switched it off, the election fenced it and has not said
 * power on, or its board tripped for temperature lately. Pure; one thread.
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
     * @param redundancy how many PSUs may fail
     */
    public record Settings(
            long spacingNs, long retryNs, long orderedNs, long coolDownNs, int baseWatts, int blindWatts,
            PowerBudget.Redundancy redundancy) {
        public static final Settings DEFAULT =
                new Settings(500_000_000L, 2_000_000_000L, 3_000_000_000L, 30_000_000_000L, 100, 120,
                        PowerBudget.Redundancy.N);

        Settings with(long spacing, PowerBudget.Redundancy psus) {
            return new Settings(spacing, retryNs, orderedNs, coolDownNs, baseWatts, blindWatts, psus);
        }
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

    private final Settings settings;
    private final BoardPower[] boards;
    private PowerBudget budget;
    private boolean supplyKnown;
    private boolean started;
    private long lastOnNs;

    /** @param operatorOff bit n-1: the operator has switched slot n off; stored over restarts and switch-overs */
    public PowerSequence(int slotCount, Settings settings, int operatorOff) {
        this.settings = settings;
        this.boards = new BoardPower[slotCount];
        this.budget = new PowerBudget(settings.redundancy(), List.of(), List.of());
        for (int i = 0; i < slotCount; i++) {
            boards[i] = new BoardPower();
            boards[i].leaves((operatorOff & (1 << i)) != 0);
        }
    }

    /** Whether nothing forbids the blade power now. */
    public boolean allowed(int slot) {
        return at(slot).allowed();
    }

    /** Whether the blade is to have power from now on, too (the handle apart). */
    public boolean wanted(int slot) {
        return at(slot).wanted();
    }

    /** The blade is to have no power once it has handed its work over, or is to stay after all. */
    public void leaves(int slot, boolean out) {
        at(slot).leaves(out);
    }

    /** Whether the election has powered the blade off, and has not released it. */
    public boolean fenced(int slot) {
        return at(slot).fenced();
    }

    /** The operator's word; remembered until the next one, also over extraction. */
    public void operator(int slot, boolean on) {
        at(slot).operator(on);
    }

    /** The election powers the blade off; it stays so until {@link #release}. */
    public void fence(int slot) {
        at(slot).fence();
    }

    /** The election lets the blade come back. */
    public void release(int slot) {
        at(slot).release();
    }

    /** The board tripped for temperature: it stays off for the cool-down. */
    public void tripped(int slot, long nowNs) {
        at(slot).off(nowNs + settings.coolDownNs());
    }

    /** The presence pin. */
    public void onPin(int slot, boolean present) {
        at(slot).onPin(present);
    }

    /** What a board can draw, in watts, by its CBC. */
    public void onIdentity(int slot, int watts) {
        at(slot).watts(watts);
    }

    /**
     * The board's status, by its CBC. A board that has power already is adopted, not switched.
     *
     * @param requested its slot asks for power (M2)
     */
    public void onBoard(int slot, boolean powerGood, boolean requested) {
        at(slot).onStatus(powerGood, requested);
    }

    /** The CBC does not answer: nothing is ordered from it. */
    public void onCbcLost(int slot) {
        at(slot).onCbcLost();
    }

    /**
     * What each PSU can give, in watts: of those that are present, and of those of them that are good. Until it is told for
     * the first time nothing is powered on.
     */
    public void onSupply(List<Integer> installed, List<Integer> good) {
        supplyKnown = true;
        PowerBudget now = new PowerBudget(settings.redundancy(), installed, good);
        if (!now.equals(budget)) {
            budget = now;
            for (BoardPower b : boards) {
                b.supplyChanged();
            }
        }
    }

    /** The CBC took its token. */
    public List<Step> onEnrolled(int slot, long nowNs) {
        return at(slot).enrolled(nowNs) ? List.of(new PowerOn(slot)) : List.of();
    }

    /** Token or power-on found no answer, or a refusal. */
    public void onFailed(int slot, long nowNs) {
        at(slot).failed(nowNs + settings.retryNs());
    }

    /** Whose turn it is. */
    public List<Step> tick(long nowNs) {
        List<Step> steps = new ArrayList<>();
        boolean oneIsUnderway = false;
        for (BoardPower b : boards) {
            if (b.overdue(settings.orderedNs(), nowNs)) {
                b.failed(nowNs + settings.retryNs());
            }
            oneIsUnderway |= b.phase() == Phase.ENROLLING;
        }
        if (!supplyKnown || oneIsUnderway || (started && nowNs - lastOnNs < settings.spacingNs())) {
            return steps;
        }
        for (int slot = 1; slot <= boards.length; slot++) {
            BoardPower b = at(slot);
            if (!b.isDue(nowNs)) {
                continue;
            }
            int free = freeWatts();
            if (watts(b) <= free) {
                b.begin();
                started = true;
                lastOnNs = nowNs;
                steps.add(new EnrolFirst(slot));
                return steps;
            }
            // Slot order is also the order of importance: nobody behind overtakes a blade that waits for power.
            if (b.worthSaying()) {
                steps.add(new OverBudget(slot, watts(b), free));
            }
            return steps;
        }
        return steps;
    }

    /** What the blade lacks; empty: there is enough for it. */
    Optional<OverBudget> shortage(int slot) {
        int free = freeWatts();
        int need = watts(at(slot));
        return supplyKnown && at(slot).phase() == Phase.OFF && need > free
                ? Optional.of(new OverBudget(slot, need, free))
                : Optional.empty();
    }

    /** What may still be promised, in watts; below zero when more was than the PSUs that are left may. */
    public int freeWatts() {
        return budget.usableWatts() - promisedWatts();
    }

    /** What is promised to the chassis itself and to the boards that are on or about to be, in watts. */
    public int promisedWatts() {
        int promised = settings.baseWatts();
        for (BoardPower b : boards) {
            promised += b.counts() ? watts(b) : 0;
        }
        return promised;
    }

    /** What the PSUs give and may promise. */
    public PowerBudget budget() {
        return budget;
    }

    /** What is promised to one board that surely has power or is about to, in watts; 0: it is off, or nobody knows. */
    int promisedWatts(int slot) {
        return at(slot).phase() == Phase.OFF ? 0 : watts(at(slot));
    }

    /** It was shed and is off: not again before a while is over, whatever the PSUs say meanwhile. */
    void shed(int slot, long nowNs) {
        at(slot).off(nowNs + settings.retryNs());
    }

    boolean supplyKnown() {
        return supplyKnown;
    }

    int baseWatts() {
        return settings.baseWatts();
    }

    private int watts(BoardPower b) {
        return b.watts() == 0 ? settings.blindWatts() : b.watts();
    }

    private BoardPower at(int slot) {
        return boards[slot - 1];
    }
}
