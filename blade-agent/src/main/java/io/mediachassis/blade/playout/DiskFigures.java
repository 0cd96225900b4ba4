package io.mediachassis.blade.playout;

import io.mediachassis.backplane.counter.Counts;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Adds up what the I/O channels count. {@link #sample} by one thread, now and then; {@link #counts} any. */
public final class DiskFigures {
    private final List<IoChannel> channels;
    private final Counts<DiskCounter> counts = new Counts<>(DiskCounter.class);

    public DiskFigures(List<IoChannel> channels) {
        this.channels = List.copyOf(channels);
    }

    /** Brings the counters up to date. */
    public void sample() {
        long reads = 0;
        long bytes = 0;
        long late = 0;
        long errors = 0;
        long refused = 0;
        long busyNs = 0;
        for (IoChannel channel : channels) {
            reads += channel.reads();
            bytes += channel.bytes();
            late += channel.late();
            errors += channel.errors();
            refused += channel.refused();
            busyNs += channel.busyNs();
        }
        upTo(DiskCounter.READS, reads);
        upTo(DiskCounter.READ_BYTES, bytes);
        upTo(DiskCounter.READS_LATE, late);
        upTo(DiskCounter.READ_ERRORS, errors);
        upTo(DiskCounter.READS_REFUSED, refused);
        upTo(DiskCounter.BUSY_MICROS, TimeUnit.NANOSECONDS.toMicros(busyNs));
    }

    private void upTo(DiskCounter counter, long value) {
        counts.add(counter, value - counts.get(counter));
    }

    public Counts<DiskCounter> counts() {
        return counts;
    }
}
