package io.mediachassis.blade.trick;

import io.mediachassis.blade.ts.TsPacket;
import java.util.Arrays;

/**
 * The packets of one PES packet of video, which is one picture in every common multiplex; its memory is reused. One
 * thread.
 */
final class VideoUnit {
    /** What no picture of a broadcast takes; one that does is left out. */
    static final int MOST_BYTES = 4 << 20;

    private byte[] packets = new byte[64 * TsPacket.SIZE];
    private int count;
    private boolean headed;
    private long pts = Pes.NONE;
    private long dts = Pes.NONE;

    void clear() {
        count = 0;
        headed = false;
        pts = Pes.NONE;
        dts = Pes.NONE;
    }

    /** Takes a packet. Returns false when there are too many. */
    boolean add(byte[] b, int at) {
        if (count == 0) {
            headed = TsPacket.unitStart(b, at);
            pts = headed ? Pes.pts(b, at) : Pes.NONE;
            dts = headed ? Pes.dts(b, at) : Pes.NONE;
        }
        int end = count * TsPacket.SIZE;
        if (end + TsPacket.SIZE > MOST_BYTES) {
            return false;
        }
        if (end + TsPacket.SIZE > packets.length) {
            packets = Arrays.copyOf(packets, 2 * packets.length);
        }
        System.arraycopy(b, at, packets, end, TsPacket.SIZE);
        count++;
        return true;
    }

    /** Whether it starts with a PES header; the rest of a picture whose start was sent before has none. */
    boolean headed() {
        return headed;
    }

    byte[] packets() {
        return packets;
    }

    int count() {
        return count;
    }

    /** Presentation time, 90 kHz modulo 2^33; {@link Pes#NONE} without one. */
    long pts() {
        return pts;
    }

    /** Decoding time, which is the presentation time where none is given. */
    long dts() {
        return dts;
    }
}
