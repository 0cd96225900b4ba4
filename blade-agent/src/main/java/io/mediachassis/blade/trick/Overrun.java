package io.mediachassis.blade.trick;

import java.util.Optional;

/**
 * A reader that will come to the end of what has arrived.
 *
 * @param positionTicks program time at which that will be
 * @param inNs time until then, 0 or more
 */
public record Overrun(long positionTicks, long inNs) {
    /**
     * Foresees it, so that a console can be swapped to an engine that holds the whole segment before it has to wait.
     * Pure.
     *
     * @param positionTicks program time that the console is at, 27 MHz
     * @param scale of its play times its speed; what doesn't go forward never overruns
     * @param arrivedTicks program time up to which the segment has arrived
     * @param arrivalRate seconds of program that arrive in a second, 0 or more
     * @param endTicks program time at which the segment ends; a console that gets there with it has not overrun
     * @return empty when it will not happen
     */
    public static Optional<Overrun> foresee(
            long positionTicks, double scale, long arrivedTicks, double arrivalRate, long endTicks) {
        long gap = Math.max(0, arrivedTicks - positionTicks);
        if (arrivedTicks >= endTicks || scale <= 0 || scale <= arrivalRate) {
            return Optional.empty();
        }
        double ticks = gap / (scale - arrivalRate);
        double at = positionTicks + ticks * scale;
        return at >= endTicks ? Optional.empty() : Optional.of(new Overrun((long) at, (long) (ticks * 1000 / 27)));
    }
}
