package io.mediachassis.blade.trick;

import io.mediachassis.blade.ts.TsPacket;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The packets of one PES packet of video, which is one picture in every common multiplex; its memory is reused. One
 * thread.
 */
final class VideoUnit {
    /** What no picture of a broadcast takes; one that does is left out. */
    static final int MOST_BYTES = 4 << 20;

    private static final int ROOM = TsPacket.SIZE - 4;

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

    /** The bytes behind the PES header. */
    byte[] payload() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(count * TsPacket.SIZE);
        int skip = headerBytes();
        for (int i = 0; i < count; i++) {
            int end = (i + 1) * TsPacket.SIZE;
            int from = i * TsPacket.SIZE + TsPacket.payloadStart(packets, i * TsPacket.SIZE);
            int left = Math.min(skip, end - from);
            out.write(packets, from + left, end - from - left);
            skip -= left;
        }
        return out.toByteArray();
    }

    /** Puts other bytes behind the PES header, in as many packets as they take. */
    void replacePayload(byte[] bytes) {
        int first = TsPacket.payloadStart(packets, 0);
        byte[] all = Arrays.copyOfRange(packets, first, first + headerBytes() + bytes.length);
        System.arraycopy(bytes, 0, all, headerBytes(), bytes.length);
        // Unbounded, as video may be: its length is another now.
        all[4] = 0;
        all[5] = 0;
        int pid = TsPacket.pid(packets, 0);
        // The first packet has an adaptation field of two bytes that says random access.
        count = (all.length + 2 + ROOM - 1) / ROOM;
        if (count * TsPacket.SIZE > packets.length) {
            packets = new byte[count * TsPacket.SIZE];
        }
        int done = 0;
        for (int i = 0; i < count; i++) {
            int at = i * TsPacket.SIZE;
            int size = Math.min(i == 0 ? ROOM - 2 : ROOM, all.length - done);
            int stuffing = ROOM - size;
            packets[at] = TsPacket.SYNC;
            packets[at + 1] = (byte) ((i == 0 ? 0x40 : 0) | pid >> 8);
            packets[at + 2] = (byte) pid;
            packets[at + 3] = (byte) (stuffing > 0 ? 0x30 : 0x10);
            if (stuffing > 0) {
                packets[at + 4] = (byte) (stuffing - 1);
                Arrays.fill(packets, at + 5, at + 4 + stuffing, (byte) 0xFF);
            }
            if (stuffing > 1) {
                packets[at + 5] = (byte) (i == 0 ? 0x40 : 0);
            }
            System.arraycopy(all, done, packets, at + 4 + stuffing, size);
            done += size;
        }
    }

    /** Of a PES packet that starts in the first packet, with all of its header. */
    private int headerBytes() {
        int start = TsPacket.payloadStart(packets, 0);
        return start + 9 > TsPacket.SIZE ? 0 : Math.min(TsPacket.SIZE - start, 9 + (packets[start + 8] & 0xFF));
    }
}
