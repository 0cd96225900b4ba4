package io.mediachassis.blade.trick;

import io.mediachassis.blade.trick.TrickProducer.Start;
import org.jspecify.annotations.Nullable;

/**
 * Below normal speed: every picture, with presentation and decoding times stretched about the first decoding time, so that
 * the console's clock runs on as ever. Pure; one thread.
 */
final class SlowPictures extends PictureReader {

    /** Program time from which the output runs. */
    private final long from;
    private long firstDts = Pes.NONE;
    private long firstSend;
    private long lastDts = Pes.NONE;
    /** Program time of the picture that is being read. */
    private long unitTicks;
    private boolean broken;

    SlowPictures(PictureIndex index, Start start, Opening.Layout layout, long startTicks) {
        super(index, start, layout, index.segmentAt(startTicks));
        TrickPoint taken = start.taken();
        TrickPoint.Stretch stretch = taken == null ? null : taken.stretch();
        long exact = start.continuing() || stretch != null ? FastPictures.exactly(now(), startTicks) : Pes.NONE;
        int point = now().randomAccessAtOrBefore(startTicks);
        if (taken != null && stretch != null && exact >= 0) {
            firstDts = stretch.dts();
            firstSend = signed(stretch.clock() - taken.clock());
            offset = exact;
        } else {
            seamless = exact >= 0 && start.clock() < 0 && taken == null;
            offset = seamless ? exact : point < 0 ? 0 : now().randomAccessOffset(point);
        }
        from = now().timeAt(offset);
        unitTicks = from;
        collecting = seamless;
    }

    private static long signed(long difference) {
        long ticks = Math.floorMod(difference, SlotMux.CLOCK_WRAP);
        return ticks > SlotMux.CLOCK_WRAP / 2 ? ticks - SlotMux.CLOCK_WRAP : ticks;
    }

    @Override
    void prepare() {
        // It reads on.
    }

    @Override
    boolean held() {
        return atEdge();
    }

    @Override
    boolean unitStarts(byte[] b, int at) {
        if (collecting && unit.count() > 0) {
            unitRead();
        }
        collecting = true;
        unitTicks = now().timeAt(offset);
        if (unitTicks > start.toTicks()) {
            finish();
            return false;
        }
        return true;
    }

    @Override
    boolean skips() {
        return true;
    }

    @Override
    void endOfSegment() {
        if (segment + 1 < index.segments()) {
            segment++;
            offset = 0;
        } else if (index.complete() || index.goesOnElsewhere(true)) {
            // Segments are cut where a picture starts.
            if (unit.count() > 0) {
                unitRead();
            }
            collecting = false;
            unitTicks = now().endTicks();
            if (index.complete()) {
                finish();
            }
        }
    }

    @Override
    void unusable() {
        // The next one may be.
    }

    @Override
    void add(SlotMux to, VideoUnit done) {
        if (!done.headed()) {
            to.add(done, 0, 0);
            return;
        }
        if (firstDts < 0) {
            firstDts = done.dts();
            firstSend = seamless
                    ? Math.max(0, Math.floorMod(firstDts * 300 - to.clockAt(0) - to.lead(), SlotMux.CLOCK_WRAP))
                    : 0;
            firstSend = firstSend > MOST_LEAD ? 0 : firstSend;
        }
        long decode = firstSend + stretched(done.dts());
        long present = firstSend + stretched(done.pts());
        lastSend = decode;
        lastDts = done.dts();
        to.add(done, decode, Math.max(decode, present));
        loaded = decode + to.shift();
    }

    private long stretched(long stamp) {
        long delta = Math.floorMod(stamp - firstDts, Pes.WRAP);
        long ticks = (delta > Pes.WRAP / 2 ? delta - Pes.WRAP : delta) * 300;
        long same = seamless ? REORDER : 0;
        return ticks <= same ? ticks : same + (long) ((ticks - same) / start.scale());
    }

    @Override
    long firstTicks() {
        return from;
    }

    @Override
    long outputStart() {
        return from;
    }

    @Override
    long programTicks(long output) {
        long end = Math.min(start.toTicks(), index.endTicks());
        SlotMux m = mux;
        if (m != null && m.empty() && broken) {
            return unitTicks;
        }
        if (m != null && m.empty() && atBorder()) {
            // All of it is sent, some of it a little before its time.
            return end;
        }
        return Math.max(0, Math.min(end, from + (long) (output * start.scale())));
    }

    /** All that was read whole is sent, since what follows needs it; another engine begins with the picture behind it. */
    @Override
    void breakOff() {
        broken = true;
        stopReading();
    }

    @Override
    int brokenLink() {
        return mux == null && !seamless ? BrokenLink.BLA_W_LP : 0;
    }

    @Override
    boolean atBorder() {
        return held() && index.goesOnElsewhere(true);
    }

    @Override
    long rest() {
        return 0;
    }

    @Override
    TrickPoint.@Nullable Stretch stretch() {
        SlotMux m = mux;
        return m == null || lastDts < 0
                ? null
                : new TrickPoint.Stretch(lastDts, m.clockAt(lastSend + m.shift()));
    }
}
