package io.mediachassis.blade.trick;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the transport stream of a program at another scale: it says which bytes it wants to read, takes them, and gives
 * slots of 40 ms out. Pure: reads no file and knows no time but the output's own; one thread.
 *
 * <p>Beyond normal speed and backward it sends I-pictures alone ({@link FastPictures}). Below it sends every picture, with
 * its times stretched ({@link SlowPictures}). Other streams than the first video are left out. What is here may be a part
 * of the program: at its border slots without pictures come until it moves, or another engine goes on.
 *
 * <pre>
 *   opening --PAT, PMT read--> pictures --no picture follows--> finished
 *      '--- no video, not readable ---> nothing
 * </pre>
 */
public final class TrickProducer implements Preparation {
    /** Length of a slot, 27 MHz: 40 ms. */
    public static final long SLOT_TICKS = SlotMux.SLOT;
    /** A picture of the program is sent this often at most: 12.5 a second. */
    static final long LEAST_INTERVAL = 2 * SlotMux.SLOT;

    private final PictureIndex index;
    private final Start start;
    private final PicturePlan plan;
    private final int segment;
    private final Opening opening;
    private @Nullable PictureReader pictures;

    /**
     * What to play.
     *
     * @param scale as {@link Scales#nearest} gives it, not 1
     * @param fromTicks program time
     * @param toTicks program time at which it ends; before {@code fromTicks} for a negative scale
     * @param continuing the place is where sending has stopped, in the middle of the stream's own bytes
     * @param clock PCR that comes next, 27 MHz; negative: the program's own
     * @param lead of the multiplex before, 27 MHz; 0: the program's own
     * @param taken where another engine has left off; then the rest but {@code fromTicks} says the same
     */
    public record Start(double scale, long fromTicks, long toTicks, boolean continuing, long clock, long lead,
            @Nullable TrickPoint taken) {
        /** Of a stream that this engine sends already. */
        public Start(double scale, long fromTicks, long toTicks, boolean continuing, long clock, long lead) {
            this(scale, fromTicks, toTicks, continuing, clock, lead, null);
        }

        /** Goes on where another engine left off. */
        public static Start takenOver(TrickPoint point, long fromTicks) {
            return new Start(point.scale(), fromTicks, point.toTicks(), false, point.clock(), point.lead(), point);
        }
    }

    public TrickProducer(PictureIndex index, Start start) {
        this.index = index;
        this.start = start;
        plan = new PicturePlan(index, start.scale(), start.fromTicks(), start.toTicks());
        segment = index.segmentAt(plan.startTicks());
        opening = new Opening(index.segment(segment));
    }

    /** Whether this program has no pictures that could be played so. */
    public boolean nothing() {
        PictureReader p = pictures;
        return opening.nothing() || (p != null && p.finished() && p.mux == null);
    }

    @Override
    public @Nullable Read read() {
        PictureReader p = pictures;
        if (p != null) {
            return p.read();
        }
        return opening.nothing() ? null : new Read(segment, opening.offset());
    }

    @Override
    public void take(byte[] b, int at, int packets) {
        PictureReader p = pictures;
        if (p != null) {
            p.take(b, at, packets);
            return;
        }
        opening.take(b, at, packets);
        Opening.Layout layout = opening.layout();
        if (layout != null) {
            boolean slow = start.scale() > 0 && start.scale() < 1;
            pictures = slow
                    ? new SlowPictures(index, start, layout, plan.startTicks())
                    : new FastPictures(index, start, layout, plan);
        }
    }

    /** Whether what is to be sent has not arrived yet. */
    public boolean held() {
        PictureReader p = pictures;
        return p != null && p.held();
    }

    /** Whether {@link #slot} gives one. */
    public boolean ready() {
        PictureReader p = pictures;
        return p != null && p.ready();
    }

    /** Whether all slots were given out. */
    public boolean ended() {
        PictureReader p = pictures;
        return nothing() || (p != null && p.ended());
    }

    /** Builds the next slot when {@link #ready}. Returns its bytes' number; they are {@link #bytes()}. */
    public int slot() {
        return existing().build();
    }

    public byte[] bytes() {
        return existing().bytes();
    }

    /** Whether no picture is left half sent after the slots so far. */
    public boolean whole() {
        return existing().whole();
    }

    /** Output time of the slot that comes next. */
    public long outputTicks() {
        SlotMux m = mux();
        return m == null ? 0 : m.now();
    }

    /** Program time that the slot that comes next is at. */
    public long programTicks() {
        PictureReader p = pictures;
        SlotMux m = mux();
        long output = m == null ? 0 : Math.max(0, m.now() - m.shift());
        return p == null ? plan.programTicks(output) : p.programTicks(output);
    }

    /** PCR of the slot that comes next. */
    public long clock() {
        return existing().clockAt(existing().now());
    }

    /** Decoding lead of this multiplex, which one that continues it takes over. */
    public long lead() {
        return existing().lead();
    }

    // ---- another engine goes on --------------------------------------------------------------------------------

    /** The segment of which nothing is here and that comes next in the direction of play; -1 when there is none. */
    public int nextElsewhere() {
        boolean forward = start.scale() > 0;
        return !index.goesOnElsewhere(forward) ? -1 : forward ? index.segments() : index.first() - 1;
    }

    /** Output time until all that is here has been shown, 27 MHz. */
    public long untilBorder() {
        long border = start.scale() > 0 ? index.endTicks() : index.startTicks();
        return (long) Math.max(0, (border - programTicks()) / start.scale());
    }

    /**
     * Begins no other picture, so that another engine can go on soon; or false: reads on after all. Slow motion, where
     * each picture needs those before it, goes on to the border of what is here.
     */
    public void drain(boolean wanted) {
        if (pictures instanceof FastPictures fast) {
            fast.drain(wanted);
        }
    }

    /** Nothing more can be read: what is read whole is sent, until {@link #mayLeave}. */
    public void breakOff() {
        PictureReader p = pictures;
        if (p != null) {
            p.breakOff();
        }
    }

    /** Whether another engine can go on between the slots so far and the next. */
    public boolean mayLeave() {
        PictureReader p = pictures;
        return p != null && p.mayLeave();
    }

    /** What that engine needs to know. */
    public TrickPoint point() {
        PictureReader p = pictures;
        return new TrickPoint(start.scale(), start.toTicks(), clock(), lead(), existing().counters(),
                p == null ? 0 : p.rest(), p == null ? null : p.stretch());
    }

    /** What is known of the stream before any counter. */
    public TrickPoint beginning() {
        return new TrickPoint(start.scale(), start.toTicks(), clock(), lead(), List.of(), 0, null);
    }

    private @Nullable SlotMux mux() {
        PictureReader p = pictures;
        return p == null ? null : p.mux;
    }

    private SlotMux existing() {
        SlotMux m = mux();
        if (m == null) {
            throw new IllegalStateException("no picture was read yet");
        }
        return m;
    }
}
