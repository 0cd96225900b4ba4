package io.mediachassis.blade.http;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.blade.access.PlaybackGate;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: requests are answered one after the other, in order (RFC 9112 9.3.2). What was read ahead
 * waits in a queue, and reading stops while there is any, so that pipelining and slow readers cost one read buffer.
 * Event loop only.
 */
// A write that fails closes the channel, which this handler hears of.
@SuppressWarnings("FutureReturnValueIgnored")
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    /** Of an unwanted body, before the connection is closed on it. */
    private static final long MAX_DISCARDED = 64L << 20;

    private static final String ONWARD = "Onward-Stream";

    private final Channel channel;
    private final LocalEnd local;
    private final Requests requests;
    private final Replies replies;
    private final DownloadGate gate;
    private final PlaybackGate access;
    private final IngestDesk ingest;
    private final AnswerSender sender;
    private final Counts<HttpCounter> counts;
    private final ConnectionTimes times;
    private final HttpGuest guest;
    private final Clock clock;
    private final Deque<Object> waiting = new ArrayDeque<>(4);
    private boolean draining;
    private boolean responding;
    /** The answer is out and no other follows; the rest of the body is read only so that the client sees it. */
    private boolean closing;
    private boolean keepAlive;
    private long discarded;
    private @Nullable TokenClaims token;
    private @Nullable IngestBody body;
    private @Nullable Future<?> watch;

    HttpConnection(
            Channel channel, Requests requests, Replies replies, DownloadGate gate, PlaybackGate access,
            IngestDesk ingest, AnswerSender sender, Counts<HttpCounter> counts, ConnectionTimes times, HttpGuest guest, Clock clock) {
        this.channel = channel;
        this.local = LocalEnd.of(
                (InetSocketAddress) channel.localAddress(), (InetSocketAddress) channel.remoteAddress());
        this.requests = requests;
        this.replies = replies;
        this.gate = gate;
        this.access = access;
        this.ingest = ingest;
        this.sender = sender;
        this.counts = counts;
        this.times = times;
        this.guest = guest;
        this.clock = clock;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        // One timer a connection; a request costs none.
        watch = ctx.executor().scheduleWithFixedDelay(
                this::check, times.periodMs(), times.periodMs(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (waiting.isEmpty() && !draining && !blocks(message)) {
            draining = true;
            handle(message);
            draining = false;
            if (waiting.isEmpty()) {
                return;
            }
        } else {
            waiting.add(message);
        }
        drain();
    }

    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        while (!waiting.isEmpty() && !blocks(waiting.getFirst())) {
            handle(waiting.removeFirst());
        }
        draining = false;
        channel.config().setAutoRead(waiting.isEmpty());
    }

    private boolean blocks(Object message) {
        return message instanceof HttpRequest ? responding : body != null && body.busy();
    }

    private void handle(Object message) {
        if (message instanceof HttpRequest request) {
            begin(request);
        }
        if (message instanceof HttpContent content) {
            content(content);
        }
    }

    private void begin(HttpRequest request) {
        if (closing) {
            return;
        }
        responding = true;
        discarded = 0;
        times.head(clock.nanoTime());
        guest.asks();
        boolean headOnly = request.method().equals(HttpMethod.HEAD);
        keepAlive = HttpUtil.isKeepAlive(request);
        Handling handling = requests.of(request, local);
        if (handling instanceof Handling.Reply reply) {
            keepAlive &= !reply.close();
            send(reply.answer(), headOnly);
        } else if (handling instanceof Handling.Later later) {
            later.answer().whenComplete((answer, error) -> channel.eventLoop().execute(
                    () -> send(answer != null ? answer : requests.refused(error), headOnly)));
        } else if (handling instanceof Handling.Take take) {
            take(request, take.programId(), ingest);
        } else if (handling instanceof Handling.Distribute wanted) {
            InetSocketAddress client = (InetSocketAddress) channel.remoteAddress();
            take(request, wanted.id(), (id, title, bytes) -> requests.distribution()
                    .begin(id, request.headers().getAll(ONWARD), client));
        }
    }

    private void send(Answer answer, boolean headOnly) {
        token = answer.token().orElse(null);
        long bps = headOnly ? 0 : answer.playedBps();
        Optional<String> full = bps == 0 ? Optional.empty() : gate.admit(bps);
        if (full.isPresent()) {
            counts.add(HttpCounter.DOWNLOADS_REFUSED, 1);
            sender.send(replies.busy(full.get()), false, 0, keepAlive, this::sent);
        } else {
            sender.send(answer, headOnly, bps, keepAlive, this::sent);
        }
    }

    private void take(HttpRequest request, String programId, IngestDesk desk) {
        body = new IngestBody(channel, desk, programId, request, counts, error -> {
            body = null;
            keepAlive &= error == null;
            send(error == null
                    ? replies.json(201, Map.of("id", programId))
                    : requests.refused(error), false);
            drain();
        }, this::drain);
    }

    private void content(HttpContent content) {
        IngestBody taking = body;
        if (taking != null) {
            taking.add(content);
            return;
        }
        discarded += content.content().readableBytes();
        boolean last = content instanceof LastHttpContent;
        content.release();
        if (discarded > MAX_DISCARDED || (closing && last)) {
            channel.flush();
            channel.close();
        }
    }

    private void sent() {
        responding = false;
        token = null;
        long nowNs = clock.nanoTime();
        times.answered(nowNs);
        guest.answered(nowNs);
        if (keepAlive) {
            drain();
            return;
        }
        closing = true;
        // Closing on unread bytes resets the connection, and the client might never see the answer: the end of the
        // stream is sent, and the rest of a body read until it ends, the client leaves or falls silent.
        if (channel instanceof io.netty.channel.socket.SocketChannel socket) {
            socket.shutdownOutput();
        } else {
            channel.close();
        }
        drain();
    }

    private void check() {
        if (responding && token != null && access.isRevoked(token)) {
            counts.add(HttpCounter.DOWNLOADS_REVOKED, 1);
            channel.close();
            return;
        }
        ConnectionTimes.Phase phase = ConnectionTimes.Phase.WAITING;
        if (body != null) {
            phase = body.busy() ? ConnectionTimes.Phase.HELD : ConnectionTimes.Phase.TAKING;
        } else if (responding) {
            phase = ConnectionTimes.Phase.SENDING;
        }
        HttpCounter why = switch (times.check(clock.nanoTime(), phase, sender.sentBytes())) {
            case KEEP -> {
                sender.count();
                yield null;
            }
            case IDLE -> HttpCounter.CONNECTIONS_IDLE;
            case SLOW_HEAD -> HttpCounter.CONNECTIONS_SLOW;
            case STALLED -> HttpCounter.CONNECTIONS_STALLED;
        };
        if (why != null) {
            counts.add(why, 1);
            channel.close();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        sender.writabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (watch != null) {
            watch.cancel(false);
        }
        sender.stop();
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        if (body != null) {
            body.abort("the client went away");
            body = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("connection of {} broke: {}", channel.remoteAddress(), cause.toString());
        channel.close();
    }
}
