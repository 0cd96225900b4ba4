package io.mediachassis.backplane.counter;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * The values of one counter enum, from 0 at the start of the daemon. Any thread; counting takes no lock and allocates
 * nothing once threads have met on a counter.
 *
 * @param <C> the enum
 */
public final class Counts<C extends Enum<C> & Counter> {
    // Filled once and only read afterwards: the adders are what changes.
    private final Map<C, LongAdder> values;

    public Counts(Class<C> type) {
        values = new EnumMap<>(type);
        for (C counter : type.getEnumConstants()) {
            values.put(counter, new LongAdder());
        }
    }

    /** One more. */
    public void add(C counter) {
        adder(counter).increment();
    }

    /** So many more. */
    public void add(C counter, long amount) {
        adder(counter).add(amount);
    }

    /** The value now; what other threads are adding at this moment may be missing. */
    public long get(C counter) {
        return adder(counter).sum();
    }

    /** In the order of declaration. */
    Set<C> counters() {
        return values.keySet();
    }

    private LongAdder adder(C counter) {
        return Objects.requireNonNull(values.get(counter));
    }
}
