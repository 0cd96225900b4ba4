package io.mediachassis.blade.playout;

import io.mediachassis.blade.os.AlignedBuffer;
import io.mediachassis.blade.trick.Preparation;
import io.mediachassis.blade.ts.TsPacket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link Preparation} wants of a program, a chunk at a time. The trick thread's. */
final class PreparationReads {
    private final PlayoutSource program;
    private final Preparation work;
    private @Nullable MediaChunk chunk;

    PreparationReads(PlayoutSource program, Preparation work) {
        this.program = program;
        this.work = work;
    }

    void stop(ChunkPool pool) {
        MediaChunk c = chunk;
        if (c != null) {
            pool.retire(c);
            chunk = null;
        }
    }

    /** Hands over what was read. Returns whether it did. */
    boolean received(ChunkPool pool, byte[] scratch) throws IOException {
        MediaChunk c = chunk;
        if (c == null || c.state() == MediaChunk.State.REQUESTED) {
            return false;
        }
        if (c.state() == MediaChunk.State.FAILED) {
            throw new IOException(c.error());
        }
        Preparation.Read read = work.read();
        // What is wanted may be another place by now.
        long skip = read == null || read.segment() != c.segment() ? c.length() : read.offset() - c.offset();
        int packets = skip < 0 ? 0 : (int) Math.max(0, (c.length() - skip) / TsPacket.SIZE);
        if (packets > 0) {
            c.bytes().get((int) skip, scratch, 0, packets * TsPacket.SIZE);
        }
        pool.retire(c);
        chunk = null;
        if (packets > 0) {
            work.take(scratch, 0, packets);
        }
        return true;
    }

    /** Asks for what is wanted next. Returns whether it did. */
    boolean ask(ChunkPool pool, long nowNs) {
        Preparation.Read read = chunk != null ? null : work.read();
        if (read == null) {
            return false;
        }
        PlayoutSegment segment = program.segment(read.segment());
        long from = read.offset() & -AlignedBuffer.PAGE;
        int length = (int) Math.min(pool.chunkBytes(), segment.available().bytes() - from);
        if (read.offset() + TsPacket.SIZE > segment.available().bytes()) {
            return false;
        }
        MediaChunk taken = pool.take();
        if (taken == null) {
            return false;
        }
        taken.prepare(segment.file(), from, length, nowNs, read.segment(), 0);
        if (!program.reader().request(taken)) {
            taken.failed("volume busy");
            pool.retire(taken);
            return false;
        }
        chunk = taken;
        return true;
    }
}
