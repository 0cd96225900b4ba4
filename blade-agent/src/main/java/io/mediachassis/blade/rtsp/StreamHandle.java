package io.mediachassis.blade.rtsp;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * An open stream, here or on another engine. All methods are called on the RTSP server's control loop, except as said,
 * and must not block; stages complete on any thread and fail with {@link MediaException}.
 */
public interface StreamHandle {
    /** The chassis' number of the stream, for logs and status. */
    long session();

    int ssrc();

    /** The port that RTP comes from; RTCP is the next one. 0 for an interleaved stream. */
    int serverRtpPort();

    /** Numeric address that RTP comes from: the station's. */
    String sourceAddress();

    /** Whether its program was still being taken in when it was opened. */
    default boolean growing() {
        return false;
    }

    /**
     * A multicast group.
     *
     * @param address numeric
     * @param port RTP; RTCP is the next one
     * @param ttl of its packets
     */
    record Group(String address, int port, int ttl) {}

    /** Where a multicast stream goes; empty for one of the console's own. */
    default Optional<Group> group() {
        return Optional.empty();
    }

    /** When what PLAY asked for begins, by the station's clock; empty: at once. */
    default Optional<Instant> startsAt() {
        return Optional.empty();
    }

    /** Plays; the answer says which scale and speed are used. */
    CompletionStage<PlayAnswer> play(PlayRequest request);

    CompletionStage<PlayAnswer> pause();

    /** The console gave a sign of life on its RTSP connection. */
    void keepAlive();

    /**
     * When the console was last heard by RTCP, in nanoseconds of the server's {@code Clock}; absent when never. Keeps a
     * session that sends no RTSP requests.
     */
    OptionalLong lastHeardNs();

    /** Stops and frees the stream; no more packets are offered to its sink afterwards. Idempotent. */
    void close(String reason);

    /** Whether the stream still exists; false makes the console's next request answer 454. */
    boolean alive();

    /**
     * Called once, on any thread, when the stream is over for a reason other than {@link #close}, such as its engine
     * gone; not at the end of the program, after which the console may still seek back.
     */
    void onEnded(Consumer<String> listener);

    /**
     * What this blade's next agent needs to go on with the stream if this one dies; see {@link RtspServer#adopt}. Empty
     * where nobody can.
     */
    default byte[] memento() {
        return new byte[0];
    }
}
