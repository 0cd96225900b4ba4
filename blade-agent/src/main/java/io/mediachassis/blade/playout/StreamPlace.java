package io.mediachassis.blade.playout;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream is: the source it plays, the next byte, what is read ahead from there, and the PAT and PMT that have to
 * be sent first. The playout thread's; allocates only when the source changes.
 */
final class StreamPlace {
    private final ChunkPool pool;
    private final Preamble preamble;
    private final int chunkMask;
    private PlayoutSource source;
    private SourceCursor cursor;
    private ReadWindow window;

    StreamPlace(PlayoutSource source, ChunkPool pool) {
        this.pool = pool;
        this.preamble = new Preamble(pool);
        this.chunkMask = pool.chunkBytes() - 1;
        this.source = source;
        this.cursor = new SourceCursor(source);
        this.window = new ReadWindow(source, pool);
    }

    PlayoutSource source() {
        return source;
    }

    SourceCursor cursor() {
        return cursor;
    }

    Preamble preamble() {
        return preamble;
    }

    /** Program time of the next byte, by the source's own line. */
    long ticks() {
        return cursor.ticks();
    }

    // ---- going elsewhere ---------------------------------------------------------------------------------------

    /** Plays another source from its start on. */
    void enter(PlayoutSource other) {
        window.release();
        source = other;
        cursor = new SourceCursor(other);
        window = new ReadWindow(other, pool);
        preamble.release();
    }

    /** Goes to the random access point at or before a time; its tables come first, unless others are given. */
    void seek(long ticks, boolean tables) {
        preamble.release();
        if (cursor.seek(ticks) && tables) {
            preamble.want();
        }
    }

    /** Goes on at a later random access point, at or before a time; false where there is none. */
    boolean skip(long ticks) {
        if (!cursor.skip(ticks)) {
            return false;
        }
        preamble.release();
        if (cursor.offset() > 0) {
            preamble.want();
        }
        readFromHere();
        return true;
    }

    /** Packets made for this place come first. */
    void announce(@Nullable ByteBuffer packets) {
        if (packets != null && packets.hasRemaining()) {
            preamble.want(packets);
        }
    }

    /** Goes to exactly this time; what was read ahead from there stays. */
    void continueAt(long ticks, boolean keep) {
        cursor.continueAt(ticks);
        if (!keep || !window.startsAt(cursor.segment(), cursor.offset())) {
            readFromHere();
        }
    }

    /** Goes to that byte of a segment; nothing goes before it. */
    void goTo(int segment, long offset) {
        preamble.release();
        cursor.goTo(segment, offset);
        readFromHere();
    }

    void readFromHere() {
        window.reset(cursor.segment(), cursor.offset());
    }

    /** Gives all memory back, and what is still to be sent first is asked for again later. */
    void rest() {
        window.release();
        preamble.drop();
    }

    void release() {
        window.release();
        preamble.release();
    }

    void releaseMedia() {
        window.release();
    }

    // ---- reading -----------------------------------------------------------------------------------------------

    /** Asks for what is to be read ahead. */
    void fill(StreamClock clock) {
        window.fill(clock);
    }

    /** Why what comes next can't be read; null when it can. */
    @Nullable String error() {
        String error = window.error();
        return error != null ? error : preamble.error();
    }

    /** Whether sending can start: the tables and the first media are there. */
    boolean ready() {
        return (!preamble.wanted() || preamble.ready() != null) && first() != null;
    }

    /** The chunk that the next byte is in; null when it is not there yet. */
    @Nullable MediaChunk first() {
        return window.first(cursor.segment(), (int) (cursor.offset() / pool.chunkBytes()));
    }

    /** The chunk behind it; null when it is not there yet. */
    @Nullable MediaChunk second() {
        return window.second();
    }

    /** Where in its chunk the next byte is. */
    int offsetInChunk() {
        return (int) (cursor.offset() & chunkMask);
    }

    /** Whether the next packet's media has been read, all of it. */
    boolean mediaThere() {
        long left = cursor.current().length() - cursor.offset();
        return first() != null && (offsetInChunk() + Math.min(DuePackets.PAYLOAD, left) <= pool.chunkBytes()
                || window.second() != null);
    }

    /** So many bytes were sent, which may have been the last of a chunk or two. */
    void advance(int bytes) {
        int at = offsetInChunk();
        cursor.advance(bytes);
        boolean last = cursor.offset() == cursor.current().length();
        if (last || at + bytes >= pool.chunkBytes()) {
            window.advance();
        }
        if (last && at + bytes > pool.chunkBytes()) {
            window.advance();
        }
    }
}
