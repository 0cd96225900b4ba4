package io.mediachassis.blade.nvod;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.proto.ProgramOutline;
import io.mediachassis.blade.playout.ScheduledRun;
import io.mediachassis.blade.playout.TimeLine;
import java.util.Arrays;
import java.util.List;

/**
 * How long a program's segments are, in time and in packets: all that a schedule needs of it. Packets are counted from
 * each segment's start, {@link ScheduledRun#PACKET_BYTES} each, the last of a segment shorter; in front of each play goes
 * one more, which announces the break to decoders. Immutable; any thread.
 */
public final class ProgramShape {
    /** Of a program, as of its manifest. */
    static final int MAX_SEGMENTS = 100_000;

    private final ByteString manifestHash;
    private final long[] startTicks;
    private final long[] bytes;
    private final long[] firstPacket;

    private ProgramShape(ByteString manifestHash, long[] startTicks, long[] bytes, long[] firstPacket) {
        this.manifestHash = manifestHash;
        this.startTicks = startTicks;
        this.bytes = bytes;
        this.firstPacket = firstPacket;
    }

    /** Of segments with these lengths; throws IllegalArgumentException where they can't be. */
    public static ProgramShape of(ByteString manifestHash, List<Long> segmentTicks, List<Long> segmentBytes) {
        int count = segmentTicks.size();
        if (count < 1 || count > MAX_SEGMENTS || segmentBytes.size() != count) {
            throw new IllegalArgumentException("a program of " + count + " lengths in time and " + segmentBytes.size()
                    + " in bytes can't be");
        }
        long[] ticks = new long[count + 1];
        long[] packets = new long[count + 1];
        long[] lengths = new long[count];
        packets[0] = 1;
        for (int i = 0; i < count; i++) {
            long length = segmentBytes.get(i);
            if (length <= 0 || segmentTicks.get(i) < 0 || segmentTicks.get(i) > 1L << 50 || length > 1L << 38) {
                throw new IllegalArgumentException("segment " + i + " of " + length + " bytes and " + segmentTicks.get(i)
                        + " ticks can't be");
            }
            lengths[i] = length;
            ticks[i + 1] = ticks[i] + segmentTicks.get(i);
            packets[i + 1] = packets[i] + (length + ScheduledRun.PACKET_BYTES - 1) / ScheduledRun.PACKET_BYTES;
        }
        return new ProgramShape(manifestHash, ticks, lengths, packets);
    }

    static ProgramShape of(ProgramOutline outline) {
        return of(outline.getManifestHash(), outline.getSegmentTicksList(), outline.getSegmentBytesList());
    }

    ProgramOutline toProto() {
        ProgramOutline.Builder outline = ProgramOutline.newBuilder().setManifestHash(manifestHash);
        for (int i = 0; i < segments(); i++) {
            outline.addSegmentTicks(startTicks[i + 1] - startTicks[i]).addSegmentBytes(bytes[i]);
        }
        return outline.build();
    }

    /** SHA-256 of the manifest. */
    public ByteString manifestHash() {
        return manifestHash;
    }

    public int segments() {
        return bytes.length;
    }

    /** Program time of a segment's first byte, 27 MHz; of the number behind the last: the program's end. */
    public long startTicks(int segment) {
        return startTicks[segment];
    }

    public long durationTicks() {
        return startTicks[segments()];
    }

    /** Number of a segment's first packet within a play; the packet in front of the first segment has number 0. */
    public long firstPacket(int segment) {
        return firstPacket[segment];
    }

    /** Packets of a play. */
    public long packets() {
        return firstPacket[segments()];
    }

    /** Packets of a segment. */
    public long packets(int segment) {
        return firstPacket[segment + 1] - firstPacket[segment];
    }

    /** Where in a segment's file one of its packets begins; of the number behind the last: the file's length. */
    public long offset(int segment, long packet) {
        return Math.min(packet * ScheduledRun.PACKET_BYTES, bytes[segment]);
    }

    /** Length of a segment. */
    public long bytes(int segment) {
        return bytes[segment];
    }

    /** Media in front of a segment, bytes. */
    public long bytesBefore(int segment) {
        return Arrays.stream(bytes, 0, segment).sum();
    }

    /** Mean, bit/s. */
    public long bitRate() {
        double seconds = Math.max(0.001, (double) durationTicks() / TimeLine.TICKS_PER_SECOND);
        return Math.round(Arrays.stream(bytes).sum() * 8 / seconds);
    }
}
