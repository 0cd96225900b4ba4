package io.mediachassis.blade.storage;

import java.nio.file.Path;

/**
 * One segment of a program: a plain TS file that starts with PAT and PMT at a random access point.
 *
 * @param number 0 for the program's first
 * @param bytes length of the file, a multiple of 188
 * @param startTicks program time (27 MHz since the program's start) of its first byte
 * @param durationTicks its length in program time; the next segment starts at {@link #endTicks()}
 * @param sha256 of the file, 64 lower-case hex digits
 * @param indexSha256 of the sidecar
 * @param file the TS file
 * @param sidecar the index file, see {@link io.mediachassis.blade.ts.SegmentIndexCodec}
 */
public record Segment(int number, long bytes, long startTicks, long durationTicks, String sha256, String indexSha256,
        Path file, Path sidecar) {
    public long endTicks() {
        return startTicks + durationTicks;
    }
}
