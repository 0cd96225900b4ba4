package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.NextSegmentQuery;
import io.mediachassis.backplane.proto.NextSegmentReply;
import java.util.concurrent.CompletionStage;

/** Asks the director which engine sends a segment. Any thread. */
@FunctionalInterface
public interface NextEngine {
    /** Completes with slot 0 where none can be named; never fails. */
    CompletionStage<NextSegmentReply> ask(NextSegmentQuery query);
}
