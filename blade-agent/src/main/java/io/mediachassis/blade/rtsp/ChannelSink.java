package io.mediachassis.blade.rtsp;

import io.mediachassis.backplane.counter.Counts;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One stream's share of an RTSP connection: frames whole packets ({@code $}, channel, length; RFC 2326 10.12) into a
 * batch per flush and hands it to the channel's event loop. Bounded by bytes, so that a console that reads slowly costs
 * no more than the limit.
 *
 * <p>While held, batches wait on the event loop: the answer to PLAY must be on the wire before the first packet, since
 * ffmpeg throws away what comes before it. The lock is between the playout thread and the close, and uncontended.
 */
// A channel that can no longer be written to or closed is one whose handler hears of it anyway.
@SuppressWarnings("FutureReturnValueIgnored")
final class ChannelSink implements InterleavedSink {
    private static final int FRAME_HEADER = 4;
    private static final int BATCH_BYTES = 8192;
    private static final int FULL_BATCH = 49152;
    private static final int MAX_PACKET = 0xFFFF;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final Channel channel;
    private final int rtpChannel;
    private final int rtcpChannel;
    private final int limitBytes;
    private final Counts<RtspCounter> counts;
    private final Object lock = new Object();

    /** Under the lock: being filled. */
    private @Nullable ByteBuf batch;

    /** Under the lock: offered and not yet written. */
    private int queuedBytes;

    /** Under the lock. */
    private boolean closed;

    /** Event loop only. */
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();

    /** Event loop only. */
    private boolean held;

    ChannelSink(Channel channel, int rtpChannel, int rtcpChannel, int limitBytes, Counts<RtspCounter> counts) {
        this.channel = channel;
        this.rtpChannel = rtpChannel;
        this.rtcpChannel = rtcpChannel;
        this.limitBytes = limitBytes;
        this.counts = counts;
    }

    int rtpChannel() {
        return rtpChannel;
    }

    int rtcpChannel() {
        return rtcpChannel;
    }

    @Override
    public boolean offerRtp(ByteBuffer header, ByteBuffer payload) {
        return offer(rtpChannel, header, payload);
    }

    @Override
    public boolean offerRtcp(ByteBuffer packet) {
        return offer(rtcpChannel, packet, NOTHING);
    }

    private boolean offer(int frameChannel, ByteBuffer first, ByteBuffer second) {
        int size = first.remaining() + second.remaining();
        if (size > MAX_PACKET) {
            throw new IllegalArgumentException("packet of " + size + " bytes can't be framed, at most " + MAX_PACKET);
        }
        synchronized (lock) {
            if (closed || queuedBytes + FRAME_HEADER + size > limitBytes) {
                counts.add(RtspCounter.INTERLEAVED_REFUSED);
                return false;
            }
            ByteBuf out = batch;
            if (out == null) {
                out = channel.alloc().directBuffer(BATCH_BYTES);
                batch = out;
            }
            out.writeByte('$').writeByte(frameChannel).writeShort(size);
            out.writeBytes(first.duplicate()).writeBytes(second.duplicate());
            queuedBytes += FRAME_HEADER + size;
            if (out.readableBytes() >= FULL_BATCH) {
                submit(out);
            }
            return true;
        }
    }

    @Override
    public void flush() {
        synchronized (lock) {
            ByteBuf out = batch;
            if (out != null) {
                submit(out);
            }
        }
    }

    private void submit(ByteBuf out) {
        batch = null;
        try {
            channel.eventLoop().execute(() -> write(out));
        } catch (java.util.concurrent.RejectedExecutionException shutDown) {
            out.release();
        }
    }

    /** Whether the connection is still there. Any thread. */
    boolean open() {
        return channel.isActive();
    }

    /** Keeps batches back until {@link #release}. Any thread. */
    void hold() {
        channel.eventLoop().execute(() -> held = true);
    }

    /** Lets them go, in order and after whatever was written to the channel before this call. Any thread. */
    void release() {
        channel.eventLoop().execute(() -> {
            held = false;
            while (!waiting.isEmpty()) {
                write(waiting.removeFirst());
            }
        });
    }

    /** No packet is taken from here on. Any thread; idempotent. */
    void close() {
        synchronized (lock) {
            closed = true;
            if (batch != null) {
                batch.release();
                batch = null;
            }
        }
        try {
            channel.eventLoop().execute(() -> {
                while (!waiting.isEmpty()) {
                    waiting.removeFirst().release();
                }
            });
        } catch (java.util.concurrent.RejectedExecutionException shutDown) {
            // The loop has ended, and with it the process' need for the memory.
        }
    }

    private void write(ByteBuf out) {
        if (held) {
            waiting.add(out);
            return;
        }
        int bytes = out.readableBytes();
        channel.writeAndFlush(out).addListener(done -> {
            synchronized (lock) {
                queuedBytes -= bytes;
            }
        });
    }
}
