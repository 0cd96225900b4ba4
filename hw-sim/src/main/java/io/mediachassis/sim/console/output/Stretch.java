package io.mediachassis.sim.console.output;

import io.mediachassis.blade.ts.TsPacket;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Media without a break, received and not played yet, and where in the program each part of it is. One thread puts,
 * another takes; the rest is for both.
 */
public final class Stretch implements AutoCloseable {
    /** Places are kept this far apart, and at each random access point. */
    private static final long APART_MS = 40;

    private final MediaBuffer buffer;
    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private long put;
    private long taken;
    private long endMs;

    /**
     * @param at bytes put before
     * @param positionMs in the program
     * @param access whether a decoder can begin there
     */
    private record Mark(long at, long positionMs, boolean access) {}

    /** @param buffer keeps it; closed with this */
    public Stretch(MediaBuffer buffer) {
        this.buffer = buffer;
    }

    /**
     * Adds whole transport packets; never waits. False when there was no room, and they are left out.
     *
     * @param positionMs of the first one in the program
     */
    public boolean put(byte[] from, int offset, int length, long positionMs) throws IOException {
        if (!buffer.put(from, offset, length)) {
            return false;
        }
        synchronized (this) {
            if (marks.isEmpty() || Math.abs(positionMs - marks.getLast().positionMs()) >= APART_MS) {
                marks.add(new Mark(put, positionMs, false));
            }
            for (int at = offset; at < offset + length; at += TsPacket.SIZE) {
                if (beginsPicture(from, at)) {
                    marks.add(new Mark(put + at - offset, positionMs, true));
                }
            }
            put += length;
            endMs = positionMs;
        }
        return true;
    }

    /** A video PES packet (ISO/IEC 13818-1 section 2.4.3.7) that is marked as a random access point. */
    private static boolean beginsPicture(byte[] b, int at) {
        int pes = TsPacket.payloadStart(b, at);
        return TsPacket.unitStart(b, at) && TsPacket.randomAccessIndicator(b, at) && pes + 4 <= TsPacket.SIZE
                && b[at + pes] == 0 && b[at + pes + 1] == 0 && b[at + pes + 2] == 1 && (b[at + pes + 3] & 0xf0) == 0xe0;
    }

    /** Takes what there is; 0 when there is nothing now, -1 when nothing comes any more. */
    int take(byte[] to, int most) throws IOException, InterruptedException {
        int length = buffer.take(to, most, 0);
        if (length > 0) {
            synchronized (this) {
                passed(length);
            }
        }
        return length;
    }

    /** Waits until there is something to take, or nothing comes any more. */
    void await(long waitNs) throws InterruptedException {
        buffer.await(waitNs);
    }

    private void passed(long length) {
        taken += length;
        Mark first = marks.poll();
        while (first != null && !marks.isEmpty() && marks.getFirst().at() <= taken) {
            first = marks.poll();
        }
        if (first != null) {
            marks.addFirst(first);
        }
    }

    /**
     * Drops what lies before the last random access point up to a position; or up to the first one after it, if that is
     * near. While nothing is taken.
     *
     * @return false when neither is held; then nothing is dropped
     */
    boolean skip(long positionMs, long nearMs) throws IOException {
        synchronized (this) {
            long to = point(positionMs, nearMs);
            if (to >= 0) {
                buffer.skip(to - taken);
                passed(to - taken);
            }
            return to >= 0;
        }
    }

    private long point(long positionMs, long nearMs) {
        long to = -1;
        for (Mark mark : marks) {
            if (mark.access() && mark.at() >= taken
                    && (mark.positionMs() <= positionMs || (to < 0 && mark.positionMs() <= positionMs + nearMs))) {
                to = mark.at();
            }
        }
        return to;
    }

    /** Waits until so much has come as fits, and copies it; false when it did not come in time, or comes no more. */
    public boolean peek(byte[] to, long waitNs) throws InterruptedException {
        return buffer.peek(to, waitNs);
    }

    /** Of what is taken next, in the program, milliseconds; 0 before anything came. */
    synchronized long positionMs() {
        return marks.isEmpty() ? endMs : marks.getFirst().positionMs();
    }

    /** Of what was put last, the same. */
    public synchronized long endMs() {
        return endMs;
    }

    boolean ended() {
        return buffer.ended();
    }

    /** Nothing more is put. */
    public void end() {
        buffer.end();
    }

    /** Bytes held now. */
    public long held() {
        return buffer.held();
    }

    /** Bytes that find room now. */
    public long room() {
        return buffer.room();
    }

    /** Most bytes held at a time. */
    long most() {
        return buffer.most();
    }

    /** Bytes left out for want of room. */
    long overrun() {
        return buffer.overrun();
    }

    @Override
    public void close() throws IOException {
        buffer.close();
    }
}
