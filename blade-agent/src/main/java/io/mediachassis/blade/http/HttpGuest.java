package io.mediachassis.blade.http;

import io.mediachassis.blade.door.Guest;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** A client's connection as the door sees it. The event loop tells, any thread asks. */
// A connection that can't be closed is closed already.
@SuppressWarnings("FutureReturnValueIgnored")
final class HttpGuest implements Guest {
    /** In place of the time since when a connection is quiet: it is not. */
    private static final long ENGAGED = Long.MIN_VALUE;

    private final Channel channel;
    private final InetAddress client;
    /** Written twice a request, so without a fence. */
    private final AtomicLong quietSinceNs;
    private volatile boolean asked;

    HttpGuest(Channel channel, InetSocketAddress client, long nowNs) {
        this.channel = channel;
        this.client = client.getAddress();
        this.quietSinceNs = new AtomicLong(nowNs);
    }

    /** A request is there. */
    void asks() {
        quietSinceNs.lazySet(ENGAGED);
        if (!asked) {
            asked = true;
        }
    }

    /** It is answered. */
    void answered(long nowNs) {
        quietSinceNs.lazySet(nowNs);
    }

    void close() {
        channel.close();
    }

    @Override
    public InetAddress address() {
        return client;
    }

    @Override
    public boolean engaged() {
        return quietSinceNs.get() == ENGAGED;
    }

    @Override
    public boolean hasAsked() {
        return asked;
    }

    @Override
    public long quietSinceNs() {
        return quietSinceNs.get();
    }
}
