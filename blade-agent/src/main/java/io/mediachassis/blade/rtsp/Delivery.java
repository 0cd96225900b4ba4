package io.mediachassis.blade.rtsp;

/** How the console wants its packets. */
public sealed interface Delivery {
    /**
     * To the console's own address, or the one that it named.
     *
     * @param rtpPort 1024 to 65535
     * @param rtcpPort 1024 to 65535
     * @param feedback whether it asks at once for what it loses: the profile RTP/AVPF (RFC 4585)
     */
    record Udp(int rtpPort, int rtcpPort, boolean feedback) implements Delivery {
        /** Without feedback. */
        public Udp(int rtpPort, int rtcpPort) {
            this(rtpPort, rtcpPort, false);
        }
    }

    /**
     * By the group that the answer names.
     *
     * @param stream of a set, as its session description numbers them; {@link #ANY_STREAM}: the one that starts next
     */
    record Multicast(int stream) implements Delivery {}

    int ANY_STREAM = -1;

    /** Over the RTSP connection (RFC 2326 10.12). */
    record Interleaved(InterleavedSink sink) implements Delivery {}
}
