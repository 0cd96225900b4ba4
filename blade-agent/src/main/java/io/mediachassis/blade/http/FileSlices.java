package io.mediachassis.blade.http;

import java.util.ArrayList;
import java.util.List;

/** Finds the pieces of files that make a range of their concatenation. */
final class FileSlices {
    private FileSlices() {}

    static List<BodyPiece.Slice> cut(List<HeldProgram.Segment> segments, long first, long last) {
        List<BodyPiece.Slice> slices = new ArrayList<>();
        long start = 0;
        for (HeldProgram.Segment segment : segments) {
            long from = Math.max(first, start);
            long to = Math.min(last + 1, start + segment.bytes());
            if (from < to) {
                slices.add(new BodyPiece.Slice(segment.media(), from - start, to - from));
            }
            start += segment.bytes();
        }
        return slices;
    }
}
