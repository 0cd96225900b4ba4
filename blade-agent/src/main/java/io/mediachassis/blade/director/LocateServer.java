package io.mediachassis.blade.director;

import io.mediachassis.backplane.locate.LocateClient;
import io.mediachassis.backplane.proto.LocateReply;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Answers locate datagrams on one address; runs on the loop it is given, and the table may come from any thread. */
public final class LocateServer {
    private final EventLoopGroup loops;
    private final Class<? extends DatagramChannel> channelType;
    private final Supplier<SegmentLocationTable> table;
    private final BooleanSupplier director;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();

    /** @param director whether this blade acts as director now */
    public LocateServer(
            EventLoopGroup loops,
            Class<? extends DatagramChannel> channelType,
            Supplier<SegmentLocationTable> table,
            BooleanSupplier director) {
        this.loops = loops;
        this.channelType = channelType;
        this.table = table;
        this.director = director;
    }

    /** Binds one more address; closing the channel unbinds it. */
    public ChannelFuture bind(InetSocketAddress address) {
        return new Bootstrap()
                .group(loops)
                .channel(channelType)
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(new Answering())
                .bind(address);
    }

    /** Datagrams answered. */
    public long answered() {
        return answered.get();
    }

    /** Datagrams that were no locate request. */
    public long unreadable() {
        return unreadable.get();
    }

    private final class Answering extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            Optional<LocateReply> reply = packet.content().readableBytes() > LocateClient.MAX_DATAGRAM
                    ? Optional.empty()
                    : Locator.answer(packet.content().nioBuffer(), table.get(), director.getAsBoolean());
            if (reply.isEmpty()) {
                unreadable.incrementAndGet();
                return;
            }
            answered.incrementAndGet();
            Channel channel = context.channel();
            channel.writeAndFlush(
                    new DatagramPacket(Unpooled.wrappedBuffer(reply.get().toByteArray()), packet.sender()));
        }
    }
}
