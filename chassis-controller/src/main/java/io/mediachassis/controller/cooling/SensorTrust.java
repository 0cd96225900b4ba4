package io.mediachassis.controller.cooling;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Whether a temperature sensor is believed. It is not while it
 *
 * <ul>
 *   <li>gives no reading for longer than the time-out (until then the last one counts),
 *   <li>has shown three times within a minute what can't be: below -40 or above 150 degrees, or further from the reading
 *       before than a board can heat up or cool down (where it measures a board). Once or twice is only passed over. One
 *       that jumped is believed again when it jumps back, and never by staying where it is: its device restarts, or is
 *       exchanged, if that is the truth,
 *   <li>stands still to the last digit though what it measures has changed: its board's power by 15 W or the air by 15
 *       percent, two minutes ago or more.
 * </ul>
 *
 * <p>Of a board the first readings are believed when three agree, over a second or more: else any bad one would be the
 * truth for ever.
 *
 * <p>What is well again is believed after 5 s, and after a minute where it was so ten minutes ago already.
 *
 * <p>Pure; one thread.
 */
public final class SensorTrust {
    private static final double LEAST = -40;
    private static final double MOST = 150;
    /** A board with its fans standing heats up by less than 5 K/s. */
    private static final double STEP = 5;

    private static final double STEP_PER_S = 5;
    private static final double STEP_MOST = 15;
    private static final int ODDITIES = 3;
    private static final int FIRST = 3;
    /** Readings that come faster may be of the same measurement. */
    private static final long FIRST_NS = 1_000_000_000L;

    private static final long ODD_NS = 60_000_000_000L;
    private static final double BACK = 10;
    private static final double BACK_SHARE = 0.7;
    private static final long BACK_NS = 5_000_000_000L;
    private static final long BACK_AGAIN_NS = 60_000_000_000L;
    private static final long AGAIN_NS = 600_000_000_000L;
    private static final double EVIDENCE_WATTS = 15;
    private static final double EVIDENCE_AIR = 15;
    private static final long STUCK_NS = 120_000_000_000L;

    /**
     * Why a sensor is not believed, and what it must do to be so again.
     *
     * @param fault as "it ..."
     * @param good its last reading that was believed, degrees; not a number: none was
     * @param shown its last that could be, degrees; not a number: there was none
     * @param jump by how much it jumped and has not jumped back, kelvin; 0: it did not
     * @param moves whether it has changed since
     */
    public record Doubt(String fault, double good, double shown, double jump, boolean moves) {}

    private final long timeoutNs;
    private final boolean slow;
    private long goodNs;
    private double good = Double.NaN;
    private double raw = Double.NaN;
    /** The last that could be, before or since it was missing. */
    private double shown = Double.NaN;
    private long rawNs;
    private String fault = "";
    /** By how much it jumped; 0: it did not. */
    private double jump;
    private boolean jumpedBack;
    private boolean moves;
    private long recoveredNs;
    private boolean recovered;
    private long backSinceNs;
    private boolean back;
    private double leastWatts;
    private double mostWatts;
    private double leastAir;
    private double mostAir;
    /** Its first readings that are alike. */
    private int alike;
    private long alikeNs;
    private int oddities;
    private long oddNs;
    private boolean evidence;
    private long evidenceNs;

    /**
     * Nothing was read yet.
     *
     * @param timeout how long the last reading counts where none comes
     * @param slow what it measures can't jump: a board
     */
    public SensorTrust(Duration timeout, boolean slow, long nowNs) {
        this.timeoutNs = timeout.toNanos();
        this.slow = slow;
        this.goodNs = nowNs;
    }

    /** Goes on from what another controller thought of it, which did not believe it. */
    public void restore(Doubt doubt) {
        fault = doubt.fault();
        good = doubt.good();
        shown = doubt.shown();
        jump = doubt.jump();
        moves = doubt.moves();
    }

    /** For another controller, while it is not believed. */
    public Doubt doubt() {
        return new Doubt(fault, good, shown, jumpedBack ? 0 : jump, moves);
    }

    /**
     * It shows something.
     *
     * @param celsius what it shows
     * @param watts what its board draws; not a number: unknown, or it has nothing to do with this sensor
     * @param air how much air passes it, percent; likewise
     */
    public void reading(double celsius, double watts, double air, long nowNs) {
        boolean can = celsius >= LEAST && celsius <= MOST;
        if (can) {
            lookForEvidence(celsius, watts, air, nowNs);
        }
        double reach = Math.min(STEP_MOST, STEP + STEP_PER_S * (nowNs - goodNs) / 1e9);
        if (!fault.isEmpty()) {
            recover(celsius, can, nowNs);
        } else if (!can) {
            odd(0, String.format(Locale.ROOT, "it shows %.1f °C, which can't be", celsius), nowNs);
        } else if (Double.isNaN(good)) {
            begin(celsius, nowNs);
        } else if (!slow || Math.abs(celsius - good) <= reach) {
            accept(celsius, nowNs);
        } else {
            odd(celsius - good, String.format(Locale.ROOT, "it jumped from %.1f to %.1f °C", good, celsius), nowNs);
        }
        raw = can ? celsius : Double.NaN;
        shown = can ? celsius : shown;
        rawNs = nowNs;
        if (fault.isEmpty() && evidence && nowNs - evidenceNs >= STUCK_NS) {
            moves = false;
            fail(0, String.format(Locale.ROOT, "it stands still at %.1f °C though its board's power or air has changed", celsius));
        }
    }

    private void begin(double celsius, long nowNs) {
        alike = continues(celsius, nowNs) ? alike + 1 : 1;
        alikeNs = alike == 1 ? nowNs : alikeNs;
        if (!slow || (alike >= FIRST && nowNs - alikeNs >= FIRST_NS)) {
            accept(celsius, nowNs);
        } else if (nowNs - goodNs > timeoutNs) {
            moves = true;
            fail(0, "its first readings contradict one another");
        }
    }

    /** Whether a temperature can have gone from the reading before to this one. */
    private boolean continues(double celsius, long nowNs) {
        return Math.abs(celsius - raw) <= STEP + STEP_PER_S * (nowNs - rawNs) / 1e9;
    }

    /** The last good reading counts, unless this happens too often. */
    private void odd(double by, String why, long nowNs) {
        if (oddities == 0 || nowNs - oddNs >= ODD_NS) {
            oddities = 0;
            oddNs = nowNs;
        }
        oddities++;
        if (oddities >= ODDITIES) {
            moves = by != 0;
            fail(by, why);
        }
    }

    /** Whether it has shown lately what can't be, and one must look whether it does so again. */
    public boolean questionable(long nowNs) {
        return fault.isEmpty() && oddities > 0 && nowNs - oddNs < ODD_NS;
    }

    /** It answers nothing now. */
    public void missing(long nowNs) {
        if (fault.isEmpty() && nowNs - goodNs > timeoutNs) {
            moves = true;
            fail(0, "it gives no reading");
            raw = Double.NaN;
        }
    }

    /** What it is believed to measure, degrees; empty: it is not believed. */
    public OptionalDouble value() {
        return fault.isEmpty() && !Double.isNaN(good) ? OptionalDouble.of(good) : OptionalDouble.empty();
    }

    /** What it shows first, while that is neither believed nor doubted, degrees; empty: that is over, or can't be. */
    public OptionalDouble first() {
        return fault.isEmpty() && Double.isNaN(good) && !Double.isNaN(raw) ? OptionalDouble.of(raw) : OptionalDouble.empty();
    }

    /** Why it is not believed, as "it ..."; empty: it is, or has only begun to show something. */
    public String fault() {
        return fault;
    }

    private void accept(double celsius, long nowNs) {
        good = celsius;
        goodNs = nowNs;
        oddities = fault.isEmpty() ? oddities : 0;
        fault = "";
        back = false;
    }

    private void fail(double by, String why) {
        jump = by;
        jumpedBack = false;
        fault = why;
        back = false;
    }

    /** Where it did not jump, moving as a temperature does restores it; where it did, it must have jumped back. */
    private void recover(double celsius, boolean can, long nowNs) {
        boolean continuous = can && (!slow || continues(celsius, nowNs));
        if (!continuous) {
            boolean isBack = Math.abs(celsius - good) <= BACK
                    || (shown - celsius) * Math.signum(jump) >= BACK_SHARE * Math.abs(jump);
            jumpedBack = can && jump != 0 && isBack;
            back = false;
            return;
        }
        moves |= celsius != raw;
        boolean fits = moves && (jump == 0 || jumpedBack);
        if (fits && !back) {
            backSinceNs = nowNs;
        }
        back = fits;
        long needNs = recovered && nowNs - recoveredNs < AGAIN_NS ? BACK_AGAIN_NS : BACK_NS;
        if (back && nowNs - backSinceNs >= needNs) {
            evidence = false;
            recovered = true;
            recoveredNs = nowNs;
            accept(celsius, nowNs);
        }
    }

    private void lookForEvidence(double celsius, double watts, double air, long nowNs) {
        if (celsius != raw) {
            leastWatts = Double.POSITIVE_INFINITY;
            mostWatts = Double.NEGATIVE_INFINITY;
            leastAir = Double.POSITIVE_INFINITY;
            mostAir = Double.NEGATIVE_INFINITY;
            evidence = false;
        }
        if (!Double.isNaN(watts)) {
            leastWatts = Math.min(leastWatts, watts);
            mostWatts = Math.max(mostWatts, watts);
        }
        if (!Double.isNaN(air)) {
            leastAir = Math.min(leastAir, air);
            mostAir = Math.max(mostAir, air);
        }
        boolean changed = mostWatts - leastWatts >= EVIDENCE_WATTS || mostAir - leastAir >= EVIDENCE_AIR;
        if (changed && !evidence) {
            evidence = true;
            evidenceNs = nowNs;
        }
    }
}
