package io.mediachassis.blade.http;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the pieces of files that make a range of their concatenation. */
final class FileSlices {
    /**
     * Part of a file.
     *
     * @param offset first byte
     * @param length bytes, greater than 0
     */
    record Slice(Path file, long offset, long length) {}

    private FileSlices() {}

    static List<Slice> cut(List<HeldProgram.Segment> segments, long first, long last) {
        List<Slice> slices = new ArrayList<>();
        long start = 0;
        for (HeldProgram.Segment segment : segments) {
            long from = Math.max(first, start);
            long to = Math.min(last + 1, start + segment.bytes());
            if (from < to) {
                slices.add(new Slice(segment.media(), from - start, to - from));
            }
            start += segment.bytes();
        }
        return slices;
    }
}
