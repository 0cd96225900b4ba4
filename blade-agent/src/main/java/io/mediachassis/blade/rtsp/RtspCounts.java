package io.mediachassis.blade.rtsp;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** The values of {@link RtspCounter}. Any thread. */
public final class RtspCounts {
    private final Map<RtspCounter, LongAdder> values = new EnumMap<>(RtspCounter.class);

    public RtspCounts() {
        for (RtspCounter counter : RtspCounter.values()) {
            values.put(counter, new LongAdder());
        }
    }

    void add(RtspCounter counter) {
        Objects.requireNonNull(values.get(counter)).increment();
    }

    public long get(RtspCounter counter) {
        return Objects.requireNonNull(values.get(counter)).sum();
    }
}
