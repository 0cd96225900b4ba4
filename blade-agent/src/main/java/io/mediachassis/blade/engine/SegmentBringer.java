package io.mediachassis.blade.engine;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Brings a segment to this blade for a stream that can't leave it. Any thread. */
public interface SegmentBringer {
    /** Completes when the stream can play it; fails when it can't be had. */
    CompletionStage<Void> bring(long session, int segment, int fromSlot);

    /** The same for a program of which no stream is open here yet. */
    CompletionStage<Void> bring(String programId, int segment, int fromSlot);

    /** The same where several engines hold it. */
    CompletionStage<Void> bring(String programId, int segment, List<Integer> fromSlots);
}
