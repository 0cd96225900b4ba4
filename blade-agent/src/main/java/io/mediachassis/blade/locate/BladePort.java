package io.mediachassis.blade.locate;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.locate.LocateClient;
import io.mediachassis.backplane.proto.BladeDatagram;
import io.mediachassis.backplane.proto.ForwardedQuestions;
import io.mediachassis.backplane.proto.LoadAnswer;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.LocateReply;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where an engine takes datagrams of the other blades: load polls, and questions of consoles to answer itself. Belongs on
 * the control loop, so that an engine whose control hangs leaves polls unanswered. Nothing without a right seal has any
 * effect or answer; what is recorded and sent again tells its sender nothing and the console one answer twice.
 */
@Sharable
public final class BladePort extends SimpleChannelInboundHandler<DatagramPacket> {
    private final int slot;
    private final DatagramSeal seal;
    private final Supplier<LoadReport> load;
    private final Supplier<SegmentLocationTable> table;
    private final Counts<LocateCounter> counts;

    /** @param load this engine's load as of the call */
    public BladePort(
            int slot,
            DatagramSeal seal,
            Supplier<LoadReport> load,
            Supplier<SegmentLocationTable> table,
            Counts<LocateCounter> counts) {
        this.slot = slot;
        this.seal = seal;
        this.load = load;
        this.table = table;
        this.counts = counts;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        Optional<BladeDatagram> opened = seal.open(ByteBufUtil.getBytes(packet.content()));
        if (opened.isEmpty()) {
            counts.add(LocateCounter.FORGED);
            return;
        }
        BladeDatagram datagram = opened.get();
        switch (datagram.getBodyCase()) {
            case LOAD_POLL -> {
                counts.add(LocateCounter.LOAD_ANSWERS);
                BladeDatagram.Builder answer = BladeDatagram.newBuilder()
                        .setLoadAnswer(LoadAnswer.newBuilder()
                                .setNonce(datagram.getLoadPoll().getNonce())
                                .setSlot(slot)
                                .setLoad(load.get()));
                send(context, seal.seal(datagram.getSlot(), answer), packet.sender());
            }
            case FORWARDED_QUESTIONS -> answer(context, datagram.getForwardedQuestions());
            default -> counts.add(LocateCounter.FORGED);
        }
    }

    private void answer(ChannelHandlerContext context, ForwardedQuestions asked) {
        LocateReply reply = EngineAnswers.reply(asked, table.get(), slot, load.get());
        counts.add(LocateCounter.FORWARDS_ANSWERED);
        InetSocketAddress console = new InetSocketAddress(address(asked.getClientAddress()), asked.getClientPort());
        // Fewer at a time where they are many: the console asks again for what it lacks.
        while (reply.getSerializedSize() > LocateClient.MAX_DATAGRAM) {
            reply = reply.toBuilder().removeAnswers(reply.getAnswersCount() - 1).build();
        }
        send(context, reply.toByteArray(), console);
    }

    private static void send(ChannelHandlerContext context, byte[] bytes, InetSocketAddress to) {
        context.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(bytes), to), context.voidPromise());
    }

    private static InetAddress address(int ipv4) {
        try {
            return Inet4Address.getByAddress(ByteBuffer.allocate(4).putInt(0, ipv4).array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /** The same as the native calls want it. */
    public static Ipv4Endpoint endpoint(String address, int locatePort) {
        return Ipv4Endpoint.of(new InetSocketAddress(address, locatePort + 1));
    }
}
