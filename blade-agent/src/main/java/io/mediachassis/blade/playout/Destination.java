package io.mediachassis.blade.playout;

import io.mediachassis.blade.os.Ipv4Endpoint;

/** Where a stream's packets go. Raw transport stream and multicast join these later. */
public sealed interface Destination {
    /**
     * RTP over UDP.
     *
     * @param rtp the console's address and RTP port
     * @param rtcp where its sender reports go
     * @param sourceAddress the address they come from (the station address), big-endian; 0 lets the route choose
     */
    record RtpUdp(Ipv4Endpoint rtp, Ipv4Endpoint rtcp, int sourceAddress) implements Destination {}

    /** RTP and RTCP interleaved in a connection that another thread owns. */
    record Interleaved(InterleavedSink sink) implements Destination {}
}
