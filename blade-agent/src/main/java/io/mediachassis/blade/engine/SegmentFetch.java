package io.mediachassis.blade.engine;

import java.util.concurrent.CompletionStage;

/** Brings single segments to this blade. Any thread. */
@FunctionalInterface
public interface SegmentFetch {
    /**
     * Copies a segment from another blade. Once it can be read, be it in part, the source holds it.
     *
     * @return completes then; fails when it can't be had
     */
    CompletionStage<Void> fetch(ProgramSource source, int segment, int fromSlot);
}
