package io.mediachassis.blade.ts;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes what a {@link Segmenter} makes, on its thread. */
public interface SegmentSink {
    /** More bytes (whole packets) of the segment in work; the buffer is the segmenter's and is reused after the call. */
    void bytes(ByteBuffer packets) throws IOException;

    /** The segment in work is complete with what came so far; the next bytes belong to the next one. */
    void segment(int number, SegmentIndex index) throws IOException;
}
