package io.mediachassis.blade.engine;

import com.google.protobuf.ByteString;
import io.mediachassis.blade.storage.ProgramStore;
import java.io.IOException;
import java.util.Optional;

/** The segments of a program store. Any thread. */
public record StoredShelf(ProgramStore store) implements SegmentShelf {
    @Override
    public Optional<ByteString> manifestHash(String programId) {
        return store.holding(programId).map(program -> ByteString.copyFrom(program.manifestHash()));
    }

    @Override
    public boolean holds(String programId, int segment) {
        return store.holding(programId).map(program -> program.holds(segment)).orElse(false);
    }

    @Override
    public boolean drop(String programId, int segment) throws IOException {
        return store.drop(programId, segment);
    }
}
