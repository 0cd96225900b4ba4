package io.mediachassis.blade.http;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** The values of {@link HttpCounter}. Any thread. */
public final class HttpCounts {
    private final Map<HttpCounter, LongAdder> values = new EnumMap<>(HttpCounter.class);

    public HttpCounts() {
        for (HttpCounter counter : HttpCounter.values()) {
            values.put(counter, new LongAdder());
        }
    }

    void add(HttpCounter counter, long amount) {
        Objects.requireNonNull(values.get(counter)).add(amount);
    }

    public long get(HttpCounter counter) {
        return Objects.requireNonNull(values.get(counter)).sum();
    }
}
