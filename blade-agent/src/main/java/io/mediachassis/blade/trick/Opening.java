package io.mediachassis.blade.trick;

import io.mediachassis.blade.ts.Codec;
import io.mediachassis.blade.ts.ElementaryStream;
import io.mediachassis.blade.ts.ProgramMap;
import io.mediachassis.blade.ts.ProgramTables;
import io.mediachassis.blade.ts.SegmentIndex;
import io.mediachassis.blade.ts.TsPacket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a segment's start what has to be known before pictures can be played: the tables, which PID is the video's,
 * and how the program's clock lies to its time. Pure; one thread.
 */
final class Opening {
    private static final int TABLES_LIMIT = 4 << 20;
    private static final int TABLE_PACKETS = 16;

    private final SegmentIndex index;
    private final ProgramTables tables = new ProgramTables();
    private byte[] tablePackets = new byte[0];
    private long offset;
    private long clockOffset = Layout.UNKNOWN;
    private @Nullable Layout layout;
    private boolean nothing;

    /** What was found. Mutable: the clock is followed while pictures are read. */
    static final class Layout {
        static final long UNKNOWN = Long.MIN_VALUE;

        private final byte[] tables;
        private final int pcrPid;
        private final int videoPid;
        private final Codec codec;
        private long clockOffset;

        Layout(byte[] tables, int pcrPid, int videoPid, Codec codec, long clockOffset) {
            this.tables = tables;
            this.pcrPid = pcrPid;
            this.videoPid = videoPid;
            this.codec = codec;
            this.clockOffset = clockOffset;
        }

        /** Packets of PAT and PMT. */
        ByteBuffer tables() {
            return ByteBuffer.wrap(tables);
        }

        int pcrPid() {
            return pcrPid;
        }

        int videoPid() {
            return videoPid;
        }

        Codec codec() {
            return codec;
        }

        /** PCR less program time, 27 MHz; {@link Pes#NONE} while no PCR was seen. */
        long clockOffset() {
            return clockOffset == UNKNOWN ? Pes.NONE : clockOffset;
        }

        /** A packet that is due at {@code ticks}. */
        void see(byte[] b, int at, int pid, long ticks) {
            long pcr = pid == pcrPid ? TsPacket.pcr(b, at) : Pes.NONE;
            if (pcr >= 0) {
                clockOffset = pcr - ticks;
            }
        }
    }

    /** @param index of the segment */
    Opening(SegmentIndex index) {
        this.index = index;
    }

    /** Where to read on. */
    long offset() {
        return offset;
    }

    /** Whether there is no video, or nothing that can be read. */
    boolean nothing() {
        return nothing;
    }

    /** What was found; null before that. */
    @Nullable Layout layout() {
        return layout;
    }

    /** Takes packets, as many as it needs. */
    void take(byte[] b, int at, int packets) {
        for (int i = 0; i < packets && layout == null && !nothing; i++) {
            packet(b, at + i * TsPacket.SIZE);
        }
    }

    private void packet(byte[] b, int at) {
        int pid = TsPacket.pid(b, at);
        if (tables.map() == null && (pid == 0 || pid == tables.pmtPid())
                && tablePackets.length < TABLE_PACKETS * TsPacket.SIZE) {
            int end = tablePackets.length;
            tablePackets = Arrays.copyOf(tablePackets, end + TsPacket.SIZE);
            System.arraycopy(b, at, tablePackets, end, TsPacket.SIZE);
            tables.packet(b, at, pid, false);
        }
        ProgramMap map = tables.map();
        long pcr = map != null && pid == map.pcrPid() ? TsPacket.pcr(b, at) : Pes.NONE;
        if (pcr >= 0) {
            clockOffset = pcr - index.timeAt(offset);
        }
        offset += TsPacket.SIZE;
        boolean over = offset >= Math.min(TABLES_LIMIT, index.bytes());
        if (map != null && (clockOffset != Layout.UNKNOWN || over)) {
            open(map);
        } else {
            nothing = over;
        }
    }

    private void open(ProgramMap map) {
        ElementaryStream video = map.video().orElse(null);
        if (video == null) {
            nothing = true;
        } else {
            layout = new Layout(tablePackets, map.pcrPid(), video.pid(), video.codec(), clockOffset);
        }
    }
}
