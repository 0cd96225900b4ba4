package io.mediachassis.blade.trick;

import io.mediachassis.blade.trick.PicturePlan.Picture;
import io.mediachassis.blade.trick.TrickProducer.Start;
import io.mediachassis.blade.ts.Codec;
import io.mediachassis.blade.ts.SegmentIndex;
import io.mediachassis.blade.ts.TsPacket;
import org.jspecify.annotations.Nullable;

/** Beyond normal speed and backward: I-pictures alone, as {@link PicturePlan} says. Pure; one thread. */
final class FastPictures extends PictureReader {
    /** Behind the pictures of another place, which may still be shown. */
    private static final long FIRST_PICTURE = 3 * SlotMux.SLOT;
    /** Behind those of slow motion, whose reordering is stretched as well. */
    private static final long FIRST_AFTER_SCALE = 13 * SlotMux.SLOT;

    private final PicturePlan plan;
    private final IdrPictures idr = new IdrPictures();
    private @Nullable Picture picture;
    /** Where the picture starts that is to be read. */
    private long wanted;
    /** Reads the rest of the picture that was being sent, so that it isn't shown damaged. */
    private boolean finishing;

    FastPictures(PictureIndex index, Start start, Opening.Layout layout, PicturePlan plan) {
        super(index, start, layout, index.segmentAt(plan.startTicks()));
        this.plan = plan;
        long exact = start.continuing() ? exactly(now(), plan.startTicks()) : Pes.NONE;
        TrickPoint taken = start.taken();
        if (taken != null) {
            plan.goOn();
            plan(taken.rest());
        } else if (exact >= 0) {
            offset = exact;
            finishing = true;
            collecting = true;
        } else {
            plan(start.clock() >= 0 ? FIRST_AFTER_SCALE : FIRST_PICTURE);
        }
    }

    /** The offset at which that time is due, to the byte; -1 when there is none. */
    static long exactly(SegmentIndex now, long ticks) {
        long near = now.offsetAt(ticks);
        for (long at = Math.max(0, near - TsPacket.SIZE); at <= near + TsPacket.SIZE; at += TsPacket.SIZE) {
            if (at < now.bytes() && now.timeAt(at) == ticks) {
                return at;
            }
        }
        return Pes.NONE;
    }

    @Override
    void prepare() {
        if (picture == null && !finishing) {
            plan(lastSend);
        }
    }

    @Override
    boolean held() {
        return picture == null && !finishing && !finished() && (plan.held() || atEdge());
    }

    private void plan(long earliest) {
        SlotMux m = mux;
        long now = m == null ? 0 : m.now() - m.shift();
        Picture next = plan.next(Math.max(earliest, now), now);
        picture = next;
        if (next != null) {
            segment = next.segment();
            wanted = now().randomAccessOffset(next.point());
            offset = wanted;
            loaded = next.outputTicks() + (m == null ? 0 : m.shift());
            collecting = false;
            unit.clear();
        } else if (plan.ended()) {
            finish();
        }
    }

    @Override
    boolean unitStarts(byte[] b, int at) {
        if (finishing) {
            firstContinuity = firstContinuity < 0 ? TsPacket.continuity(b, at) : firstContinuity;
            pictureFinished();
            return false;
        }
        if (collecting && unit.count() > 0) {
            unitRead();
            return false;
        }
        collecting = offset == wanted;
        return true;
    }

    /** All of the picture that was being sent is read; others follow. */
    private void pictureFinished() {
        finishing = false;
        seamless = firstContinuity >= 0;
        rest = unit.count() > 0 ? unit : null;
        unit = new VideoUnit();
        plan.continueBehind();
        plan(REORDER);
    }

    @Override
    boolean skips() {
        unusable();
        return false;
    }

    @Override
    void endOfSegment() {
        if (finishing) {
            pictureFinished();
        } else if (collecting && unit.count() > 0) {
            unitRead();
        } else {
            unusable();
        }
    }

    @Override
    void unusable() {
        plan(lastSend + TrickProducer.LEAST_INTERVAL);
    }

    @Override
    void add(SlotMux to, VideoUnit done) {
        if (layout.codec() == Codec.H264 && done.headed()) {
            idr.write(done);
        }
        Picture now = picture;
        long at = now == null ? lastSend : now.outputTicks();
        lastSend = at;
        to.add(done, at, at);
        plan(at + Math.max(TrickProducer.LEAST_INTERVAL, (long) (done.count() * ticksPerPacket())));
    }

    @Override
    long firstTicks() {
        Picture now = picture;
        return now == null ? plan.startTicks() : now.programTicks();
    }

    @Override
    long outputStart() {
        return plan.startTicks();
    }

    @Override
    long programTicks(long output) {
        return plan.programTicks(output);
    }

    @Override
    int brokenLink() {
        return BrokenLink.BLA_N_LP;
    }

    @Override
    boolean atBorder() {
        SlotMux m = mux;
        boolean forward = start.scale() > 0;
        return m != null && held() && index.goesOnElsewhere(forward)
                && programTicks(m.now() - m.shift()) == (forward ? index.endTicks() : index.startTicks());
    }

    @Override
    long rest() {
        SlotMux m = mux;
        return m == null ? 0 : Math.max(0, m.begun() + TrickProducer.LEAST_INTERVAL - m.now());
    }

    @Override
    TrickPoint.@Nullable Stretch stretch() {
        return null;
    }
}
