package io.mediachassis.backplane.link;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Holds a link to one other board: dials, and dials again whenever it is down, until it is closed. Any thread may call
 * it; the event loops are the caller's and stay open.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close tells us nothing when it is done
public final class LinkDialer implements AutoCloseable {
    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final LinkTrust trust;
    private final LinkContext context;
    private final InetSocketAddress target;
    private final HelloCheck check;
    private final Backoff backoff;
    private final String targetText;

    private @Nullable LinkSession session; // event loop only
    private @Nullable ScheduledFuture<?> retry; // event loop only
    private boolean started; // event loop only
    private boolean closed; // event loop only
    private volatile @Nullable Link link;

    /**
     * With the usual limits, and counters of its own.
     *
     * @param trust whom it believes, and what it shows
     * @param target address and port of the peer
     * @param localAddress to dial from; null leaves it to the kernel
     * @param party what must answer there
     * @param number and its number, 0 for any; anything else is refused
     * @param random spreads the waits; used on the dialer's event loop alone
     */
    public LinkDialer(
            EventLoopGroup loops,
            LinkTrust trust,
            LinkSettings settings,
            Supplier<Hello> hello,
            Supplier<Heartbeat.Builder> heartbeat,
            LinkHandler handler,
            Clock clock,
            InetSocketAddress target,
            @Nullable InetAddress localAddress,
            Party party,
            int number,
            RandomGenerator random) {
        this(
                loops, trust, settings, hello, heartbeat, handler, clock, target, localAddress, party, number, random,
                LinkLimits.DEFAULT, new Counts<>(LinkCounter.class));
    }

    /** With limits, and counters that may be shared with other servers and dialers. */
    public LinkDialer(
            EventLoopGroup loops,
            LinkTrust trust,
            LinkSettings settings,
            Supplier<Hello> hello,
            Supplier<Heartbeat.Builder> heartbeat,
            LinkHandler handler,
            Clock clock,
            InetSocketAddress target,
            @Nullable InetAddress localAddress,
            Party party,
            int number,
            RandomGenerator random,
            LinkLimits limits,
            Counts<LinkCounter> counters) {
        this.loop = loops.next();
        this.trust = trust;
        this.context = new LinkContext(settings, limits, hello, heartbeat, handler, clock, counters);
        this.target = target;
        this.check = trust.check(new HelloCheck.Expected(party, number));
        this.backoff = new Backoff(
                settings.backoffMin().toNanos(), settings.backoffMax().toNanos(), random);
        this.targetText = party + " " + number + " at " + target;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(Transport.of(loops).channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.connectTimeout().toMillis())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, LinkChannels.waterMark(limits));
        if (localAddress != null) {
            bootstrap.localAddress(new InetSocketAddress(localAddress, 0));
        }
    }

    /** Begins to dial; a second call does nothing. */
    public LinkDialer start() {
        loop.execute(() -> {
            if (!started) {
                started = true;
                dial();
            }
        });
        return this;
    }

    /** The peer is known to be there: a dial that waits is made at once. */
    public void dialNow() {
        loop.execute(() -> {
            if (retry != null && retry.cancel(false)) {
                retry = null;
                dial();
            }
        });
    }

    /** The link, while it is up. */
    public Optional<Link> link() {
        return Optional.ofNullable(link);
    }

    /** What this dialer's links count; any thread. */
    public Counts<LinkCounter> counters() {
        return context.counters();
    }

    private void dial() {
        if (closed) {
            return;
        }
        retry = null;
        Attempt attempt = new Attempt();
        LinkSession dialled = new LinkSession(context, true, check, attempt);
        bootstrap
                .clone()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        // The pipeline is built once the connection is there.
                    }
                })
                .connect(target)
                .addListener((ChannelFuture future) -> {
                    if (!future.isSuccess()) {
                        unreachable(future.cause());
                    } else if (closed) {
                        future.channel().close();
                    } else {
                        session = dialled;
                        LinkChannels.build(future.channel(), trust.client(), trust, context, dialled);
                    }
                });
    }

    private void unreachable(Throwable cause) {
        context.counters().add(LinkCounter.CONNECT_FAILED);
        context.refusals()
                .say(
                        Level.INFO,
                        targetText,
                        "connect",
                        "No connection to " + targetText + " (" + cause.getMessage() + "); trying again");
        retryIn(backoff.failed());
    }

    private void retryIn(long waitNs) {
        if (!closed) {
            retry = loop.schedule(this::dial, waitNs, TimeUnit.NANOSECONDS);
        }
    }

    /** Stops dialling and closes the link in order. */
    @Override
    public void close() {
        if (loop.isShuttingDown()) {
            return;
        }
        loop.execute(() -> {
            closed = true;
            if (retry != null) {
                retry.cancel(false);
            }
            if (session != null) {
                session.close();
            }
        });
    }

    /** One connection of the dialer; on its event loop. */
    private final class Attempt implements LinkSession.Owner {
        private boolean wasUp;
        private long upNs;

        @Override
        public void up(Link established) {
            wasUp = true;
            upNs = context.clock().nanoTime();
            link = established;
        }

        @Override
        public void ended(boolean refused) {
            link = null;
            session = null;
            if (refused) {
                retryIn(backoff.refused());
            } else if (wasUp) {
                retryIn(backoff.wentDown(context.clock().nanoTime() - upNs));
            } else {
                retryIn(backoff.failed());
            }
        }
    }
}
