package io.mediachassis.blade.ts;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The sidecar file of a segment: a header (magic, version, counts, packets, start, end), the marks, the random access
 * points, and the CRC-32C of all before it. Big-endian; a mark is a 32-bit packet number and a 64-bit time.
 */
public final class SegmentIndexCodec {
    static final int MAGIC = 0x4D435349;
    static final int VERSION = 1;
    private static final int HEADER = 40;
    private static final int MARK = 12;
    /** 10 minutes of one packet in ten with a PCR at 50 Mbit/s are 2 million; more than this is no index. */
    private static final int MAX_MARKS = 8_000_000;

    private SegmentIndexCodec() {}

    public static byte[] encode(SegmentIndex index) {
        int size = HEADER + MARK * (index.marks() + index.randomAccessPoints()) + 4;
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putInt(MAGIC).putInt(VERSION).putInt(index.packets()).putInt(index.marks())
                .putInt(index.randomAccessPoints()).putInt(0).putLong(index.startTicks()).putLong(index.endTicks());
        for (int i = 0; i < index.marks(); i++) {
            out.putInt(index.markPacket(i)).putLong(index.markTicks(i));
        }
        for (int i = 0; i < index.randomAccessPoints(); i++) {
            out.putInt(index.randomAccessPacket(i)).putLong(index.randomAccessTicks(i));
        }
        out.putInt(crc(out.array(), size - 4));
        return out.array();
    }

    /**
     * Reads a sidecar; every length and order in it is checked.
     *
     * @throws IOException when it is no sidecar, of another version, or damaged
     */
    public static SegmentIndex decode(byte[] bytes) throws IOException {
        if (bytes.length < HEADER + 4) {
            throw new IOException("segment index of " + bytes.length + " bytes is too short");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getInt() != MAGIC) {
            throw new IOException("not a segment index");
        }
        int version = in.getInt();
        if (version != VERSION) {
            throw new IOException("segment index has version " + version + ", this software reads " + VERSION);
        }
        int packets = in.getInt();
        int marks = in.getInt();
        int points = in.getInt();
        in.getInt();
        long start = in.getLong();
        long end = in.getLong();
        if (marks < 0 || points < 0 || marks > MAX_MARKS || points > MAX_MARKS
                || bytes.length != HEADER + (long) MARK * ((long) marks + points) + 4) {
            throw new IOException("segment index is cut or damaged: its length and its counts differ");
        }
        if (ByteBuffer.wrap(bytes).getInt(bytes.length - 4) != crc(bytes, bytes.length - 4)) {
            throw new IOException("segment index is damaged: its CRC-32C is wrong");
        }
        int[] markPackets = new int[marks];
        long[] markTicks = new long[marks];
        read(in, markPackets, markTicks);
        int[] accessPackets = new int[points];
        long[] accessTicks = new long[points];
        read(in, accessPackets, accessTicks);
        try {
            return new SegmentIndex(start, end, packets, markPackets, markTicks, accessPackets, accessTicks);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void read(ByteBuffer in, int[] packets, long[] ticks) {
        for (int i = 0; i < packets.length; i++) {
            packets[i] = in.getInt();
            ticks[i] = in.getLong();
        }
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
