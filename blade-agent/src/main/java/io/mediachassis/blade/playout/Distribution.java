package io.mediachassis.blade.playout;

import org.HdrHistogram.AbstractHistogram;

/**
 * A histogram in short, of all since the start, in microseconds.
 *
 * @param count how many values there were
 * @param late how many of them were above {@link StreamMetrics#LATE_NS}
 */
public record Distribution(long count, long late, long p50, long p99, long p999, long max) {
    private static final long LATE_MICROS = StreamMetrics.LATE_NS / 1000;

    static Distribution of(AbstractHistogram h) {
        return new Distribution(h.getTotalCount(), h.getCountBetweenValues(LATE_MICROS + 1, h.getHighestTrackableValue()),
                h.getValueAtPercentile(50), h.getValueAtPercentile(99),
                h.getValueAtPercentile(99.9), h.getMaxValue());
    }
}
