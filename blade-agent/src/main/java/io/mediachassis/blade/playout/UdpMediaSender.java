package io.mediachassis.blade.playout;

import io.mediachassis.blade.os.SendBatch;
import io.mediachassis.blade.os.SendCounters;
import io.mediachassis.blade.os.UdpSocket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends from the blade's two media sockets, RTP and RTCP, which serve all streams of a thread: each message says which
 * source address it leaves with (the station address), so nothing is bound or moved when a stream changes engines.
 * Multicast has a socket of its own where there is one, with its interface, TTL and DSCP. The sockets are the owner's to
 * close.
 */
public final class UdpMediaSender implements MediaSender {
    private static final int REPORTS = 64;

    private final SendBatch media;
    private final SendBatch reports;
    private final @Nullable SendBatch multicast;
    private SendBatch current;

    /** Without multicast. */
    public UdpMediaSender(UdpSocket rtp, UdpSocket rtcp, int batch, boolean segmentation) {
        this(rtp, rtcp, null, batch, segmentation);
    }

    /**
     * Makes the batches.
     *
     * @param group for multicast, media and reports; null: there is none
     * @param batch messages sent with one system call, 1 to 1024
     * @param segmentation false does without UDP GSO
     */
    public UdpMediaSender(
            UdpSocket rtp, UdpSocket rtcp, @Nullable UdpSocket group, int batch, boolean segmentation) {
        media = new SendBatch(rtp, batch, segmentation);
        reports = new SendBatch(rtcp, REPORTS, segmentation);
        multicast = group == null ? null : new SendBatch(group, batch, segmentation);
        current = media;
    }

    @Override
    public void begin(Destination.Udp to) {
        SendBatch groups = multicast;
        current = groups != null && to instanceof Destination.Multicast ? groups : media;
        current.begin(to.target(), to.sourceAddress());
    }

    @Override
    public void header(int word0, int timestamp, int ssrc) {
        current.header(word0, timestamp, ssrc);
    }

    @Override
    public void retransmission(int word0, int timestamp, int ssrc, int originalSequence) {
        current.header(word0, timestamp, ssrc, originalSequence);
    }

    @Override
    public void plain() {
        current.datagram();
    }

    @Override
    public void media(MediaChunk chunk, int offset, int length) {
        current.slice(chunk.address() + offset, length);
    }

    @Override
    public void end() {
        current.end();
    }

    @Override
    public void report(Destination.Udp to, ByteBuffer packet) {
        SendBatch groups = multicast;
        SendBatch batch = groups != null && to instanceof Destination.Multicast ? groups : reports;
        batch.begin(to.reports(), to.sourceAddress());
        batch.copied(packet);
        batch.end();
    }

    @Override
    public void flush() {
        media.flush();
        reports.flush();
        SendBatch groups = multicast;
        if (groups != null) {
            groups.flush();
        }
    }

    @Override
    public SendCounters counters() {
        SendBatch groups = multicast;
        return groups == null ? media.counters() : media.counters().plus(groups.counters());
    }
}
