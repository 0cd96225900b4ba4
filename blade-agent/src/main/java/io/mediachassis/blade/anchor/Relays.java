package io.mediachassis.blade.anchor;

import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.rtsp.InterleavedSink;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes the packets of streams that other engines send to consoles' connections, which this blade holds. Streams are
 * told apart by their SSRC. Any thread.
 */
public interface Relays {
    /**
     * Relays a stream from now on.
     *
     * @param bitRate of its program, bit/s; 0: not known yet, {@link #admit} follows
     * @param ended hears once that its console reads nothing of it, on the relay's thread; nothing is relayed any more
     * @return where its engine is to send RTP and RTCP
     * @throws IOException when no datagram can be taken here, saying why
     */
    Ipv4Endpoint begin(int ssrc, InterleavedSink connection, long bitRate, Consumer<String> ended) throws IOException;

    /** Takes a stream into account that was begun without a bit rate; says why it can't be, and then it has to end. */
    Optional<String> admit(int ssrc, long bitRate);

    /** The stream is over, or not relayed; unknown ones are left alone. */
    void end(int ssrc);

    /** Of a blade that relays nothing. */
    static Relays none() {
        return new Relays() {
            @Override
            public Ipv4Endpoint begin(
                    int ssrc, InterleavedSink connection, long bitRate, Consumer<String> ended) throws IOException {
                throw new IOException("this blade relays nothing");
            }

            @Override
            public Optional<String> admit(int ssrc, long bitRate) {
                return Optional.empty();
            }

            @Override
            public void end(int ssrc) {}
        };
    }
}
