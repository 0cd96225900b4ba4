package io.mediachassis.blade.playout;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What the I/O channels of a blade's volumes count together. */
public enum DiskCounter implements Counter {
    READS("disk_reads_total", "reads", "Reads for streams that the volumes carried out."),
    READ_BYTES("disk_read_bytes_total", "bytes", "Media read for streams."),
    READS_LATE("disk_reads_late_total", "reads", "Reads that ended after the media was due."),
    READ_ERRORS("disk_read_errors_total", "reads", "Reads that failed."),
    READS_REFUSED("disk_reads_refused_total", "reads", "Reads refused since a volume's queue was full."),
    BUSY_MICROS("disk_busy_us_total", "us", "Time that the volumes' threads were at work, all together.");

    private final Declaration declaration;

    DiskCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
