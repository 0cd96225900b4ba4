package io.mediachassis.blade.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Brings nothing, ever. */
public final class NoBringer implements SegmentBringer {
    @Override
    public CompletionStage<Void> bring(long session, int segment, int fromSlot) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Void> bring(String programId, int segment, int fromSlot) {
        return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Void> bring(String programId, int segment, List<Integer> fromSlots) {
        return new CompletableFuture<>();
    }
}
