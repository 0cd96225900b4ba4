package io.mediachassis.blade.playout;

import java.nio.ByteBuffer;

/** A connection's intake. Called by the playout thread, must not block, and copies what it takes. */
public interface InterleavedSink {
    /**
     * Takes one RTP packet (position to limit), which is valid during the call only.
     *
     * @return false when the connection can't take more now: the stream waits and offers the same packet again
     */
    boolean rtp(ByteBuffer packet);

    /** The tick is over: what was taken may go out, with one write for all of it. */
    void flush();

    /** Takes one compound RTCP packet, or drops it when the connection is full. */
    void rtcp(ByteBuffer packet);
}
