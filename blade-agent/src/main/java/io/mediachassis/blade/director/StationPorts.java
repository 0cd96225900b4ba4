package io.mediachassis.blade.director;

import io.mediachassis.blade.http.HttpMediaServer;
import io.mediachassis.blade.rtsp.RtspServer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports of the station address. On loopback they are all there is of it: the director binds them, and tries again
 * every few milliseconds while the last director's process still holds them. The kernel frees a killed process's sockets
 * only after its memory.
 */
public final class StationPorts implements StationAddress {
    private static final Logger LOG = LoggerFactory.getLogger(StationPorts.class);
    private static final long RETRY_MS = 2;

    private final EventLoop control;
    private final Map<String, Port> ports = new HashMap<>();
    private boolean taken;

    /** One port of the station: how it is bound, and what unbinds it. */
    private static final class Port {
        final Supplier<CompletableFuture<Runnable>> bind;
        Runnable unbind = () -> {};
        boolean bound;
        boolean waiting;

        Port(Supplier<CompletableFuture<Runnable>> bind) {
            this.bind = bind;
        }
    }

    /** @param control the loop on which everything here runs */
    public StationPorts(EventLoop control) {
        this.control = control;
    }

    /** RTSP at the station. */
    public StationPorts rtsp(RtspServer server, InetSocketAddress address) {
        return port("rtsp", () -> server.bind(address).thenApply(at -> () -> server.unbind(at, true)));
    }

    /** HTTP at the station, on loops of its own: redirects read no disk. */
    public StationPorts http(HttpMediaServer server, InetSocketAddress address, EventLoopGroup loops) {
        return port("http", () -> server.bind(address, loops).thenApply(at -> () -> server.unbind(at)));
    }

    /** A datagram port at the station. */
    public StationPorts datagrams(String name, Supplier<ChannelFuture> bind) {
        return port(name, () -> {
            CompletableFuture<Runnable> bound = new CompletableFuture<>();
            bind.get().addListener((ChannelFuture done) -> {
                if (done.isSuccess()) {
                    Channel channel = done.channel();
                    bound.complete(channel::close);
                } else {
                    bound.completeExceptionally(done.cause());
                }
            });
            return bound;
        });
    }

    /** A port that is opened in a way of its own; what the future gives closes it. */
    public StationPorts port(String name, Supplier<CompletableFuture<Runnable>> bind) {
        ports.put(name, new Port(bind));
        return this;
    }

    /** Whether all are bound. Control loop. */
    boolean open() {
        return ports.values().stream().allMatch(port -> port.bound);
    }

    @Override
    public void take() {
        taken = true;
        ports.forEach((name, port) -> bind(name, port, 0));
    }

    @Override
    public void release(String reason) {
        taken = false;
        LOG.debug("The station address is released: {}", reason);
        for (Port port : ports.values()) {
            if (port.bound) {
                port.bound = false;
                port.unbind.run();
            }
        }
    }

    private void bind(String name, Port port, int attempt) {
        if (!taken || port.bound || port.waiting) {
            return;
        }
        port.waiting = true;
        port.bind.get().whenCompleteAsync((unbind, error) -> {
            port.waiting = false;
            if (error == null && taken) {
                port.unbind = unbind;
                port.bound = true;
            } else if (error == null) {
                unbind.run();
            } else if (taken) {
                if (attempt == 500) {
                    LOG.warn("The station's {} port can't be bound: {}; still trying", name, error.getMessage());
                }
                control.schedule(() -> bind(name, port, attempt + 1), RETRY_MS, TimeUnit.MILLISECONDS);
            }
        }, control);
    }
}
