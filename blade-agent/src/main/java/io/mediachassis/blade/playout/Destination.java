package io.mediachassis.blade.playout;

import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.repair.LossRepair;
import io.mediachassis.blade.ts.ServiceIdentity;
import org.jspecify.annotations.Nullable;

/** Where a stream's packets go. */
public sealed interface Destination {
    /** Datagrams of its own. */
    sealed interface Udp extends Destination {
        /** Where the media goes. */
        Ipv4Endpoint target();

        /** Where its sender reports go. */
        Ipv4Endpoint reports();

        /** The address they come from (the station address), big-endian; 0 lets the route choose. */
        int sourceAddress();

        /** Whether each packet has an RTP header; else it is transport packets alone, and there are no reports. */
        default boolean rtp() {
            return true;
        }
    }

    /**
     * RTP to one console.
     *
     * @param target the console's address and RTP port
     * @param reports its RTCP port
     * @param repair how it is sent again what it lost
     */
    record RtpUdp(Ipv4Endpoint target, Ipv4Endpoint reports, int sourceAddress, LossRepair repair) implements Udp {
        /** Without repair. */
        public RtpUdp(Ipv4Endpoint target, Ipv4Endpoint reports, int sourceAddress) {
            this(target, reports, sourceAddress, LossRepair.NONE);
        }
    }

    /** Plain transport packets to one recipient. */
    record PlainUdp(Ipv4Endpoint target, Ipv4Endpoint reports, int sourceAddress) implements Udp {
        @Override
        public boolean rtp() {
            return false;
        }
    }

    /**
     * A multicast group: by the sender's multicast socket, which has interface, TTL and DSCP.
     *
     * @param target the group and its port
     * @param reports one port above
     * @param identity what the transport packets are to say of themselves; null: what they do
     */
    record Multicast(Ipv4Endpoint target, Ipv4Endpoint reports, int sourceAddress, boolean rtp,
            @Nullable ServiceIdentity identity) implements Udp {
        /** As the packets are. */
        public Multicast(Ipv4Endpoint target, Ipv4Endpoint reports, int sourceAddress, boolean rtp) {
            this(target, reports, sourceAddress, rtp, null);
        }
    }

    /** RTP and RTCP interleaved in a connection that another thread owns. */
    record Interleaved(InterleavedSink sink) implements Destination {}
}
