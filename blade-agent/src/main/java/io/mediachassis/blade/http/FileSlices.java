package io.mediachassis.blade.http;

import io.mediachassis.blade.http.BodyPiece.Remote;
import io.mediachassis.blade.http.BodyPiece.Slice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the pieces of files, here or at other engines, that make a range of their concatenation. Pure. */
final class FileSlices {
    /** Of a file in front of a piece that has to be fetched: while these bytes go out, its source is made ready. */
    static final long AHEAD_BYTES = 1 << 20;

    private FileSlices() {}

    /** A range of one file that only this blade has to do with. */
    static List<BodyPiece> ofFile(Path file, long first, long last) {
        return List.of(new Slice(file, first, last - first + 1, Optional.empty()));
    }

    /**
     * A range of some segments one behind the other.
     *
     * @param number of the first of them in its program
     */
    static List<BodyPiece> ofSegments(
            String programId, int number, List<HeldProgram.Segment> segments, long first, long last) {
        List<BodyPiece> pieces = new ArrayList<>();
        long start = 0;
        for (int i = 0; i < segments.size() && start <= last; i++) {
            HeldProgram.Segment segment = segments.get(i);
            long from = Math.max(first, start);
            long to = Math.min(last + 1, start + segment.bytes());
            if (from < to) {
                Remote remote = new Remote(
                        programId, number + i, segment.sha256(), segment.bytes(), from - start, to - from);
                if (segment.held()) {
                    pieces.add(new Slice(segment.media(), from - start, to - from, Optional.of(remote)));
                } else {
                    splitLast(pieces);
                    pieces.add(remote);
                }
            }
            start += segment.bytes();
        }
        return pieces;
    }

    private static void splitLast(List<BodyPiece> pieces) {
        BodyPiece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
        if (last instanceof Slice slice && slice.length() > AHEAD_BYTES) {
            long first = slice.length() - AHEAD_BYTES;
            pieces.set(pieces.size() - 1, slice.first(first));
            pieces.add(slice.after(first));
        }
    }
}
