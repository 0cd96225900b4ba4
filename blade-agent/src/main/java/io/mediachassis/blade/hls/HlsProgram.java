package io.mediachassis.blade.hls;

import io.mediachassis.blade.storage.GrowingProgram;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.Segment;
import io.mediachassis.blade.ts.SegmentIndex;
import java.io.IOException;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;

/**
 * A program as the shelf finds it at one moment. Immutable but for {@code indexes}, which may read a file.
 *
 * @param state what tells this moment of the program from another
 * @param createdSeconds since the epoch
 * @param video it has a video stream
 * @param published all its segments are known; else more will come
 * @param segments known, from the first on
 * @param held those whose files are here
 */
record HlsProgram(
        String id, String state, long createdSeconds, boolean video, boolean published, List<Segment> segments,
        BitSet held, Indexes indexes) {
    /** Where the index of a segment that is held comes from. */
    interface Indexes {
        SegmentIndex of(int segment) throws IOException;
    }

    static HlsProgram of(Program program) {
        return new HlsProgram(program.id(), HexFormat.of().formatHex(program.manifestHash(), 0, 16),
                program.created().getEpochSecond(), !program.videoCodec().isEmpty(), true, program.segments(),
                program.heldSegments(), program::index);
    }

    static HlsProgram of(GrowingProgram program) {
        BitSet held = new BitSet();
        held.set(0, program.segments().size());
        return new HlsProgram(program.id(), "growing-" + program.segments().size(),
                program.createdEpochMs() / 1000, program.video(), false, program.segments(), held,
                program.indexes()::get);
    }
}
