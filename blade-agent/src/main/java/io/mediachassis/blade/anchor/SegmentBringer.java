package io.mediachassis.blade.anchor;

import java.util.concurrent.CompletionStage;

/** Brings a segment to this blade for a stream that can't leave it. Any thread. */
@FunctionalInterface
public interface SegmentBringer {
    /** Completes when the stream can play it; fails when it can't be had. */
    CompletionStage<Void> bring(long session, int segment, int fromSlot);
}
