package io.mediachassis.blade.playout;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Segments held in memory, and the reader of them, which a test can hold up or break. */
final class MemorySource implements PlayoutSource, ChunkReader {
    static final int PMT_PID = 0x100;

    private final List<PlayoutSegment> segments = new ArrayList<>();
    private final Map<Path, byte[]> contents = new HashMap<>();
    private final List<MediaChunk> held = new ArrayList<>();
    boolean holding;
    boolean full;
    boolean broken;
    boolean complete = true;
    private final List<AtomicLong> arrived = new ArrayList<>();

    /** Adds a segment: PAT, PMT, then packets of PID 0x101 with seeded bytes. */
    MemorySource add(String name, long seed, TimeLine line, int packets) {
        return put(name, media(seed, packets), line);
    }

    /** Adds a segment with these bytes. */
    MemorySource put(String name, byte[] bytes, TimeLine line) {
        Path path = Path.of("/memory", name);
        contents.put(path, bytes);
        AtomicLong here = new AtomicLong(bytes.length);
        arrived.add(here);
        segments.add(new PlayoutSegment(path, bytes.length, line, here::get));
        return this;
    }

    /** Only so much of a segment is here by now. */
    void arrived(int segment, long bytes) {
        arrived.get(segment).set(bytes);
    }

    /** A program of equal segments of constant rate. */
    static MemorySource constant(int segmentCount, int packetsEach, double seconds, long... access) {
        MemorySource source = new MemorySource();
        long ticks = (long) (seconds * TimeLine.TICKS_PER_SECOND);
        for (int i = 0; i < segmentCount; i++) {
            source.add("segment" + i, i + 1, MarkTimeLine.linear(i * ticks, (i + 1) * ticks, packetsEach * 188L, access),
                    packetsEach);
        }
        return source;
    }

    static byte[] media(long seed, int packets) {
        byte[] b = new byte[packets * 188];
        new Random(seed).nextBytes(b);
        for (int i = 0; i < packets; i++) {
            int pid = i == 0 ? 0 : i == 1 ? PMT_PID : 0x101;
            int at = i * 188;
            b[at] = 0x47;
            b[at + 1] = (byte) ((i < 2 ? 0x40 : 0) | pid >> 8);
            b[at + 2] = (byte) pid;
            b[at + 3] = 0x10;
        }
        if (packets > 1) {
            byte[] pat = {0, 0, (byte) 0xb0, 13, 0, 1, (byte) 0xc1, 0, 0, 0, 1, (byte) (0xe0 | PMT_PID >> 8),
                (byte) PMT_PID};
            System.arraycopy(pat, 0, b, 4, pat.length);
        }
        return b;
    }

    byte[] bytes(int segment) {
        byte[] b = contents.get(segments.get(segment).file());
        if (b == null) {
            throw new IllegalStateException();
        }
        return b;
    }

    @Override
    public int segments() {
        return segments.size();
    }

    @Override
    public PlayoutSegment segment(int index) {
        return segments.get(index);
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public ChunkReader reader() {
        return this;
    }

    @Override
    public boolean request(MediaChunk chunk) {
        if (full) {
            return false;
        }
        if (holding) {
            held.add(chunk);
        } else {
            read(chunk);
        }
        return true;
    }

    /** Ends what was held up. */
    void release() {
        holding = false;
        held.forEach(this::read);
        held.clear();
    }

    private boolean late(MediaChunk chunk) {
        return chunk.offset() + chunk.length() > segments.get(chunk.segment()).available().bytes();
    }

    private void read(MediaChunk chunk) {
        byte[] bytes = contents.get(chunk.file());
        if (broken || bytes == null || late(chunk)) {
            chunk.failed("cannot read " + chunk.file());
            return;
        }
        chunk.bytes().put(0, bytes, (int) chunk.offset(), chunk.length());
        chunk.ready();
    }
}
