package io.mediachassis.blade.registry;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.registry.StationReport;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox on the disk, as far as the disk does it: a report that is lost with its blade is in the next director's
 * picture, so that none has to wait for a disk that is full. One thread; blocks for the disk.
 */
final class KeptReports {
    private static final Logger LOG = LoggerFactory.getLogger(KeptReports.class);

    private final @Nullable OutboxFile file;
    private final Counts<OutboxCounter> counts;

    /** @param file null where the disk has none */
    KeptReports(@Nullable OutboxFile file, Counts<OutboxCounter> counts) {
        this.file = file;
        this.counts = counts;
    }

    /** What is there, in order. */
    List<StationReport> left() {
        return file == null ? List.of() : file.reports();
    }

    /** On return it is on the disk, or counted as one that is not. */
    void keep(StationReport report) {
        try {
            if (file == null) {
                throw new IOException("the outbox could not be opened at start");
            }
            file.keep(report);
        } catch (IOException e) {
            counts.add(OutboxCounter.DISK_FAILED);
            LOG.debug("A report to the registry can't be put on the disk: {}", e.getMessage());
        }
    }

    void forget(StationReport report) {
        try {
            if (file != null) {
                file.forget(report);
            }
        } catch (IOException e) {
            LOG.debug("A report stays on the disk, and will be sent again: {}", e.getMessage());
        }
    }
}
