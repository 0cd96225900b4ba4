package io.mediachassis.backplane.link;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Takes links from the boards of the chassis, or of others. Any thread; the event loops are the caller's and stay open. */
@SuppressWarnings("FutureReturnValueIgnored") // a close tells us nothing when it is done
public final class LinkServer implements AutoCloseable {
    private final EventLoopGroup accept;
    private final EventLoopGroup loops;
    private final Supplier<Optional<LinkTrust>> trust;
    private final LinkContext context;
    private final Set<LinkSession> sessions = ConcurrentHashMap.newKeySet();
    private final Unfinished unfinished;
    private volatile @Nullable Channel listening;
    private volatile boolean closed;

    /**
     * @param accept one loop is enough; may be the same as {@code loops}
     * @param hello what to say of this board; asked for each connection
     * @param heartbeat what to say in each heartbeat; its sequence and time are filled in here
     */
    public LinkServer(
            EventLoopGroup accept,
            EventLoopGroup loops,
            TlsIdentity tls,
            LinkSettings settings,
            Supplier<Hello> hello,
            Supplier<Heartbeat.Builder> heartbeat,
            LinkHandler handler,
            Clock clock) {
        this(
                accept,
                loops,
                tls,
                settings,
                hello,
                heartbeat,
                handler,
                clock,
                LinkLimits.DEFAULT,
                new Counts<>(LinkCounter.class));
    }

    /**
     * For boards of other chassis, or whoever is trusted.
     *
     * @param trust asked for each connection, on its event loop; while it is empty nobody is taken
     */
    public LinkServer(
            EventLoopGroup accept,
            EventLoopGroup loops,
            Supplier<Optional<LinkTrust>> trust,
            LinkSettings settings,
            Supplier<Hello> hello,
            Supplier<Heartbeat.Builder> heartbeat,
            LinkHandler handler,
            Clock clock,
            LinkLimits limits) {
        this.accept = accept;
        this.loops = loops;
        this.trust = trust;
        this.unfinished = new Unfinished(limits.handshakes(), limits.handshakesPerAddress());
        this.context =
                new LinkContext(settings, limits, hello, heartbeat, handler, clock, new Counts<>(LinkCounter.class));
    }

    /** With limits, and counters that may be shared with other servers and dialers. */
    public LinkServer(
            EventLoopGroup accept,
            EventLoopGroup loops,
            TlsIdentity tls,
            LinkSettings settings,
            Supplier<Hello> hello,
            Supplier<Heartbeat.Builder> heartbeat,
            LinkHandler handler,
            Clock clock,
            LinkLimits limits,
            Counts<LinkCounter> counters) {
        this.accept = accept;
        this.loops = loops;
        Optional<LinkTrust> own = Optional.of(LinkTrust.ownChassis(tls));
        this.trust = () -> own;
        this.unfinished = new Unfinished(limits.handshakes(), limits.handshakesPerAddress());
        this.context = new LinkContext(settings, limits, hello, heartbeat, handler, clock, counters);
    }

    /** Listens; fails with an {@link IOException} that names the address. Once per server. */
    public CompletableFuture<Void> bind(InetSocketAddress address) {
        CompletableFuture<Void> bound = new CompletableFuture<>();
        new ServerBootstrap()
                .group(accept, loops)
                .channel(Transport.of(loops).serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, context.limits().connections())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, LinkChannels.waterMark(context.limits()))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accepted(channel);
                    }
                })
                .bind(address)
                .addListener((ChannelFuture future) -> {
                    if (future.isSuccess()) {
                        listening = future.channel();
                        bound.complete(null);
                        if (closed) {
                            future.channel().close();
                        }
                    } else {
                        bound.completeExceptionally(new IOException(
                                "cannot listen for links at " + address + ": "
                                        + future.cause().getMessage()
                                        + "; is another process on that port, or the address not on this board?",
                                future.cause()));
                    }
                });
        return bound;
    }

    /** Where it listens; the way to learn the port when it was bound to port 0. */
    public InetSocketAddress localAddress() {
        Channel channel = listening;
        if (channel == null) {
            throw new IllegalStateException("not bound yet");
        }
        return (InetSocketAddress) channel.localAddress();
    }

    /** What this server's links count; any thread. */
    public Counts<LinkCounter> counters() {
        return context.counters();
    }

    private void accepted(Channel channel) {
        LinkLimits limits = context.limits();
        SocketAddress peer = channel.remoteAddress();
        Optional<LinkTrust> whom = trust.get();
        if (closed || whom.isEmpty() || sessions.size() >= limits.connections() || !unfinished.begins(peer)) {
            context.counters().add(LinkCounter.REFUSED_CONNECTIONS);
            context.refusals()
                    .say(
                            Level.WARN,
                            "anyone",
                            "limit",
                            whom.isEmpty()
                                    ? "Refused a connection from " + peer + ": nobody is known here yet"
                                    : "Refused a connection from " + peer + ": " + sessions.size()
                                            + " connections (limit " + limits.connections() + "), " + unfinished.count()
                                            + " of them without a hello (limit " + limits.handshakes() + ", from one address "
                                            + limits.handshakesPerAddress() + "); does something else connect to this port?");
            channel.close();
            return;
        }
        SessionOwner owner = new SessionOwner(peer);
        LinkTrust now = whom.get();
        LinkSession session = new LinkSession(context, false, now.check(null), owner);
        // Another thread may close what is in the set: a session gets there once it is in its channel.
        LinkChannels.build(channel, now.server(), now, context, session);
        sessions.add(session);
        channel.closeFuture().addListener(done -> {
            owner.greeted();
            sessions.remove(session);
        });
        if (closed) {
            session.close();
        }
    }

    /** Stops listening and closes the links in order. */
    @Override
    public void close() {
        closed = true;
        Channel channel = listening;
        if (channel != null) {
            channel.close();
        }
        sessions.forEach(LinkSession::close);
    }

    /** Counts its session as unfinished until it is up or over; on the session's event loop. */
    private final class SessionOwner implements LinkSession.Owner {
        private final SocketAddress peer;
        private boolean counted = true;

        SessionOwner(SocketAddress peer) {
            this.peer = peer;
        }

        void greeted() {
            if (counted) {
                counted = false;
                unfinished.ends(peer);
            }
        }

        @Override
        public void up(Link link) {
            greeted();
        }

        @Override
        public void ended(boolean refused) {
            greeted();
        }
    }
}
