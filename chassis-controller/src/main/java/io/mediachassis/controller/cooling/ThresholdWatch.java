package io.mediachassis.controller.cooling;

import java.util.Arrays;
import java.util.List;

/**
 * One sensor against its {@link Thresholds}. A threshold counts once every reading has been beyond it for its dwell time,
 * and no longer once every reading has been back by the hysteresis for the clear time; one wild reading does nothing.
 * This class alone says what a reading means: alarms, events, SNMP, fans and throttling follow it. Pure; one thread.
 */
public final class ThresholdWatch {
    /** Readings further apart say nothing of the time between them. */
    private static final long GAP_NS = 5_000_000_000L;

    private final Thresholds thresholds;
    private final Side upper;
    private final Side lower;
    private boolean read;
    private long readNs;

    public ThresholdWatch(Thresholds thresholds) {
        this.thresholds = thresholds;
        this.upper = new Side(thresholds.upper(), 1);
        this.lower = new Side(thresholds.lower(), -1);
    }

    /** What it is held against. */
    public Thresholds thresholds() {
        return thresholds;
    }

    /** A reading that is believed, in the thresholds' unit; where it stands now. */
    public Standing read(double value, long nowNs) {
        if (read && nowNs - readNs > GAP_NS) {
            upper.forgetTimes();
            lower.forgetTimes();
        }
        read = true;
        readNs = nowNs;
        upper.read(value, nowNs);
        lower.read(value, nowNs);
        return standing();
    }

    /** As of the last reading. */
    public Standing standing() {
        return Standing.of(upper.degree(), lower.degree());
    }

    /** Nothing is measured any more: what it measured has no power. */
    public void forget() {
        upper.forget();
        lower.forget();
        read = false;
    }

    /** The three thresholds above, or below. */
    private final class Side {
        private final List<Double> limits;
        private final int direction;
        private final boolean[] holds = new boolean[3];
        /** Since when it is the other way than {@link #holds}; meaningful where {@link #changing}. */
        private final long[] sinceNs = new long[3];
        private final boolean[] changing = new boolean[3];

        Side(List<Double> limits, int direction) {
            this.limits = limits;
            this.direction = direction;
        }

        void read(double value, long nowNs) {
            for (int i = 0; i < limits.size(); i++) {
                double beyond = direction * (value - limits.get(i));
                boolean other = holds[i] ? beyond < -thresholds.hysteresis() : beyond >= 0;
                long needNs = holds[i] ? thresholds.clear().toNanos() : thresholds.dwell().get(i).toNanos();
                if (other && !changing[i]) {
                    sinceNs[i] = nowNs;
                }
                changing[i] = other;
                if (other && nowNs - sinceNs[i] >= needNs) {
                    holds[i] = !holds[i];
                    changing[i] = false;
                }
            }
        }

        int degree() {
            for (int i = 2; i >= 0; i--) {
                if (holds[i]) {
                    return i + 1;
                }
            }
            return 0;
        }

        void forgetTimes() {
            Arrays.fill(changing, false);
        }

        void forget() {
            forgetTimes();
            Arrays.fill(holds, false);
        }
    }
}
