package io.mediachassis.blade.http;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

    private static final Set<HttpMethod> KNOWN = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT,
            HttpMethod.POST, HttpMethod.DELETE, HttpMethod.PATCH, HttpMethod.TRACE, HttpMethod.CONNECT);

    private final MediaResponder media;
    private final Replies replies;
    private final CopyGate gate;
    private final IngestDesk ingest;
    private final Counts<HttpCounter> counts;
    private final ConnectionTimes times;
    private final Clock clock;
    private final Deque<Object> waiting = new ArrayDeque<>();
    private boolean draining;
    private boolean responding;
    /** The answer is out and no other follows; the rest of the body is read only so that the client sees it. */
    private boolean closing;
    private long discarded;
    private @Nullable IngestBody body;
    /** The request under way is a HEAD, whose answer has no body (RFC 9110 section 9.3.2). */
    private boolean headOnly;
    private @Nullable Future<?> watch;
    private @Nullable DefaultFileRegion sending;
    private long sentBytes;

    HttpConnection(
            MediaResponder media, Replies replies, CopyGate gate, IngestDesk ingest, Counts<HttpCounter> counts,
            ConnectionTimes times, Clock clock) {
        this.media = media;
        this.replies = replies;
        this.gate = gate;
        this.ingest = ingest;
        this.counts = counts;
        this.times = times;
        this.clock = clock;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        // One timer a connection; a request costs none.
        watch = ctx.executor().scheduleWithFixedDelay(
                () -> check(ctx), times.periodMs(), times.periodMs(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        waiting.add(message);
        drain(ctx);
    }

    private void drain(ChannelHandlerContext ctx) {
        if (draining) {
            return;
        }
        draining = true;
        while (!waiting.isEmpty()) {
            Object next = waiting.getFirst();
            boolean blocked = next instanceof HttpRequest ? responding : body != null && body.busy();
            if (blocked) {
                break;
            }
            waiting.removeFirst();
            if (next instanceof HttpRequest request) {
                begin(ctx, request);
            }
            if (next instanceof HttpContent content) {
                content(ctx, content);
            }
        }
        draining = false;
        ctx.channel().config().setAutoRead(waiting.isEmpty());
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        if (closing) {
            return;
        }
        responding = true;
        discarded = 0;
        counts.add(HttpCounter.REQUESTS, 1);
        times.head(clock.nanoTime());
        headOnly = request.method().equals(HttpMethod.HEAD);
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        Optional<RequestCheck.Fault> fault = RequestCheck.of(request);
        if (fault.isPresent()) {
            counts.add(HttpCounter.MALFORMED, 1);
            if (fault.get().ambiguous()) {
                counts.add(HttpCounter.AMBIGUOUS, 1);
            }
            send(ctx, Answer.of(replies.error(fault.get().status(), fault.get().error(), fault.get().hint())), false);
            return;
        }
        HttpRoute route = HttpRoute.of(request.uri());
        if (route instanceof HttpRoute.Ingest wanted && request.method().equals(HttpMethod.PUT)) {
            take(ctx, request, wanted.id(), keepAlive);
        } else if (request.method().equals(HttpMethod.OPTIONS)) {
            HttpResponse allowed = replies.empty(204);
            allowed.headers()
                    .set(HttpHeaderNames.ALLOW, allow(route) + ", OPTIONS")
                    .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS")
                    .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "Range, If-Range, If-None-Match")
                    .set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "86400");
            send(ctx, Answer.of(allowed), keepAlive);
        } else if (route instanceof HttpRoute.Ingest
                || !(request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD))) {
            // A method that nobody knows is 501, one that is not for this resource 405 (RFC 9110 section 9.1).
            HttpResponse refused = replies.error(KNOWN.contains(request.method()) ? 405 : 501,
                    request.method() + " is not served at " + request.uri(), "served: " + allow(route));
            refused.headers().set(HttpHeaderNames.ALLOW, allow(route));
            send(ctx, Answer.of(refused), keepAlive);
        } else {
            InetSocketAddress local = (InetSocketAddress) ctx.channel().localAddress();
            CompletableFuture<Answer> answer = media.answer(request, route, local).toCompletableFuture();
            if (answer.isDone()) {
                // Most are: a detour over the loop's queue would cost a fifth of the request.
                answer.whenComplete((done, error) -> reply(ctx, done, error, keepAlive));
            } else {
                answer.whenComplete((done, error) -> ctx.executor().execute(() -> reply(ctx, done, error, keepAlive)));
            }
        }
    }

    private void reply(
            ChannelHandlerContext ctx, @Nullable Answer answer, @Nullable Throwable error, boolean keepAlive) {
        Answer given = answer != null ? answer : Answer.of(replies.error(refusal(Objects.requireNonNull(error))));
        send(ctx, given, keepAlive);
    }

    private static String allow(HttpRoute route) {
        return route instanceof HttpRoute.Ingest ? "PUT" : "GET, HEAD";
    }

    private void take(ChannelHandlerContext ctx, HttpRequest request, String programId, boolean keepAlive) {
        try {
            if (!gate.mayIngest(MediaResponder.bearer(request), programId)) {
                throw new HttpRefusal(403, "the token is not valid for " + programId, "publish anew for a fresh one");
            }
            body = new IngestBody(ctx, ingest, programId, request, counts, error -> {
                body = null;
                if (error == null) {
                    send(ctx, Answer.of(replies.json(201, java.util.Map.of("id", programId))), keepAlive);
                } else {
                    send(ctx, Answer.of(replies.error(refusal(error))), false);
                }
                drain(ctx);
            }, () -> drain(ctx));
        } catch (HttpRefusal refused) {
            // The body is on its way, or the client waits for 100: either way the connection can't be used again.
            send(ctx, Answer.of(replies.error(refused)), false);
        }
    }

    private void content(ChannelHandlerContext ctx, HttpContent content) {
        IngestBody taking = body;
        if (taking != null) {
            taking.add(content);
            return;
        }
        discarded += content.content().readableBytes();
        boolean last = content instanceof LastHttpContent;
        content.release();
        if (discarded > MAX_DISCARDED || (closing && last)) {
            ctx.channel().flush();
            ctx.close();
        }
    }

    private void send(ChannelHandlerContext ctx, Answer answer, boolean keepAlive) {
        HttpResponse response = headOnly ? Replies.withoutBody(answer.response()) : answer.response();
        HttpUtil.setKeepAlive(response, keepAlive);
        if (headOnly || answer.body().isEmpty()) {
            ChannelFuture written = ctx.write(response);
            if (!(response instanceof FullHttpResponse)) {
                written = ctx.write(LastHttpContent.EMPTY_LAST_CONTENT);
            }
            ctx.flush();
            written.addListener(done -> sent(ctx, keepAlive));
            return;
        }
        ctx.write(response);
        sendPieces(ctx, answer.body().iterator(), keepAlive);
    }

    /** One file after the other, so that a slow reader holds one descriptor, however long the program. */
    private void sendPieces(ChannelHandlerContext ctx, Iterator<BodyPiece> pieces, boolean keepAlive) {
        if (!pieces.hasNext()) {
            ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(done -> sent(ctx, keepAlive));
            return;
        }
        BodyPiece piece = pieces.next();
        ChannelFuture written;
        if (piece instanceof BodyPiece.Slice slice) {
            DefaultFileRegion region = new DefaultFileRegion(slice.file().toFile(), slice.offset(), slice.length());
            sending = region;
            written = ctx.writeAndFlush(region);
        } else {
            byte[] text = ((BodyPiece.Text) piece).bytes();
            written = ctx.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(text)));
        }
        written.addListener(done -> {
            sending = null;
            if (done.isSuccess()) {
                sentBytes += piece.length();
                if (piece instanceof BodyPiece.Slice) {
                    counts.add(HttpCounter.MEDIA_BYTES, piece.length());
                }
                sendPieces(ctx, pieces, keepAlive);
            } else {
                if (ctx.channel().isActive()) {
                    LOG.warn("{} could not be sent: {}", piece, String.valueOf(done.cause()));
                }
                ctx.close();
            }
        });
    }

    private void sent(ChannelHandlerContext ctx, boolean keepAlive) {
        responding = false;
        times.answered(clock.nanoTime());
        if (keepAlive) {
            drain(ctx);
            return;
        }
        closing = true;
        // Closing on unread bytes resets the connection, and the client might never see the answer: the end of the
        // stream is sent, and the rest of a body read until it ends, the client leaves or falls silent.
        if (ctx.channel() instanceof io.netty.channel.socket.SocketChannel socket) {
            socket.shutdownOutput();
        } else {
            ctx.close();
        }
        drain(ctx);
    }

    private static HttpRefusal refusal(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof HttpRefusal refusal) {
            return refusal;
        }
        LOG.error("a request failed; it is answered 500", cause);
        return new HttpRefusal(500, "internal error", "see the log of this blade");
    }

    private void check(ChannelHandlerContext ctx) {
        ConnectionTimes.Phase phase = ConnectionTimes.Phase.WAITING;
        if (body != null) {
            phase = body.busy() ? ConnectionTimes.Phase.HELD : ConnectionTimes.Phase.TAKING;
        } else if (responding) {
            phase = ConnectionTimes.Phase.SENDING;
        }
        DefaultFileRegion region = sending;
        long sent = sentBytes + (region == null ? 0 : region.transferred());
        HttpCounter why = switch (times.check(clock.nanoTime(), phase, sent)) {
            case KEEP -> null;
            case IDLE -> HttpCounter.CONNECTIONS_IDLE;
            case SLOW_HEAD -> HttpCounter.CONNECTIONS_SLOW;
            case STALLED -> HttpCounter.CONNECTIONS_STALLED;
        };
        if (why != null) {
            counts.add(why, 1);
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (watch != null) {
            watch.cancel(false);
        }
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        if (body != null) {
            body.abort("the client went away");
            body = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("connection of {} broke: {}", ctx.channel().remoteAddress(), cause.toString());
        ctx.close().addListener(ChannelFutureListener.CLOSE);
    }
}
