package io.mediachassis.backplane.daemon;

import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** What a process runs until it is told to end. */
public interface Daemon {
    /**
     * Begins; called once, on the main thread.
     *
     * @return fails when it turns out later that the daemon can't run
     * @throws IOException when something can't be opened
     */
    CompletionStage<Void> start() throws IOException;

    /** Ends in order; on the thread of the signal. Also called after a start that failed. */
    void stop();
}
