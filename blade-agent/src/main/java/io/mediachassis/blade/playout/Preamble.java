package io.mediachassis.blade.playout;

import io.mediachassis.blade.os.AlignedBuffer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The PAT and PMT of a segment, read from its start and sent before a random access point in its middle, since a player
 * that seeks expects them first. The playout thread's.
 */
final class Preamble {
    private static final int TS = PlayoutSegment.TS_PACKET;
    private static final int SDT_PID = 0x11;
    private static final int NONE = -1;
    /** Where made packets are from: no file, so that nobody who looks for them in the segment's finds its media instead. */
    private static final Path MADE = Path.of("made");

    private final ChunkPool pool;
    private @Nullable MediaChunk chunk;
    private boolean wanted;
    private @Nullable ByteBuffer splice;

    Preamble(ChunkPool pool) {
        this.pool = pool;
    }

    void want() {
        release();
        wanted = true;
    }

    /** Packets made for the place instead of the segment's own, at most {@link DuePackets#PAYLOAD} bytes. */
    void want(ByteBuffer packets) {
        want();
        splice = packets;
    }

    boolean wanted() {
        return wanted;
    }

    /** Asks for the segment's first page unless that is done; what can't be had now is asked for again. */
    void fill(PlayoutSource source, int segment, long neededAtNs) {
        if (!wanted || chunk != null) {
            return;
        }
        MediaChunk taken = pool.take();
        if (taken == null) {
            return;
        }
        ByteBuffer own = splice;
        if (own != null) {
            taken.prepare(MADE, 0, own.remaining(), neededAtNs, segment, 0);
            taken.bytes().put(0, own, own.position(), own.remaining());
            taken.ready();
            chunk = taken;
            return;
        }
        PlayoutSegment s = source.segment(segment);
        taken.prepare(s.file(), 0, (int) Math.min(AlignedBuffer.PAGE, s.length()), neededAtNs, segment, 0);
        if (source.reader().request(taken)) {
            chunk = taken;
        } else {
            taken.failed("volume busy");
            pool.retire(taken);
        }
    }

    /** How many bytes of {@link #ready} are to be sent. */
    int length() {
        MediaChunk c = ready();
        return c == null ? 0 : splice != null ? c.length() : length(c.bytes(), c.length());
    }

    /** The page once it is read. */
    @Nullable MediaChunk ready() {
        MediaChunk c = chunk;
        return c != null && c.state() == MediaChunk.State.READY ? c : null;
    }

    @Nullable String error() {
        MediaChunk c = chunk;
        return c != null && c.lost() ? c.error() : null;
    }

    void release() {
        wanted = false;
        splice = null;
        drop();
    }

    /** Gives the memory back; what is wanted is asked for again at the next {@link #fill}. */
    void drop() {
        MediaChunk c = chunk;
        if (c != null) {
            chunk = null;
            pool.retire(c);
        }
    }

    /** Bytes of the PAT, PMT and SDT packets that a segment starts with, at most 7 packets; 0 when there is no PAT. */
    static int length(ByteBuffer page, int available) {
        int pmt = NONE;
        int end = 0;
        while (end + TS <= Math.min(available, DuePackets.PAYLOAD) && page.get(end) == 0x47) {
            int pid = (page.get(end + 1) & 0x1f) << 8 | (page.get(end + 2) & 0xff);
            if (pid == 0) {
                pmt = firstPmt(page, end);
            } else if (end == 0 || (pid != pmt && pid != SDT_PID)) {
                break;
            }
            end += TS;
        }
        return end;
    }

    /** PID of the first program's PMT (ISO/IEC 13818-1 section 2.4.4.3), NONE when there is none. */
    private static int firstPmt(ByteBuffer page, int packet) {
        boolean starts = (page.get(packet + 1) & 0x40) != 0;
        int payload = packet + 4 + ((page.get(packet + 3) & 0x20) != 0 ? 1 + (page.get(packet + 4) & 0xff) : 0);
        int last = packet + TS;
        if (!starts || payload >= last) {
            return NONE;
        }
        int section = payload + 1 + (page.get(payload) & 0xff);
        // 8 bytes of section header, then 4 for each program, then 4 of CRC.
        for (int at = section + 8; at + 4 <= last; at += 4) {
            int program = (page.get(at) & 0xff) << 8 | (page.get(at + 1) & 0xff);
            if (program != 0) {
                return (page.get(at + 2) & 0x1f) << 8 | (page.get(at + 3) & 0xff);
            }
        }
        return NONE;
    }
}
