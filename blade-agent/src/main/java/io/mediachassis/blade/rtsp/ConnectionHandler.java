package io.mediachassis.blade.rtsp;

import io.mediachassis.backplane.clock.Clock;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection's end of the way to the control loop. It stops reading while too many requests wait for their answers,
 * or while the console doesn't read those it got, so that what a console can make us hold is bounded.
 */
// A channel that can no longer be written to or closed is one whose handler hears of it anyway.
@SuppressWarnings("FutureReturnValueIgnored")
final class ConnectionHandler extends SimpleChannelInboundHandler<RtspMessage> {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);

    private final RtspServer server;
    private final int maxPipelined;
    private final Clock clock;
    private final Consumer<RtspConversation> onOpened;
    private final AtomicInteger unanswered = new AtomicInteger();

    /** Set by the control loop, before it sees any message of this connection. */
    private volatile @Nullable RtspConversation conversation;

    /** @param onOpened hears of the conversation before it takes any message; control loop */
    ConnectionHandler(RtspServer server, int maxPipelined, Clock clock, Consumer<RtspConversation> onOpened) {
        this.onOpened = onOpened;
        this.server = server;
        this.maxPipelined = maxPipelined;
        this.clock = clock;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        server.control().execute(() -> server.opened(ctx.channel(), () -> answered(ctx), opened -> {
            onOpened.accept(opened);
            conversation = opened;
        }));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, RtspMessage message) {
        if (message instanceof RtspMessage.Interleaved) {
            RtspConversation now = conversation;
            if (now != null) {
                now.frame(clock.nanoTime());
            }
            return;
        }
        if (unanswered.incrementAndGet() >= maxPipelined) {
            readOn(ctx);
        }
        server.control().execute(() -> {
            RtspConversation now = conversation;
            if (now != null) {
                now.take(message);
            }
        });
    }

    private void answered(ChannelHandlerContext ctx) {
        if (unanswered.decrementAndGet() == maxPipelined - 1) {
            ctx.executor().execute(() -> readOn(ctx));
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        readOn(ctx);
    }

    private void readOn(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(ctx.channel().isWritable() && unanswered.get() < maxPipelined);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        server.control().execute(() -> server.closed(ctx.channel()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("connection of {} broke: {}", ctx.channel().remoteAddress(), cause.toString());
        ctx.channel().close();
    }
}
