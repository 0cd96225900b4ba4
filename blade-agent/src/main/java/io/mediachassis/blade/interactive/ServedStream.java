package io.mediachassis.blade.interactive;

/**
 * A multicast RTP stream that consoles may select.
 *
 * @param instance of its set
 * @param index in the set
 * @param ssrc of its packets
 * @param group IPv4, big-endian
 * @param port UDP; RTCP has the next one
 * @param source the only sender where joins are source-specific, big-endian; 0: any
 * @param packetsPerSecond mean, at least 1
 */
public record ServedStream(
        String instance, int index, int ssrc, int group, int port, int source, int packetsPerSecond) {
    /** Of an RTP packet: 7 transport packets and the header. */
    public static final int PACKET_BYTES = 7 * 188 + 12;

    public ServedStream {
        if (group >>> 28 != 0xe || port < 1 || port > 65_534 || packetsPerSecond < 1) {
            throw new IllegalArgumentException("a stream at port " + port + " with " + packetsPerSecond
                    + " packets a second can't be");
        }
    }
}
