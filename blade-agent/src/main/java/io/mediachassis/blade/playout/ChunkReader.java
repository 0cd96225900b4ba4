package io.mediachassis.blade.playout;

/** Reads chunks from one volume: {@link IoChannel}, or a test's. */
public interface ChunkReader {
    /**
     * Asks for a chunk, which some other thread then turns ready or failed.
     *
     * @return false when the volume has as many requests as it takes; never blocks
     */
    boolean request(MediaChunk chunk);
}
