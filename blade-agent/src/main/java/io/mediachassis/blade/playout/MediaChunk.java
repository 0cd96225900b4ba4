package io.mediachassis.blade.playout;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A piece of native memory and the read that fills it. The playout thread owns it; from the request until it turns
 * READY or FAILED the I/O channel's thread does.
 *
 * <pre>
 * FREE --prepare--> REQUESTED --ready--> READY --retire, reclaim--> FREE
 *                       '------failed--> FAILED --retire, reclaim--'
 * </pre>
 */
public final class MediaChunk {
    /** Where the chunk is. */
    public enum State { FREE, REQUESTED, READY, FAILED }

    private final long address;
    private final ByteBuffer bytes;
    private volatile State state = State.FREE;
    // Written before REQUESTED or before READY and FAILED, and read after seeing that.
    private @Nullable Path file;
    private long offset;
    private int length;
    private long deadlineNs;
    private volatile String error = "";
    private volatile boolean givenUp;
    private volatile boolean cancelled;
    // The stream's notes: which piece of its source this is.
    private int segment;
    private int index;
    // The pool's notes, and those of SharedChunks; the playout thread's.
    int users;
    boolean retired;
    boolean inTable;
    boolean lingers;
    @Nullable MediaChunk nextInTable;
    @Nullable MediaChunk older;
    @Nullable MediaChunk newer;

    MediaChunk(long address, ByteBuffer bytes) {
        this.address = address;
        this.bytes = bytes;
    }

    void prepare(Path fromFile, long fromOffset, int wanted, long neededAtNs, int segmentNumber, int indexInSegment) {
        file = fromFile;
        offset = fromOffset;
        length = wanted;
        deadlineNs = neededAtNs;
        segment = segmentNumber;
        index = indexInSegment;
        cancelled = false;
        givenUp = false;
        state = State.REQUESTED;
    }

    /** The bytes were read: all {@link #length()} of them. The reader's thread. */
    public void ready() {
        state = State.READY;
    }

    /** They could not be read; {@code why} names file, place and reason. The reader's thread. */
    public void failed(String why) {
        error = why;
        state = State.FAILED;
    }

    /** The disk does not end this read: its memory stays the reader's, but nobody needs to wait. Any thread. */
    void giveUp(String why) {
        error = why;
        givenUp = true;
    }

    /** Whether it failed, or will never be anything else. */
    boolean lost() {
        return state == State.FAILED || (givenUp && state == State.REQUESTED);
    }

    /** Nobody waits for it any more: the reader may end it at once, without reading. */
    void cancel() {
        cancelled = true;
    }

    void free() {
        file = null;
        state = State.FREE;
    }

    public boolean cancelled() {
        return cancelled;
    }

    public State state() {
        return state;
    }

    /** Address of the first byte, page aligned. */
    public long address() {
        return address;
    }

    /** The memory, position 0 to its capacity; use absolute access only. */
    public ByteBuffer bytes() {
        return bytes;
    }

    /** What to read from; null only while FREE. */
    public @Nullable Path file() {
        return file;
    }

    /** Offset in the file, page aligned. */
    public long offset() {
        return offset;
    }

    /** Bytes wanted; the last chunk of a file is shorter. */
    public int length() {
        return length;
    }

    /** When its first byte is to be sent. */
    public long deadlineNs() {
        return deadlineNs;
    }

    public String error() {
        return error;
    }

    int segment() {
        return segment;
    }

    int index() {
        return index;
    }
}
