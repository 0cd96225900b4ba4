package io.mediachassis.controller.cooling;

/**
 * A PID controller with feed-forward for fans: the output is percent, the error is kelvin above the target. The derivative
 * is of the filtered error, whose target does not move.
 *
 * <p>It does not wind up, since it is told what was applied of its output, after minimum, maximum and slew. Where that is
 * less, its sum does not rise. Where it is more (fans at their minimum, a cool chassis) the sum falls no further than to
 * nothing: the level that a load needs is then found by the feed-forward, and no old sum stands in the way or on top of it.
 * Pure; one thread.
 */
public final class Pid {
    /**
     * How it reacts.
     *
     * @param gain percent for a kelvin
     * @param integralS time in which the sum does as much again, seconds
     * @param derivativeS how far ahead it looks, seconds
     * @param deadBand an error that nothing more is done about, kelvin
     */
    public record Settings(double gain, double integralS, double derivativeS, double deadBand) {
        public Settings {
            if (!(gain > 0) || !(integralS > 0) || derivativeS < 0 || deadBand < 0) {
                throw new IllegalArgumentException("PID settings out of range: gain " + gain + ", integral " + integralS
                        + " s, derivative " + derivativeS + " s, dead band " + deadBand + " K");
            }
        }
    }

    private static final double FILTER_S = 4;
    private static final double MOST_SUM = 200;
    private static final double FAR = 3;

    private final Settings settings;
    private double sum;
    private double filtered;
    private double slope;
    private boolean begun;
    private double raw;
    /** More was applied than it wanted, or less. */
    private boolean lifted;

    private boolean lowered;

    public Pid(Settings settings) {
        this.settings = settings;
    }

    /**
     * Takes over where another left it: with this error and feed-forward the output is {@code level}, unless it is far too
     * cool for the other to have been at anything but its minimum.
     */
    public void adopt(double level, double error, double feedForward) {
        filtered = error;
        slope = 0;
        begun = true;
        sum = error < -FAR ? 0 : bounded(level - feedForward - settings.gain() * band(error));
        raw = feedForward + settings.gain() * band(error) + sum;
    }

    /**
     * The output that is wanted now, in percent, before any limit.
     *
     * @param error kelvin above the target
     * @param feedForward percent
     * @param seconds since the last call
     */
    public double update(double error, double feedForward, double seconds) {
        if (!begun) {
            filtered = error;
            begun = true;
        }
        double before = filtered;
        filtered += (error - filtered) * Math.min(1, seconds / FILTER_S);
        slope = seconds > 0 ? (filtered - before) / seconds : slope;
        double effective = band(error);
        double next = bounded(sum + settings.gain() / settings.integralS() * effective * seconds);
        if (lifted && effective < 0) {
            sum = Math.max(Math.min(sum, 0), next);
        } else if (!lowered || effective < 0) {
            sum = next;
        }
        raw = feedForward + settings.gain() * (effective + settings.derivativeS() * slope) + sum;
        return raw;
    }

    /** What became of the last output. */
    public void applied(double level) {
        lifted = level > raw;
        lowered = level < raw;
    }

    private double band(double error) {
        return Math.abs(error) <= settings.deadBand() ? 0 : error - Math.signum(error) * settings.deadBand();
    }

    private static double bounded(double value) {
        return Math.max(-MOST_SUM, Math.min(MOST_SUM, value));
    }
}
