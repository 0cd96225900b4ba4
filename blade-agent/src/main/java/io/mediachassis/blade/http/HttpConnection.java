package io.mediachassis.blade.http;

import io.mediachassis.backplane.counter.Counts;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletionException;
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

    private final MediaResponder media;
    private final Replies replies;
    private final CopyGate gate;
    private final IngestDesk ingest;
    private final Counts<HttpCounter> counts;
    private final Deque<Object> waiting = new ArrayDeque<>();
    private boolean draining;
    private boolean responding;
    /** The answer is out and no other follows; the rest of the body is read only so that the client sees it. */
    private boolean closing;
    private long discarded;
    private @Nullable IngestBody body;

    HttpConnection(
            MediaResponder media, Replies replies, CopyGate gate, IngestDesk ingest, Counts<HttpCounter> counts) {
        this.media = media;
        this.replies = replies;
        this.gate = gate;
        this.ingest = ingest;
        this.counts = counts;
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
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        if (!request.decoderResult().isSuccess()) {
            counts.add(HttpCounter.MALFORMED, 1);
            boolean large = request.decoderResult().cause() instanceof TooLongFrameException;
            send(ctx, Answer.of(replies.error(large ? 431 : 400, "the request can't be read",
                    large ? "shorten the URL or the headers" : "send HTTP/1.1")), false);
            return;
        }
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && !request.headers().contains(HttpHeaderNames.HOST)) {
            counts.add(HttpCounter.MALFORMED, 1);
            send(ctx, Answer.of(replies.error(400, "no Host header", "send Host: NAME")), false);
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
            HttpResponse refused = replies.error(
                    405, request.method() + " is not served at " + request.uri(), "served: " + allow(route));
            refused.headers().set(HttpHeaderNames.ALLOW, allow(route));
            send(ctx, Answer.of(refused), keepAlive);
        } else {
            boolean head = request.method().equals(HttpMethod.HEAD);
            InetSocketAddress local = (InetSocketAddress) ctx.channel().localAddress();
            media.answer(request, route, local).whenComplete((answer, error) -> ctx.executor().execute(() -> {
                if (error != null) {
                    send(ctx, Answer.of(replies.error(refusal(error))), keepAlive);
                } else {
                    send(ctx, head ? new Answer(answer.response(), java.util.List.of()) : answer, keepAlive);
                }
            }));
        }
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
        HttpResponse response = answer.response();
        HttpUtil.setKeepAlive(response, keepAlive);
        if (response instanceof FullHttpResponse || answer.files().isEmpty()) {
            var written = ctx.write(response);
            if (!(response instanceof FullHttpResponse)) {
                written = ctx.write(LastHttpContent.EMPTY_LAST_CONTENT);
            }
            ctx.flush();
            written.addListener(done -> sent(ctx, keepAlive));
            return;
        }
        ctx.write(response);
        sendFiles(ctx, answer.files().iterator(), keepAlive);
    }

    /** One file after the other, so that a slow reader holds one descriptor, however long the program. */
    private void sendFiles(ChannelHandlerContext ctx, Iterator<FileSlices.Slice> files, boolean keepAlive) {
        if (!files.hasNext()) {
            ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(done -> sent(ctx, keepAlive));
            return;
        }
        FileSlices.Slice slice = files.next();
        ctx.writeAndFlush(new DefaultFileRegion(slice.file().toFile(), slice.offset(), slice.length()))
                .addListener(done -> {
                    if (done.isSuccess()) {
                        counts.add(HttpCounter.MEDIA_BYTES, slice.length());
                        sendFiles(ctx, files, keepAlive);
                    } else {
                        if (ctx.channel().isActive()) {
                            LOG.warn("{} could not be sent: {}", slice.file(), String.valueOf(done.cause()));
                        }
                        ctx.close();
                    }
                });
    }

    private void sent(ChannelHandlerContext ctx, boolean keepAlive) {
        responding = false;
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

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof IdleStateEvent idle)) {
            ctx.fireUserEventTriggered(event);
        } else if (idle.state() == IdleState.WRITER_IDLE && responding && body == null) {
            counts.add(HttpCounter.CONNECTIONS_STALLED, 1);
            ctx.close();
        } else if (idle.state() == IdleState.READER_IDLE && (body == null ? !responding : !body.busy())) {
            counts.add(HttpCounter.CONNECTIONS_IDLE, 1);
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
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
