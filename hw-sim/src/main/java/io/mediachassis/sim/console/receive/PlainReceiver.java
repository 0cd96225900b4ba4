package io.mediachassis.sim.console.receive;

import java.nio.ByteBuffer;

/**
 * A stream of transport packets in plain UDP: what comes is played as it comes; nothing tells what is lost but the
 * transport packets' own counters ({@link TransportCheck}). One thread.
 */
public final class PlainReceiver {
    private static final int TS_PACKET = 188;
    private static final byte SYNC = 0x47;

    private final MediaSink sink;
    private final byte[] payload = new byte[65_536];
    private long received;
    private long malformed;

    public PlainReceiver(MediaSink sink) {
        this.sink = sink;
    }

    /** A datagram came (position to limit, left as they are). */
    public void onDatagram(ByteBuffer datagram) {
        int length = datagram.remaining();
        boolean whole = length > 0 && length % TS_PACKET == 0 && length <= payload.length;
        for (int at = 0; whole && at < length; at += TS_PACKET) {
            whole = datagram.get(datagram.position() + at) == SYNC;
        }
        if (!whole) {
            malformed++;
            return;
        }
        received++;
        datagram.get(datagram.position(), payload, 0, length);
        sink.media(payload, 0, length, 0, false);
    }

    /** What was counted so far; {@code residual} transport packets were found missing. */
    public ReceiverStatistics statistics(long residual) {
        return new ReceiverStatistics(received, 0, 0, 0, residual, 0, 0, 0, malformed, 0, 0, 0, 0, 0, 0, 0);
    }
}
