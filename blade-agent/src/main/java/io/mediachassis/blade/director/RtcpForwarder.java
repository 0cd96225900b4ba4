package io.mediachassis.blade.director;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.RtcpRelay;
import io.mediachassis.blade.anchor.Anchors;
import io.mediachassis.blade.playout.Rtcp;
import io.mediachassis.blade.playout.RtcpPacket;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What consoles send to the station's media ports: RTCP reports go on to the blade that holds the conversation, hole-punching
 * packets end here. Runs on the loop it is given.
 */
public final class RtcpForwarder {
    private static final int MAX_RTCP = 1500;

    private final int slot;
    private final EventLoopGroup loops;
    private final Class<? extends DatagramChannel> channelType;
    private final Anchors local;
    private final Peers peers;
    private final BiConsumer<Integer, RtcpRelay> orphans;

    /** @param orphans hears of consoles whose conversation nobody holds any more: SSRC and report */
    public RtcpForwarder(
            int slot,
            EventLoopGroup loops,
            Class<? extends DatagramChannel> channelType,
            Anchors local,
            Peers peers,
            BiConsumer<Integer, RtcpRelay> orphans) {
        this.slot = slot;
        this.loops = loops;
        this.channelType = channelType;
        this.local = local;
        this.peers = peers;
        this.orphans = orphans;
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

    private void forward(ByteBuffer packet, InetSocketAddress client) {
        Set<Integer> anchors = new HashSet<>();
        RtcpRelay relay = RtcpRelay.newBuilder()
                .setClientAddress(client.getAddress().getHostAddress())
                .setClientPort(client.getPort())
                .setPacket(ByteString.copyFrom(packet.duplicate()))
                .build();
        for (RtcpPacket part : Rtcp.parse(packet.duplicate())) {
            if (part instanceof RtcpPacket.ReceiverReport report) {
                for (RtcpPacket.ReportBlock block : report.blocks()) {
                    int anchor = Anchors.slotOf(block.source());
                    if (anchor == slot || peers.link(anchor).isPresent()) {
                        anchors.add(anchor);
                    } else {
                        orphans.accept(block.source(), relay);
                    }
                }
            }
        }
        for (int anchor : anchors) {
            if (anchor == slot) {
                local.onRtcp(packet.duplicate());
            } else {
                peers.link(anchor).ifPresent(link -> link.send(Envelope.newBuilder().setRtcpRelay(relay)));
            }
        }
    }

    private final class Forwarding extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            if (packet.content().readableBytes() <= MAX_RTCP) {
                forward(packet.content().nioBuffer(), packet.sender());
            }
        }
    }
}
