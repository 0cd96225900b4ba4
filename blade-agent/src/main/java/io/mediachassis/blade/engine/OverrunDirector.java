package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.OverrunNotice;
import io.mediachassis.backplane.proto.OverrunReply;
import java.util.concurrent.CompletionStage;

/** Tells the director of an overrun to come, and hears who holds the whole segment. Any thread. */
@FunctionalInterface
public interface OverrunDirector {
    /** Completes with slot 0 where none can be named; never fails. */
    CompletionStage<OverrunReply> tell(OverrunNotice notice);
}
