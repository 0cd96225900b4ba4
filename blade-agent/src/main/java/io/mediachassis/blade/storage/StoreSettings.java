package io.mediachassis.blade.storage;

import io.mediachassis.blade.ts.SegmenterSettings;

/**
 * How the store keeps programs.
 *
 * @param segments how programs are cut
 * @param reserveBytes what is left free on the disk
 * @param cachedMarks index marks held in memory, 12 bytes each
 * @param volumeCapacity bytes of media on each volume at most; 0: what the disk has beside the reserve
 */
public record StoreSettings(SegmenterSettings segments, long reserveBytes, long cachedMarks, long volumeCapacity) {
    public StoreSettings {
        if (reserveBytes < 0 || cachedMarks < 0 || volumeCapacity < 0) {
            throw new IllegalArgumentException("reserve, cache and capacity can't be negative");
        }
    }

    /** With the whole disks. */
    public StoreSettings(SegmenterSettings segments, long reserveBytes, long cachedMarks) {
        this(segments, reserveBytes, cachedMarks, 0);
    }

    /** 60 s segments, 256 MiB reserve, 2 million marks (24 MB). */
    public static StoreSettings defaults() {
        return new StoreSettings(SegmenterSettings.defaults(), 256L << 20, 2_000_000);
    }
}
