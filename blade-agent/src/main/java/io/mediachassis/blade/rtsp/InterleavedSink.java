package io.mediachassis.blade.rtsp;

import java.nio.ByteBuffer;

/**
 * Takes the packets of one stream for a console that has them interleaved in its RTSP connection. Called by one thread,
 * the playout's; never blocks. What is offered is copied (the buffers stay the caller's, their positions untouched) and
 * goes out at {@link #flush}, with one write for the batch.
 */
public interface InterleavedSink {
    /**
     * Offers one RTP packet.
     *
     * @return false when the console doesn't keep up and the sink is at its limit: nothing was taken; offer it again
     *     later. After the connection is gone it is always false.
     */
    boolean offerRtp(ByteBuffer header, ByteBuffer payload);

    /** Offers one RTCP packet, as {@link #offerRtp}. */
    boolean offerRtcp(ByteBuffer packet);

    /** Sends what was offered since the last flush; call at the end of each tick. */
    void flush();
}
