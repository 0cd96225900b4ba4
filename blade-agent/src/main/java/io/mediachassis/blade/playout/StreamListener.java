package io.mediachassis.blade.playout;

/** Hears what becomes of a stream; called by the playout thread, so it hands over and returns at once. */
public interface StreamListener {
    /** PLAY was taken: the next packet will be this one. Comes before any packet is sent. */
    void onPlaying(long stream, StreamPoint next);

    /** PAUSE was taken. */
    void onPaused(long stream, StreamPoint next);

    /** The end position or the end of the program was reached and its last packet's time has passed. */
    void onEnd(long stream, StreamPoint next);

    /**
     * The segment being sent ends within the hand-over lead, and the program goes on with segment {@code next}: time to
     * find out who sends it.
     */
    default void onNearEnd(long stream, int next) {}

    /**
     * A {@link PlayoutCommand.Yield} was carried out: the stream is closed here, and whoever takes it over goes on at
     * this point.
     *
     * @param dueInNs when the point's packet is due, from now
     * @param playing false when it was paused or at its end
     */
    default void onYielded(long stream, HandOverPoint point, long dueInNs, boolean playing) {}

    /**
     * The stream is gone, since its media can't be read here.
     *
     * @param at where another engine goes on: no packet from there on was sent. At another scale without a
     *     {@link HandOverPoint#trick} nobody can
     */
    default void onUnreadable(long stream, HandOverPoint at, String text) {
        onFailed(stream, StreamFailure.UNREADABLE, text);
    }

    /** The stream is gone: refused as busy, its media unreadable, or it failed. */
    void onFailed(long stream, StreamFailure failure, String text);

    /** Why a stream failed. */
    enum StreamFailure { BUSY, UNREADABLE, UNREAD, INTERNAL }
}
