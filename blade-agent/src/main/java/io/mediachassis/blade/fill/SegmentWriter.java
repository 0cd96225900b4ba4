package io.mediachassis.blade.fill;

import java.nio.ByteBuffer;

/** What {@link GroupSegments} has done to the segments of one program. One thread; nothing blocks. */
public interface SegmentWriter {
    /** A segment begins, and may be appended to once {@link GroupSegments#onReady}; false where it can't be now. */
    boolean begin(int segment);

    /**
     * The next bytes of a segment.
     *
     * @return false: not now, they are offered again
     */
    boolean append(int segment, ByteBuffer memory, int at, int length);

    /** The next bytes of a segment, up to {@code to}, did not come in the group: an engine that holds them is asked. */
    void fetch(int segment, long from, long to);

    /** All bytes of a segment came. */
    void finish(int segment);

    /** No more of a segment comes. */
    void abandon(int segment);
}
