package io.mediachassis.blade.playout;

import io.mediachassis.blade.trick.PictureIndex;
import io.mediachassis.blade.trick.Preparation;
import io.mediachassis.blade.trick.Splice;
import io.mediachassis.blade.trick.TrickProducer;
import io.mediachassis.blade.ts.SegmentIndex;
import io.mediachassis.blade.ts.TsPacket;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One stream's work for the {@link TrickThread}: a {@link TrickProducer} for as long as it plays at that scale, or a
 * {@link Splice} for the way back. {@link #close} is for any thread, the rest the trick thread's.
 */
public final class TrickJob {
    private static final int FIRST_SLOTS = 3;

    private final PlayoutSource program;
    private final Preparation work;
    private final @Nullable TrickProducer producer;
    private final @Nullable Splice splice;
    private final TrickSource source;
    private final Listener listener;
    private @Nullable MediaChunk chunk;
    private boolean told;
    private boolean over;
    private long slots;
    private volatile boolean closed;
    private volatile long clock;
    private volatile long lead;

    /** Hears once what became of it, on the trick thread. */
    public interface Listener {
        /** The first slots are there, or the packets of the splice (then the source is of no use). */
        void onReady(TrickSource source, ByteBuffer splice);

        /** The program has no pictures. */
        void onNothing();

        void onFailed(String why);
    }

    private TrickJob(PlayoutSource program, Preparation work, boolean endsProgram, Listener listener) {
        this.program = program;
        this.work = work;
        this.producer = work instanceof TrickProducer p ? p : null;
        this.splice = work instanceof Splice s ? s : null;
        this.source = new TrickSource(endsProgram);
        this.listener = listener;
    }

    /**
     * Plays at another scale.
     *
     * @param endsProgram whether its end is the program's end or start
     */
    public static TrickJob play(
            PlayoutSource program, TrickProducer.Start start, boolean endsProgram, Listener listener) {
        return new TrickJob(program, new TrickProducer(indexOf(program), start), endsProgram, listener);
    }

    /** Prepares the way back to normal play. */
    public static TrickJob splice(PlayoutSource program, long fromTicks, Listener listener) {
        return new TrickJob(program, new Splice(indexOf(program), fromTicks), true, listener);
    }

    /** Whether the program's segments have the index that this needs. */
    public static boolean canPlay(PlayoutSource program) {
        for (int i = 0; i < program.segments(); i++) {
            if (program.segment(i).available().bytes() > 0 && program.segment(i).timeLine() instanceof IndexTimeLine) {
                return true;
            }
        }
        return false;
    }

    private static PictureIndex indexOf(PlayoutSource program) {
        return new PictureIndex() {
            @Override
            public int segments() {
                return program.segments();
            }

            @Override
            public SegmentIndex segment(int number) {
                PlayoutSegment segment = program.segment(number);
                // What another blade holds is left out.
                return segment.available().bytes() > 0 && segment.timeLine() instanceof IndexTimeLine line
                        ? line.index()
                        : SegmentIndex.empty(segment.timeLine().startTicks(), segment.timeLine().endTicks());
            }

            @Override
            public boolean complete() {
                return program.complete();
            }
        };
    }

    public TrickSource source() {
        return source;
    }

    /** PCR of what the stream sends next, 27 MHz. Any thread, once it is ready. */
    public long clock() {
        return clock + source.lastTicks();
    }

    /** Decoding lead of what it sends, 27 MHz. Any thread, once it is ready. */
    public long lead() {
        return lead;
    }

    /** Ends it; nothing is told of it any more. */
    public void close() {
        closed = true;
    }

    boolean over() {
        return over && chunk == null;
    }

    /** Does what can be done now. Returns whether it did something. */
    boolean work(ChunkPool pool, byte[] scratch, long nowNs) {
        if (closed) {
            stop(pool);
            return false;
        }
        boolean did = false;
        while (!over && (received(pool, scratch) || make() || ask(pool, nowNs))) {
            did = true;
        }
        return did;
    }

    void stop(ChunkPool pool) {
        MediaChunk c = chunk;
        if (c != null) {
            pool.retire(c);
            chunk = null;
        }
        source.finish();
        over = true;
    }

    void fail(ChunkPool pool, String why) {
        stop(pool);
        if (!told) {
            told = true;
            listener.onFailed(why);
        } else {
            long end = slots * TrickProducer.SLOT_TICKS;
            source.fail(why, end, end + TrickProducer.SLOT_TICKS);
        }
    }

    private boolean received(ChunkPool pool, byte[] scratch) {
        MediaChunk c = chunk;
        if (c == null || c.state() == MediaChunk.State.REQUESTED) {
            return false;
        }
        if (c.state() == MediaChunk.State.FAILED) {
            fail(pool, c.error());
            return false;
        }
        Preparation.Read read = work.read();
        int skip = read == null ? c.length() : (int) (read.offset() - c.offset());
        int packets = Math.max(0, (c.length() - skip) / TsPacket.SIZE);
        if (read != null && packets > 0) {
            c.bytes().get(skip, scratch, 0, packets * TsPacket.SIZE);
        }
        pool.retire(c);
        chunk = null;
        if (read != null) {
            work.take(scratch, 0, packets);
        }
        return true;
    }

    private boolean make() {
        Splice s = splice;
        if (s != null && s.done() && !told) {
            told = true;
            over = true;
            listener.onReady(source, s.packets());
        }
        TrickProducer p = producer;
        if (p == null) {
            return false;
        }
        if (p.ended()) {
            source.finish();
            over = true;
            if (!told) {
                told = true;
                listener.onNothing();
            }
            return false;
        }
        if (!p.ready() || !source.wantsMore()) {
            return false;
        }
        long start = p.outputTicks();
        long at = p.programTicks();
        if (slots == 0) {
            clock = p.clock();
            lead = p.lead();
        }
        int length = p.slot();
        source.add(p.bytes(), length, start, p.outputTicks(), at, p.whole());
        slots++;
        if (slots == FIRST_SLOTS) {
            told = true;
            listener.onReady(source, ByteBuffer.allocate(0));
        }
        return true;
    }

    private boolean ask(ChunkPool pool, long nowNs) {
        if (chunk != null || (producer != null && told && !source.wantsMore())) {
            return false;
        }
        Optional<Preparation.Read> read = Optional.ofNullable(work.read());
        if (read.isEmpty()) {
            return false;
        }
        PlayoutSegment segment = program.segment(read.get().segment());
        long from = read.get().offset() & -io.mediachassis.blade.os.AlignedBuffer.PAGE;
        int length = (int) Math.min(pool.chunkBytes(), segment.available().bytes() - from);
        if (read.get().offset() + TsPacket.SIZE > segment.available().bytes()) {
            return false;
        }
        MediaChunk taken = pool.take();
        if (taken == null) {
            return false;
        }
        taken.prepare(segment.file(), from, length, nowNs, read.get().segment(), 0);
        if (!program.reader().request(taken)) {
            taken.failed("volume busy");
            pool.retire(taken);
            return false;
        }
        chunk = taken;
        return true;
    }
}
