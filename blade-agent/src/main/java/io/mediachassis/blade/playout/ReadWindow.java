package io.mediachassis.blade.playout;

import org.jspecify.annotations.Nullable;

/**
 * The chunks of one stream: the one being sent and those read ahead, in order, over the segments' borders. As deep as
 * half a second of the stream's rate, 2 to {@link #SLOTS} chunks. The playout thread's.
 */
final class ReadWindow {
    static final int SLOTS = 8;

    private final PlayoutSource source;
    private final ChunkPool pool;
    private final @Nullable MediaChunk[] ring = new @Nullable MediaChunk[SLOTS];
    private int head;
    private int count;
    private int fetchSegment;
    private int fetchIndex;

    ReadWindow(PlayoutSource source, ChunkPool pool) {
        this.source = source;
        this.pool = pool;
    }

    /** Gives up what is there and reads from a new place at the next {@link #fill}. */
    void reset(int segment, long offset) {
        release();
        fetchSegment = segment;
        fetchIndex = (int) (offset / pool.chunkBytes());
    }

    /** Whether it reads from this place, so that what it has read ahead can be used. */
    boolean startsAt(int segment, long offset) {
        MediaChunk chunk = count == 0 ? null : ring[head];
        return chunk != null && chunk.segment() == segment && chunk.index() == (int) (offset / pool.chunkBytes());
    }

    void release() {
        while (count > 0) {
            advance();
        }
    }

    /** Asks for what is to be read ahead; what can't be had now is asked for again next time. */
    void fill(StreamClock clock) {
        while (fetchSegment < source.segments()) {
            PlayoutSegment segment = source.segment(fetchSegment);
            long offset = (long) fetchIndex * pool.chunkBytes();
            if (offset >= segment.length()) {
                fetchSegment++;
                fetchIndex = 0;
                continue;
            }
            if (count >= depth(segment)) {
                return;
            }
            int length = (int) Math.min(pool.chunkBytes(), segment.length() - offset);
            if (offset + length > segment.available().bytes()) {
                // Still arriving, or not on this blade at all.
                return;
            }
            long dueNs = clock.dueNs(segment.timeLine().timeAt(offset));
            MediaChunk chunk = pool.share(segment.file(), offset, fetchSegment, dueNs);
            if (chunk == null) {
                chunk = pool.take();
                if (chunk == null) {
                    return;
                }
                chunk.prepare(segment.file(), offset, length, dueNs, fetchSegment, fetchIndex);
                if (!source.reader().request(chunk)) {
                    chunk.failed("volume busy");
                    pool.retire(chunk);
                    return;
                }
                pool.offer(chunk);
            }
            ring[(head + count) % SLOTS] = chunk;
            count++;
            fetchIndex++;
        }
    }

    private int depth(PlayoutSegment segment) {
        long ticks = Math.max(1, segment.timeLine().endTicks() - segment.timeLine().startTicks());
        long halfSecond = segment.length() * (TimeLine.TICKS_PER_SECOND / 2) / ticks;
        return (int) Math.max(2, Math.min(SLOTS, 2 + halfSecond / pool.chunkBytes()));
    }

    /** The chunk with that place, which is the window's first; null when it isn't asked for or not there yet. */
    @Nullable MediaChunk first(int segment, int index) {
        MediaChunk chunk = count == 0 ? null : ring[head];
        return chunk != null && chunk.state() == MediaChunk.State.READY && chunk.segment() == segment
                && chunk.index() == index ? chunk : null;
    }

    /** The chunk behind the first. */
    @Nullable MediaChunk second() {
        MediaChunk chunk = count < 2 ? null : ring[(head + 1) % SLOTS];
        return chunk != null && chunk.state() == MediaChunk.State.READY ? chunk : null;
    }

    /** Why the first or second chunk can't be read; null when neither failed. */
    @Nullable String error() {
        for (int i = 0; i < Math.min(count, 2); i++) {
            MediaChunk chunk = ring[(head + i) % SLOTS];
            if (chunk != null && chunk.lost()) {
                return chunk.error();
            }
        }
        return null;
    }

    /** The first chunk is sent. */
    void advance() {
        MediaChunk chunk = ring[head];
        ring[head] = null;
        head = (head + 1) % SLOTS;
        count--;
        if (chunk != null) {
            pool.retire(chunk);
        }
    }
}
