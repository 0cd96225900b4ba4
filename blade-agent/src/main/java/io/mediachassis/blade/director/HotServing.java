package io.mediachassis.blade.director;

import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.HotSegments.Ask;
import java.util.concurrent.CompletionStage;

/** Finds who serves, and has a hot segment copied where nobody has room who holds it. Any thread. */
public interface HotServing {
    /** Completes once the engine can stream the segment; never fails. */
    CompletionStage<Choice> serve(Ask ask);

    /** Whether other stations may give what no engine of this one holds of a program. */
    default boolean mayObtain(String programId) {
        return false;
    }

    /**
     * Completes once an engine can give a segment that may come of another station by HTTP; never fails.
     *
     * @param whole all of it is to be there, and not the first part
     */
    default CompletionStage<Choice> obtain(Ask ask, boolean whole) {
        return serve(ask);
    }
}
