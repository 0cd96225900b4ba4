package io.mediachassis.backplane.serial;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** The counters of one line. Any thread. */
public final class SerialCounters {
    // Filled once and only read afterwards: the adders are what changes.
    private final EnumMap<SerialCounter, LongAdder> values = new EnumMap<>(SerialCounter.class);

    public SerialCounters() {
        for (SerialCounter counter : SerialCounter.values()) {
            values.put(counter, new LongAdder());
        }
    }

    public void count(SerialCounter counter) {
        add(counter, 1);
    }

    public void add(SerialCounter counter, long amount) {
        adder(counter).add(amount);
    }

    public long get(SerialCounter counter) {
        return adder(counter).sum();
    }

    /** Name to value, in the order of declaration. */
    public Map<String, Long> snapshot() {
        Map<String, Long> all = new LinkedHashMap<>();
        values.forEach((counter, adder) -> all.put(counter.counterName(), adder.sum()));
        return all;
    }

    private LongAdder adder(SerialCounter counter) {
        return Objects.requireNonNull(values.get(counter));
    }
}
