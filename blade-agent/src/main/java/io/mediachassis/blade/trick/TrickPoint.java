package io.mediachassis.blade.trick;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes on unbroken where one engine's sending at another scale ends and another's begins, between two slots.
 *
 * @param scale as {@link Scales#nearest} gives it, not 1
 * @param toTicks program time at which it ends; before the place itself for a negative scale
 * @param clock PCR of the next slot, 27 MHz
 * @param lead from a picture's instant to its decoding, 27 MHz
 * @param counters continuity counter of each PID's last packet, {@code pid << 4 | counter}; none where they are unknown,
 *     so that a break is announced
 * @param rest output time in which no picture is to be sent, since one was just now, 27 MHz
 * @param stretch of slow motion: how its decoding times go on
 */
public record TrickPoint(double scale, long toTicks, long clock, long lead, List<Integer> counters, long rest,
        @Nullable Stretch stretch) {
    public TrickPoint {
        counters = List.copyOf(counters);
    }

    /**
     * A picture of slow motion and its instant, from which those of all others follow.
     *
     * @param dts decoding time in the program, 90 kHz modulo 2^33
     * @param clock PCR at the instant from which it was sent, 27 MHz
     */
    public record Stretch(long dts, long clock) {}

    /** The same so much later, as far as that can be told without what was sent meanwhile. */
    public TrickPoint after(long ticks) {
        return new TrickPoint(scale, toTicks, Math.floorMod(clock + ticks, SlotMux.CLOCK_WRAP), lead, List.of(), 0, null);
    }
}
