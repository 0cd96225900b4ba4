package io.mediachassis.blade.engine;

import io.mediachassis.blade.playout.ChunkReader;
import io.mediachassis.blade.playout.IndexTimeLine;
import io.mediachassis.blade.playout.PlayoutSegment;
import io.mediachassis.blade.playout.PlayoutSource;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A stored program as the playout plays it. Immutable once made; any thread. */
final class ProgramSource implements PlayoutSource {
    private final List<PlayoutSegment> segments;
    private final ChunkReader reader;

    private ProgramSource(List<PlayoutSegment> segments, ChunkReader reader) {
        this.segments = segments;
        this.reader = reader;
    }

    /**
     * Reads the program's indexes from disk: not on an event loop or the playout thread.
     *
     * @throws IOException when a sidecar can't be read
     */
    static ProgramSource of(Program program, ChunkReader reader) throws IOException {
        List<PlayoutSegment> segments = new ArrayList<>();
        for (Segment segment : program.segments()) {
            segments.add(new PlayoutSegment(
                    segment.file(), segment.bytes(), new IndexTimeLine(program.index(segment.number()))));
        }
        return new ProgramSource(List.copyOf(segments), reader);
    }

    @Override
    public int segments() {
        return segments.size();
    }

    @Override
    public PlayoutSegment segment(int index) {
        return segments.get(index);
    }

    /** Whether all or some of a segment is on this blade. */
    boolean holds(int segment) {
        return segment(segment).available().bytes() > 0;
    }

    @Override
    public ChunkReader reader() {
        return reader;
    }
}
