package io.mediachassis.blade.director;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;

/** Takes what consoles send to the station's media ports to {@link RtcpRoutes}. Runs on the loop it is given. */
public final class RtcpForwarder {
    private static final int MAX_RTCP = 1500;

    private final EventLoopGroup loops;
    private final Class<? extends DatagramChannel> channelType;
    private final RtcpRoutes routes;

    public RtcpForwarder(EventLoopGroup loops, Class<? extends DatagramChannel> channelType, RtcpRoutes routes) {
        this.loops = loops;
        this.channelType = channelType;
        this.routes = routes;
    }

    /** Binds the station's RTP or RTCP port. */
    public ChannelFuture bind(InetSocketAddress address) {
        return new Bootstrap()
                .group(loops)
                .channel(channelType)
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(new Forwarding())
                .bind(address);
    }

    private final class Forwarding extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            if (packet.content().readableBytes() <= MAX_RTCP) {
                routes.forward(packet.content().nioBuffer(), packet.sender());
            }
        }
    }
}
