package io.mediachassis.blade.ts;

import java.nio.ByteBuffer;

/**
 * Finds the packets in a byte stream: 188 bytes apart, or 192 (with arrival times before each, as in M2TS) or 204 (with
 * parity behind each), which are taken off. After garbage or a cut it looks for the next place where five packets
 * follow on one another. Holds at most {@link #RAW} bytes. One thread.
 */
public final class PacketSync {
    private static final int RAW = 256 * 1024;
    private static final int[] STRIDES = {188, 192, 204};
    /** Packets in a row that make a lock: chance is out at 2^-40 a place. */
    private static final int LOCK = 5;
    private static final int LOCK_AT_END = 3;

    private final byte[] raw = new byte[RAW];
    private int pos;
    private int end;
    private int stride;
    private boolean locked;
    private long losses;
    private long skipped;

    /** The distance between packets, 0 before the first lock. */
    int stride() {
        return stride;
    }

    /** How often packets were lost sight of after the first lock. */
    public long losses() {
        return losses;
    }

    /** Bytes that belong to no packet. */
    public long skipped() {
        return skipped;
    }

    /** Takes as much of the input as there is room for. */
    public void fill(ByteBuffer in) {
        if (pos > 0 && raw.length - end < in.remaining()) {
            System.arraycopy(raw, pos, raw, 0, end - pos);
            end -= pos;
            pos = 0;
        }
        int take = Math.min(in.remaining(), raw.length - end);
        in.get(raw, end, take);
        end += take;
    }

    /**
     * Copies packets to the array, as many as there are and fit.
     *
     * @param atEnd no more input comes: what is left is judged by itself, and the rest is skipped
     * @return how many packets
     */
    public int take(byte[] to, int at, int most, boolean atEnd) {
        int taken = 0;
        while (taken < most && (locked || hunt(atEnd))) {
            int run = run(most - taken, atEnd);
            if (run > 0) {
                copy(to, at + taken * TsPacket.SIZE, run);
                taken += run;
            } else if (!step(atEnd)) {
                break;
            } else if (locked && raw[pos] == TsPacket.SYNC && next() == 0) {
                // The packet stands alone: what follows it is garbage, so it is the last of its row.
                copy(to, at + taken * TsPacket.SIZE, 1);
                taken++;
                if (!resumesAfterOne()) {
                    lose();
                }
            }
        }
        if (atEnd && taken < most) {
            skipped += end - pos;
            pos = end;
        }
        return taken;
    }

    /** Packets from here on that are each followed by another one (or, at the end, by nothing). */
    private int run(int most, boolean atEnd) {
        int n = 0;
        int p = pos;
        while (n < most && p + TsPacket.SIZE <= end && raw[p] == TsPacket.SYNC
                && (p + stride < end ? raw[p + stride] == TsPacket.SYNC : atEnd)) {
            n++;
            p += stride;
        }
        return n;
    }

    private void copy(byte[] to, int at, int packets) {
        if (stride == TsPacket.SIZE) {
            System.arraycopy(raw, pos, to, at, packets * stride);
            pos += packets * stride;
        } else {
            for (int i = 0; i < packets; i++) {
                System.arraycopy(raw, pos, to, at + i * TsPacket.SIZE, TsPacket.SIZE);
                pos = Math.min(end, pos + stride);
            }
        }
    }

    /**
     * The row breaks here. Drops a packet that was cut short (another row starts inside it); false when more input is
     * needed to tell.
     */
    private boolean step(boolean atEnd) {
        if (end - pos < stride * (LOCK + 1) && !atEnd) {
            return false;
        }
        if (end - pos < TsPacket.SIZE) {
            return false;
        }
        if (raw[pos] != TsPacket.SYNC) {
            lose();
            return true;
        }
        for (int p = pos + 1; p < pos + TsPacket.SIZE && p < end; p++) {
            if (raw[p] == TsPacket.SYNC && row(p, stride, atEnd)) {
                losses++;
                skipped += p - pos;
                pos = p;
                return true;
            }
        }
        return true;
    }

    /** 1 when a packet follows the one here, 0 when something else does. */
    private int next() {
        return pos + stride < end && raw[pos + stride] == TsPacket.SYNC ? 1 : 0;
    }

    /** One damaged sync byte in a row that goes on: skips that packet and stays locked. */
    private boolean resumesAfterOne() {
        if (pos + 2 * stride < end && raw[pos + stride] == TsPacket.SYNC && raw[pos + 2 * stride] == TsPacket.SYNC) {
            skipped += stride;
            pos += stride;
            return true;
        }
        return false;
    }

    private void lose() {
        locked = false;
        losses++;
    }

    private boolean hunt(boolean atEnd) {
        int from = pos;
        int least = atEnd ? TsPacket.SIZE : (LOCK - 1) * (stride == 0 ? STRIDES[2] : stride) + 1;
        for (; pos + least <= end; pos++) {
            if (raw[pos] != TsPacket.SYNC) {
                continue;
            }
            if (stride != 0) {
                locked = row(pos, stride, atEnd);
            } else {
                for (int s : STRIDES) {
                    if (!locked && row(pos, s, atEnd)) {
                        stride = s;
                        locked = true;
                    }
                }
            }
            if (locked) {
                break;
            }
        }
        skipped += pos - from;
        return locked;
    }

    private boolean row(int p, int distance, boolean atEnd) {
        int found = 0;
        while (found < LOCK && p < end) {
            if (raw[p] != TsPacket.SYNC) {
                return false;
            }
            found++;
            p += distance;
        }
        return found == LOCK || (atEnd && found >= LOCK_AT_END);
    }
}
