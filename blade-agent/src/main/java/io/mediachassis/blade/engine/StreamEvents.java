package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.StreamPoint;
import io.mediachassis.blade.playout.HandOverPoint;

/** What becomes of the streams that this engine sends. Called on the playout thread or the order's; returns at once. */
interface StreamEvents {
    /** It plays, pauses, has ended or is no longer sent here: what the others know of it is old. */
    void onChanged(SentStream stream);

    /** The segment being sent ends soon; {@code next} follows it. */
    void onNearEnd(SentStream stream, int next);

    /** It was given up at the end of its segment: {@code point} is due in so many nanoseconds. */
    void onYielded(SentStream stream, HandOverPoint point, long dueInNs);

    /** Its media can't be read here any more; {@code at} comes next, and no other packet was sent. */
    void onUnreadable(SentStream stream, StreamPoint at, String reason);

    /** It failed here. */
    void onFailed(SentStream stream, String reason);
}
