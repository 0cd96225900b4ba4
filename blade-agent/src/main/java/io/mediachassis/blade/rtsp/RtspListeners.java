package io.mediachassis.blade.rtsp;

import io.mediachassis.backplane.link.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The addresses that the RTSP server listens at, taken and given up while it runs. Any thread. */
// A channel that can no longer be closed is closed already.
@SuppressWarnings("FutureReturnValueIgnored")
final class RtspListeners {
    private static final Logger LOG = LoggerFactory.getLogger(RtspListeners.class);

    private final EventLoopGroup accept;
    private final EventLoopGroup loops;
    private final Consumer<SocketChannel> prepare;
    private final Map<InetSocketAddress, Channel> listening = new ConcurrentHashMap<>();

    /** @param prepare gives a new connection its handlers */
    RtspListeners(EventLoopGroup accept, EventLoopGroup loops, Consumer<SocketChannel> prepare) {
        this.accept = accept;
        this.loops = loops;
        this.prepare = prepare;
    }

    CompletableFuture<InetSocketAddress> bind(InetSocketAddress address) {
        CompletableFuture<InetSocketAddress> bound = new CompletableFuture<>();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(accept, loops)
                .channel(Transport.of(accept).serverChannel())
                // A new director takes the station address while connections of the last one linger in the kernel.
                // SO_REUSEPORT stays off: two listeners on one address would share its consoles without a word.
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        prepare.accept(channel);
                    }
                });
        bootstrap.bind(address).addListener((ChannelFuture done) -> {
            if (done.isSuccess()) {
                InetSocketAddress local = (InetSocketAddress) done.channel().localAddress();
                listening.put(local, done.channel());
                LOG.atLevel(told(address)).log("RTSP listens on {}", local);
                bound.complete(local);
            } else {
                bound.completeExceptionally(done.cause());
            }
        });
        return bound;
    }

    CompletableFuture<Void> unbind(InetSocketAddress address) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Channel channel = listening.remove(address);
        if (channel == null) {
            done.complete(null);
        } else {
            Transport.stopListening(channel).addListener(closed -> {
                LOG.debug("RTSP no longer listens on {}", address);
                done.complete(null);
            });
        }
        return done;
    }

    void close() {
        listening.values().forEach(Transport::stopListening);
        listening.clear();
    }

    /** Who leaves the port to chance only tries something out. */
    private static Level told(InetSocketAddress wanted) {
        return wanted.getPort() == 0 ? Level.DEBUG : Level.INFO;
    }
}
