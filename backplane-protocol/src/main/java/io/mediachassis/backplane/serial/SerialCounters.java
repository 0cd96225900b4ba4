package io.mediachassis.backplane.serial;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** The counters of one line. Any thread. */
public final class SerialCounters {
    private final AtomicLongArray values = new AtomicLongArray(SerialCounter.values().length);

    public void count(SerialCounter counter) {
        add(counter, 1);
    }

    public void add(SerialCounter counter, long amount) {
        values.addAndGet(counter.ordinal(), amount);
    }

    public long get(SerialCounter counter) {
        return values.get(counter.ordinal());
    }

    /** Name to value, in the order of declaration. */
    public Map<String, Long> snapshot() {
        Map<String, Long> all = new LinkedHashMap<>();
        for (SerialCounter counter : SerialCounter.values()) {
            all.put(counter.counterName(), get(counter));
        }
        return all;
    }
}
