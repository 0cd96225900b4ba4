package io.mediachassis.blade.rtsp;

/** How the console wants its packets. */
public sealed interface Delivery {
    /**
     * To the console's own address, or the one that it named.
     *
     * @param rtpPort 1024 to 65535
     * @param rtcpPort 1024 to 65535
     */
    record Udp(int rtpPort, int rtcpPort) implements Delivery {}

    /** Over the RTSP connection (RFC 2326 10.12). */
    record Interleaved(InterleavedSink sink) implements Delivery {}
}
