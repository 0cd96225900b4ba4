package io.mediachassis.backplane.link;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** One daemon's counts over all its links. Any thread. */
public final class LinkCounters {
    private final Map<LinkCounter, LongAdder> counts;

    public LinkCounters() {
        Map<LinkCounter, LongAdder> all = new EnumMap<>(LinkCounter.class);
        for (LinkCounter counter : LinkCounter.values()) {
            all.put(counter, new LongAdder());
        }
        counts = Collections.unmodifiableMap(all);
    }

    void count(LinkCounter counter) {
        adder(counter).increment();
    }

    public long get(LinkCounter counter) {
        return adder(counter).sum();
    }

    private LongAdder adder(LinkCounter counter) {
        LongAdder adder = counts.get(counter);
        if (adder == null) {
            throw new IllegalArgumentException("no counter " + counter);
        }
        return adder;
    }
}
