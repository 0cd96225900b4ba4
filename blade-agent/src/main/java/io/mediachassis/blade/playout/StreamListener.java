package io.mediachassis.blade.playout;

/** Hears what becomes of a stream; called by the playout thread, so it hands over and returns at once. */
public interface StreamListener {
    /** PLAY was taken: the next packet will be this one. Comes before any packet is sent. */
    void onPlaying(long stream, StreamPoint next);

    /** PAUSE was taken. */
    void onPaused(long stream, StreamPoint next);

    /** The end position or the end of the program was reached and its last packet's time has passed. */
    void onEnd(long stream, StreamPoint next);

    /** The stream is gone: refused as busy, its media unreadable, or it failed. */
    void onFailed(long stream, StreamFailure failure, String text);

    /** Why a stream failed. */
    enum StreamFailure { BUSY, UNREADABLE, INTERNAL }
}
