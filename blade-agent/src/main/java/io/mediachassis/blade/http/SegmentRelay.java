package io.mediachassis.blade.http;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings part of a segment from the engines that hold it, with this engine's token, as fast as the receiver takes it:
 * what it does not take stays in the source's socket. A source that breaks, is silent for too long or has
 * other bytes than wanted is replaced, from the byte where it stopped. Where nobody holds it, it comes from an engine to which it is
 * on its way; such a one that breaks off may have given what was wrong, so that the rest is not had elsewhere. Works on the event loop of the client that it
 * brings for; event loop only.
 *
 * <pre>
 *   connected and asked, nothing read --flow(true)--> reading --all came--> over
 *        ^-- broken: the next source, from there on --'  '--nobody left--> over, and failed
 * </pre>
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class SegmentRelay {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentRelay.class);

    /** How often it is looked whether something comes from another station. */
    private static final long COMES_NS = 500_000_000;
    private static final long COMES_MOST_NS = 30_000_000_000L;

    private final Channel client;
    private final SegmentSources sources;
    private final RelayTarget receiver;
    private final Counts<HttpCounter> counts;
    private final Clock clock;
    private final long silentNs;
    private final SourceTries tries = new SourceTries();
    private BodyPiece.Remote rest;
    private @Nullable Channel source;
    private @Nullable Link link;
    private @Nullable Future<?> watch;
    private boolean wanted;
    private boolean over;
    private boolean nobodyLeft;
    private long heardNs;

    /**
     * Connects to the first source and asks it; nothing is read before {@link #flow}.
     *
     * @param silentNs how long a source may send nothing
     */
    SegmentRelay(Channel client, BodyPiece.Remote piece, SegmentSources sources, RelayTarget receiver,
            Counts<HttpCounter> counts, Clock clock, long silentNs) {
        this.client = client;
        this.rest = piece;
        this.sources = sources;
        this.receiver = receiver;
        this.counts = counts;
        this.clock = clock;
        this.silentNs = silentNs;
        connect();
    }

    /** What has not come yet. */
    BodyPiece.Remote rest() {
        return rest;
    }

    /** Whether the receiver takes bytes. */
    void flow(boolean on) {
        if (over) {
            return;
        }
        wanted = on;
        heardNs = clock.nanoTime();
        if (nobodyLeft && on) {
            // Somebody may have come meanwhile.
            nobodyLeft = false;
            connect();
        } else if (source != null && link != null) {
            source.config().setAutoRead(on);
            link.drain();
        }
    }

    /** Nobody wants the rest. */
    void close() {
        over = true;
        dropSource();
    }

    private void connect() {
        Optional<InetSocketAddress> holder = tries.next(sources.holders(rest.programId(), rest.segment()));
        if (holder.isEmpty() && wanted && receiver.here(rest)) {
            over = true;
            return;
        }
        Optional<InetSocketAddress> next = holder.or(
                () -> tries.next(sources.receivers(rest.programId(), rest.segment())));
        if (next.isEmpty()) {
            boolean waits = wanted && clock.nanoTime() - heardNs < COMES_MOST_NS;
            if (waits && sources.mayCome(rest.programId())) {
                sources.want(rest.programId(), rest.segment());
                client.eventLoop().schedule(this::look, COMES_NS, TimeUnit.NANOSECONDS);
            } else if (wanted) {
                over = true;
                receiver.failed(rest);
            } else {
                nobodyLeft = true;
            }
            return;
        }
        InetSocketAddress to = next.get();
        Link asked = new Link(to, holder.isEmpty());
        heardNs = clock.nanoTime();
        ChannelFuture connecting = SegmentRequest.connect(client.eventLoop(), to, asked);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                asked.broken(String.valueOf(done.cause()));
            }
        });
        if (asked.ended) {
            return;
        }
        source = connecting.channel();
        link = asked;
        watch = client.eventLoop().scheduleWithFixedDelay(
                () -> asked.check(clock.nanoTime()), silentNs / 4, silentNs / 4, TimeUnit.NANOSECONDS);
    }

    private void look() {
        if (!over) {
            connect();
        }
    }

    private void dropSource() {
        if (watch != null) {
            watch.cancel(false);
            watch = null;
        }
        if (source != null) {
            Channel old = source;
            source = null;
            old.close();
        }
        if (link != null) {
            link.forget();
            link = null;
        }
    }

    /** The connection to one source. */
    private final class Link extends SimpleChannelInboundHandler<HttpObject> {
        private final InetSocketAddress to;
        private final boolean arriving;
        /** The kernel's word of a closed connection makes netty read on, wanted or not: what was in its buffer. */
        private final Deque<HttpObject> early = new ArrayDeque<>(0);
        private long gave;
        private boolean closed;
        private boolean ended;

        Link(InetSocketAddress to, boolean arriving) {
            this.to = to;
            this.arriving = arriving;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(SegmentRequest.of(rest, to, sources.token()));
            ctx.channel().config().setAutoRead(wanted);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
            if (over || ended) {
                return;
            }
            heardNs = clock.nanoTime();
            if (wanted && early.isEmpty()) {
                handle(message);
            } else {
                early.add(ReferenceCountUtil.retain(message));
            }
        }

        /** Hands on what came before its turn. */
        void drain() {
            while (wanted && !over && !ended && !early.isEmpty()) {
                HttpObject message = early.remove();
                try {
                    handle(message);
                } finally {
                    ReferenceCountUtil.release(message);
                }
            }
            if (closed && early.isEmpty()) {
                broken("it closed the connection");
            } else if (!over && !ended) {
                receiver.pause();
            }
        }

        void forget() {
            early.forEach(ReferenceCountUtil::release);
            early.clear();
        }

        private void handle(HttpObject message) {
            if (message instanceof HttpResponse response) {
                String why = SegmentRequest.wrong(rest, response);
                if (!why.isEmpty()) {
                    broken(why);
                    return;
                }
            }
            if (message instanceof HttpContent content && content.content().isReadable()) {
                take(content.content());
            }
        }

        private void take(ByteBuf bytes) {
            int length = bytes.readableBytes();
            if (length > rest.length()) {
                broken("it sends too much");
                return;
            }
            gave += length;
            rest = rest.after(length);
            boolean more = receiver.bytes(bytes.retain(), rest.length());
            if (rest.length() == 0) {
                ended = true;
                close();
                receiver.whole();
            } else if (!more) {
                wanted = false;
                if (source != null) {
                    source.config().setAutoRead(false);
                }
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            if (!over) {
                receiver.pause();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            closed = true;
            if (early.isEmpty()) {
                broken("it closed the connection");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            broken(cause.toString());
        }

        void check(long nowNs) {
            if (wanted && nowNs - heardNs >= (arriving ? COMES_MOST_NS : silentNs)) {
                broken("it is silent");
            }
        }

        void broken(String why) {
            if (over || ended) {
                return;
            }
            ended = true;
            LOG.debug("Segment {} of {} from {}: {}", rest.segment(), rest.programId(), to, why);
            counts.add(HttpCounter.SOURCES_REPLACED, 1);
            tries.failed(to, gave);
            dropSource();
            if (arriving && gave > 0) {
                over = true;
                receiver.failed(rest);
            } else {
                connect();
            }
        }
    }
}
