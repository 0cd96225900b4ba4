package io.mediachassis.blade.playout;

import io.mediachassis.blade.playout.StreamListener.StreamFailure;

/** What a playout thread works at each tick. That thread's. */
interface TickedStream {
    StreamSpec spec();

    /** In which half of a long tick it is worked, 0 or 1. */
    int phase();

    StreamState state();

    /** Whether the next tick matters to it. */
    default boolean active() {
        return state() != StreamState.PAUSED && state() != StreamState.CLOSED;
    }

    /** Sends what is due. */
    void work(long nowNs);

    /** Ends it without a word to the listener. */
    void close(boolean bye, long nowNs);

    void fail(StreamFailure failure, String text);

    /** What was sent in the turn in which it ended is with the kernel. */
    default void flushed(long nowNs) {}
}
