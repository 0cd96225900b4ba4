package io.mediachassis.backplane.link;

import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/**
 * Tells a peer why its connection ends, leaves it time to read that, and closes. Not closed at once: what the peer has
 * sent and we have not read would turn our FIN into an RST, which can overtake the fault.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close and a timer tell us nothing when they are done
final class LastWords {
    /** Longest time that the fault may wait to be written to a peer that does not read. */
    static final long FLUSH_SECONDS = 30;

    /** From the write to the close: the peer's time to read it. */
    static final long LINGER_MILLIS = 500;

    private LastWords() {}

    static Fault of(Fault.Code code, String text) {
        return Fault.newBuilder().setCode(code).setText(text).build();
    }

    /** On the channel's event loop; returns at once. A write that fails only brings the close forward. */
    static void say(Channel channel, Fault fault) {
        Envelope envelope = Envelope.newBuilder().setFault(fault).build();
        channel.writeAndFlush(Frames.encode(channel.alloc(), envelope))
                .addListener(done -> close(channel, LINGER_MILLIS, TimeUnit.MILLISECONDS));
        close(channel, FLUSH_SECONDS, TimeUnit.SECONDS);
    }

    private static void close(Channel channel, long after, TimeUnit unit) {
        channel.eventLoop().schedule(() -> channel.close(), after, unit);
    }
}
