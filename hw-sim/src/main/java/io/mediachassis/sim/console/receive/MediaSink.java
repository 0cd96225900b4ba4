package io.mediachassis.sim.console.receive;

/** Takes a stream's media in its order. */
public interface MediaSink {
    /**
     * One packet's transport packets, valid during the call only.
     *
     * @param memory holds them from {@code offset}, a multiple of 188 bytes, none when the receiver keeps no payload
     * @param timestamp of RTP, 90 kHz
     * @param playBegins a repeated program begins anew with this packet
     */
    void media(byte[] memory, int offset, int length, int timestamp, boolean playBegins);

    /** So many packets are left out: they never came, or too late. */
    void lost(long packets);
}
