package io.mediachassis.blade.playout;

import io.mediachassis.blade.os.SendCounters;
import java.nio.ByteBuffer;

/**
 * Sends what a playout thread's streams put together: {@link UdpMediaSender}, or a test's. A message is up to
 * {@link #MAX_PACKETS} packets of one size (the last may be shorter) to one console or group. One thread.
 */
public interface MediaSender {
    /** Packets in a message at most, which bounds the burst that leaves back to back. */
    int MAX_PACKETS = 8;

    /** Starts a message. */
    void begin(Destination.Udp to);

    /** Starts the message's next packet with its RTP header, three words. */
    void header(int word0, int timestamp, int ssrc);

    /** The same of a retransmission: the number of the packet that it carries follows (RFC 4588 section 4). */
    void retransmission(int word0, int timestamp, int ssrc, int originalSequence);

    /** Starts the message's next packet, which has no header. */
    void plain();

    /** Adds media to the packet, at most two pieces; the chunk stays as it is until {@link #flush()}. */
    void media(MediaChunk chunk, int offset, int length);

    /** Ends the message. */
    void end();

    /** Adds a compound RTCP packet of at most 128 bytes, which is copied. */
    void report(Destination.Udp to, ByteBuffer packet);

    /** Sends all; the chunks are no longer needed then. */
    void flush();

    /** What was sent so far; allocates. */
    SendCounters counters();
}
