package io.mediachassis.blade.distribution;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes transport packets out of RTP (RFC 3550, RFC 2250), in the order of their sequence numbers: a packet that is
 * missing is waited for until {@link #HELD} others or {@link #HELD_NS} have come. Another SSRC is another stream, and
 * begins anew. One thread.
 */
final class RtpInput {
    static final int HELD = 64;
    static final long HELD_NS = 200_000_000L;
    private static final int HEADER = 12;
    /** Numbers further apart than this are a restart of the sender. */
    private static final int RESTART = 3000;

    private final Consumer<ByteBuffer> packets;
    private final @Nullable ByteBuffer[] held = new @Nullable ByteBuffer[HELD];
    private int waiting;
    private long waitingSinceNs;
    private int expected = -1;
    private int ssrc;
    private long lost;
    private long late;

    /** @param packets takes each payload, in order */
    RtpInput(Consumer<ByteBuffer> packets) {
        this.packets = packets;
    }

    long lost() {
        return lost;
    }

    /** Came twice or too late. */
    long late() {
        return late;
    }

    /** Takes a datagram; false when it is no RTP. */
    boolean accept(ByteBuffer datagram, long nowNs) {
        int at = payload(datagram);
        if (at < 0) {
            return false;
        }
        int sequence = datagram.getShort(datagram.position() + 2) & 0xffff;
        int source = datagram.getInt(datagram.position() + 8);
        ByteBuffer payload = datagram.duplicate();
        payload.limit(end(datagram)).position(at);
        if (expected < 0 || source != ssrc) {
            flush();
            ssrc = source;
            expected = sequence;
        }
        int ahead = (short) (sequence - expected);
        if (ahead < -RESTART || ahead > RESTART) {
            flush();
            expected = sequence;
            ahead = 0;
        }
        if (ahead < 0) {
            late++;
        } else {
            place(payload, sequence, ahead, nowNs);
        }
        return true;
    }

    private void place(ByteBuffer payload, int sequence, int ahead, long nowNs) {
        while (ahead >= HELD) {
            skip();
            ahead = (short) (sequence - expected);
        }
        if (ahead == 0) {
            packets.accept(payload);
            expected = (expected + 1) & 0xffff;
            deliver();
        } else if (held[sequence % HELD] == null) {
            held[sequence % HELD] = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
            waitingSinceNs = waiting++ == 0 ? nowNs : waitingSinceNs;
        } else {
            late++;
        }
    }

    /** Gives up waiting for what has been missing for long. */
    void tick(long nowNs) {
        while (waiting > 0 && nowNs - waitingSinceNs >= HELD_NS) {
            skip();
            waitingSinceNs = nowNs - HELD_NS / 2;
        }
    }

    /** Up to the next packet that is there; the expected one where all are. */
    private void skip() {
        if (held[expected % HELD] == null) {
            lost++;
            expected = (expected + 1) & 0xffff;
        }
        deliver();
    }

    private void deliver() {
        ByteBuffer next = held[expected % HELD];
        while (next != null) {
            held[expected % HELD] = null;
            waiting--;
            expected = (expected + 1) & 0xffff;
            packets.accept(next);
            next = held[expected % HELD];
        }
    }

    private void flush() {
        while (waiting > 0) {
            skip();
        }
        Arrays.fill(held, null);
    }

    private static int payload(ByteBuffer d) {
        int start = d.position();
        if (d.remaining() < HEADER || (d.get(start) & 0xc0) != 0x80) {
            return -1;
        }
        int at = start + HEADER + 4 * (d.get(start) & 0x0f);
        if ((d.get(start) & 0x10) != 0) {
            if (at + 4 > d.limit()) {
                return -1;
            }
            at += 4 + 4 * (d.getShort(at + 2) & 0xffff);
        }
        return at <= end(d) ? at : -1;
    }

    private static int end(ByteBuffer d) {
        boolean padded = (d.get(d.position()) & 0x20) != 0;
        return d.limit() - (padded ? Math.min(d.remaining(), d.get(d.limit() - 1) & 0xff) : 0);
    }
}
