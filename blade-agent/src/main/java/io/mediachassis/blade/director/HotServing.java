package io.mediachassis.blade.director;

import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.HotSegments.Ask;
import java.util.concurrent.CompletionStage;

/** Finds who serves, and has a hot segment copied where nobody has room who holds it. Any thread. */
public interface HotServing {
    /** Completes once the engine can stream the segment; never fails. */
    CompletionStage<Choice> serve(Ask ask);
}
