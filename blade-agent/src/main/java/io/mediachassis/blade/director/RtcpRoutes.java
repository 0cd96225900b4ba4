package io.mediachassis.blade.director;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.RtcpRelay;
import io.mediachassis.blade.anchor.Anchors;
import io.mediachassis.blade.rtcp.Rtcp;
import io.mediachassis.blade.rtcp.RtcpPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Where a console's RTCP goes that came to the station address: reports, and what it lost, to the blade that holds the
 * conversation; hole-punching packets end here. Any one thread.
 */
public final class RtcpRoutes {
    private final int slot;
    private final Anchors local;
    private final Peers peers;
    private final BiConsumer<Integer, RtcpRelay> orphans;

    /** @param orphans hears of consoles whose conversation nobody holds any more: SSRC and report */
    public RtcpRoutes(int slot, Anchors local, Peers peers, BiConsumer<Integer, RtcpRelay> orphans) {
        this.slot = slot;
        this.local = local;
        this.peers = peers;
        this.orphans = orphans;
    }

    /** A packet came. */
    public void forward(ByteBuffer packet, InetSocketAddress client) {
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
            } else if (part instanceof RtcpPacket.GenericNack nack) {
                // Of a console that is in a group, some blade's number may stand in the SSRC by chance: it knows none such.
                int anchor = Anchors.slotOf(nack.media());
                if (anchor == slot || peers.link(anchor).isPresent()) {
                    anchors.add(anchor);
                }
            }
        }
        for (int anchor : anchors) {
            if (anchor == slot) {
                local.onRtcp(packet.duplicate(), relay.getClientAddress()).forEach(ssrc -> orphans.accept(ssrc, relay));
            } else {
                peers.link(anchor).ifPresent(link -> link.send(Envelope.newBuilder().setRtcpRelay(relay)));
            }
        }
    }
}
