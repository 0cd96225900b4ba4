package io.mediachassis.blade.storage;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What the check of stored segments counts. */
public enum ScrubCounter implements Counter {
    BYTES("scrub_bytes_total", "bytes", "Stored media read to check its hash."),
    SEGMENTS("scrub_segments_total", "segments", "Segments read to their end."),
    DAMAGED("scrub_damaged_total", "segments", "Segments found damaged or unreadable, and no longer held.");

    private final Declaration declaration;

    ScrubCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
