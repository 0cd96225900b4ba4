package io.mediachassis.blade.playout;

import io.mediachassis.blade.trick.Preparation;
import io.mediachassis.blade.trick.Splice;
import io.mediachassis.blade.trick.TrickProducer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One stream's work for the {@link TrickThread}: a {@link TrickProducer} for as long as it plays at that scale, or a
 * {@link Splice} for the way back. {@link #close} and {@link #leaveAt} are for any thread, the rest the trick thread's.
 */
public final class TrickJob {
    /** {@link #leaveAt}: as soon as no picture is half sent. */
    public static final int NOW = -1;
    /** {@link #leaveAt}: not at all. */
    public static final int NEVER = -2;

    private static final int FIRST_SLOTS = 3;
    /** How long before all that is here is shown the next segment is asked for, as in normal play. */
    private static final long BORDER_LEAD_TICKS = 3 * TimeLine.TICKS_PER_SECOND;
    /** Who was told and could do nothing is told again after 2 s. */
    private static final int SLOTS_PER_WORD = 50;

    private final PreparationReads reads;
    private final @Nullable TrickProducer producer;
    private final @Nullable Splice splice;
    private final TrickSource source;
    private final Listener listener;
    private boolean told;
    private boolean over;
    private boolean left;
    private int borderTold = -1;
    private long borderToldAt;
    private long slots;
    /** Why nothing more can be read; empty while it can. */
    private String unreadable = "";
    private volatile boolean closed;
    private volatile int leaveAt = NEVER;

    /** Hears on the trick thread what became of it: one of the first three once, the last as often as it comes. */
    public interface Listener {
        /** The first slots are there, or the packets of the splice (then the source is of no use). */
        void onReady(TrickSource source, ByteBuffer splice);

        /** The program has no pictures. */
        void onNothing();

        void onFailed(String why);

        /** The media can't be read here. */
        default void onUnreadable(String why) {
            onFailed(why);
        }

        /** What is here is shown before long; the program goes on with this segment, which is elsewhere. */
        default void onNearBorder(int segment) {}
    }

    private TrickJob(PlayoutSource program, Preparation work, boolean endsProgram, Listener listener) {
        this.reads = new PreparationReads(program, work);
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
        ProgramPictures pictures = new ProgramPictures(program, start.fromTicks(), start.scale() > 0);
        return new TrickJob(program, new TrickProducer(pictures, start), endsProgram, listener);
    }

    /** Prepares the way back to normal play. */
    public static TrickJob splice(PlayoutSource program, long fromTicks, Listener listener) {
        return new TrickJob(program, new Splice(new ProgramPictures(program, fromTicks, true), fromTicks), true, listener);
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

    public TrickSource source() {
        return source;
    }

    /** Another engine is to go on before that segment, or {@link #NOW}; or {@link #NEVER}: none after all. */
    public void leaveAt(int segment) {
        leaveAt = segment;
    }

    /** Ends it; nothing is told of it any more. */
    public void close() {
        closed = true;
    }

    boolean over() {
        return over;
    }

    /** Does what can be done now. */
    void work(ChunkPool pool, byte[] scratch, long nowNs) {
        if (closed) {
            stop(pool);
            return;
        }
        try {
            boolean did = true;
            while (did && !over) {
                did = reads.received(pool, scratch) || make() || (wantsReads() && reads.ask(pool, nowNs));
            }
        } catch (IOException e) {
            unreadable(pool, String.valueOf(e.getMessage()));
        }
        if (over) {
            reads.stop(pool);
        }
    }

    /** What has been read is sent yet, so that another engine can go on behind it unnoticed. */
    private void unreadable(ChunkPool pool, String why) {
        TrickProducer p = producer;
        if (told && p != null) {
            reads.stop(pool);
            unreadable = why;
            p.breakOff();
        } else if (told) {
            fail(pool, why);
        } else {
            stop(pool);
            told = true;
            listener.onUnreadable(why);
        }
    }

    void stop(ChunkPool pool) {
        reads.stop(pool);
        source.finish();
        over = true;
    }

    void fail(ChunkPool pool, String why) {
        stop(pool);
        if (!told) {
            told = true;
            listener.onFailed(why);
        } else {
            failSource(why);
        }
    }

    private void failSource(String why) {
        long end = slots * TrickProducer.SLOT_TICKS;
        source.fail(why, end, end + TrickProducer.SLOT_TICKS);
    }

    /** While it waits for what comes it looks again each time, since it makes its slots without reading. */
    private boolean wantsReads() {
        TrickProducer p = producer;
        return unreadable.isEmpty() && (p == null || !told || p.held() || source.wantsMore());
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
                if (slots == 0) {
                    listener.onNothing();
                } else {
                    listener.onReady(source, ByteBuffer.allocate(0));
                }
            }
            return false;
        }
        if (!unreadable.isEmpty() && p.mayLeave()) {
            source.leave(p.point(), p.programTicks(), NEVER);
            failSource(unreadable);
            over = true;
            return false;
        }
        if ((unreadable.isEmpty() && leaves(p)) || !p.ready() || !source.wantsMore()) {
            return false;
        }
        slot(p);
        tellBorder(p);
        return true;
    }

    private void slot(TrickProducer p) {
        long start = p.outputTicks();
        long at = p.programTicks();
        if (slots == 0) {
            source.begin(p.beginning());
        }
        int length = p.slot();
        source.add(p.bytes(), length, start, p.outputTicks(), at, p.whole());
        slots++;
        if (slots == FIRST_SLOTS) {
            told = true;
            listener.onReady(source, ByteBuffer.allocate(0));
        }
    }

    /** Whether it stops making slots for another engine to go on. */
    private boolean leaves(TrickProducer p) {
        int at = leaveAt;
        boolean wanted = at == NOW || (at != NEVER && at == p.nextElsewhere());
        if (!wanted && left) {
            left = false;
            source.stay();
            p.drain(false);
        } else if (wanted && !left && told) {
            p.drain(at == NOW);
            if (p.mayLeave()) {
                left = true;
                source.leave(p.point(), p.programTicks(), at);
            }
        }
        return left;
    }

    private void tellBorder(TrickProducer p) {
        int next = p.nextElsewhere();
        boolean again = next != borderTold || slots - borderToldAt >= SLOTS_PER_WORD;
        if (next >= 0 && again && source.begun() && p.untilBorder() < BORDER_LEAD_TICKS) {
            borderTold = next;
            borderToldAt = slots;
            listener.onNearBorder(next);
        }
    }
}
