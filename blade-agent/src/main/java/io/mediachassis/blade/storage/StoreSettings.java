package io.mediachassis.blade.storage;

import io.mediachassis.blade.ts.SegmenterSettings;

/**
 * How the store keeps programs.
 *
 * @param segments how programs are cut
 * @param reserveBytes what is left free on the disk
 * @param cachedMarks index marks held in memory, 12 bytes each
 */
public record StoreSettings(SegmenterSettings segments, long reserveBytes, long cachedMarks) {
    public StoreSettings {
        if (reserveBytes < 0 || cachedMarks < 0) {
            throw new IllegalArgumentException("reserve and cache can't be negative");
        }
    }

    /** 60 s segments, 256 MiB reserve, 2 million marks (24 MB). */
    public static StoreSettings defaults() {
        return new StoreSettings(SegmenterSettings.defaults(), 256L << 20, 2_000_000);
    }
}
