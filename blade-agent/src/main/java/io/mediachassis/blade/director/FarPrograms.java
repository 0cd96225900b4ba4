package io.mediachassis.blade.director;

import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.EngineChoice.NoneHolds;
import io.mediachassis.blade.director.HotSegments.Ask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What this station lacks and may have of others (seed 002 claim 14). Control loop, but for {@link #mayHave}. */
public interface FarPrograms {
    /** There are no other stations. */
    FarPrograms NONE = new FarPrograms() {
        @Override
        public boolean mayHave(String programId) {
            return false;
        }

        @Override
        public void comesTo(String programId, int segment) {
            // Nothing is on its way.
        }

        @Override
        public CompletionStage<Choice> bring(Ask ask, boolean whole) {
            return CompletableFuture.completedFuture(new NoneHolds());
        }
    };

    /** Whether it is worth asking other stations for a program of which something is lacking here. Any thread. */
    boolean mayHave(String programId);

    /** A console plays a program there, or is about to: what is lacking from there on is to come first. */
    void comesTo(String programId, int segment);

    /**
     * Completes once an engine of this station can stream the segment, or when that takes too long; never fails.
     *
     * @param whole all of the segment is wanted: who copies it or makes a playlist takes nothing less
     */
    CompletionStage<Choice> bring(Ask ask, boolean whole);
}
