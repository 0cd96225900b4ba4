package io.mediachassis.blade.playout;

import io.mediachassis.blade.os.SendBatch;
import io.mediachassis.blade.os.SendCounters;
import io.mediachassis.blade.os.UdpSocket;
import java.nio.ByteBuffer;

/**
 * Sends from the blade's two media sockets, RTP and RTCP, which serve all streams of a thread: each message says which
 * source address it leaves with (the station address), so nothing is bound or moved when a stream changes engines. The
 * sockets are the owner's to close.
 */
public final class UdpMediaSender implements MediaSender {
    private static final int REPORTS = 64;

    private final SendBatch media;
    private final SendBatch reports;

    /**
     * Makes the batches.
     *
     * @param batch messages sent with one system call, 1 to 1024
     * @param segmentation false does without UDP GSO
     */
    public UdpMediaSender(UdpSocket rtp, UdpSocket rtcp, int batch, boolean segmentation) {
        media = new SendBatch(rtp, batch, segmentation);
        reports = new SendBatch(rtcp, REPORTS, segmentation);
    }

    @Override
    public void begin(Destination.RtpUdp to) {
        media.begin(to.rtp(), to.sourceAddress());
    }

    @Override
    public void header(int word0, int timestamp, int ssrc) {
        media.header(word0, timestamp, ssrc);
    }

    @Override
    public void media(MediaChunk chunk, int offset, int length) {
        media.slice(chunk.address() + offset, length);
    }

    @Override
    public void end() {
        media.end();
    }

    @Override
    public void report(Destination.RtpUdp to, ByteBuffer packet) {
        reports.begin(to.rtcp(), to.sourceAddress());
        reports.copied(packet);
        reports.end();
    }

    @Override
    public void flush() {
        media.flush();
        reports.flush();
    }

    @Override
    public SendCounters counters() {
        return media.counters();
    }
}
