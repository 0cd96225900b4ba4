package io.mediachassis.blade.trick;

import io.mediachassis.blade.trick.TrickProducer.Start;
import io.mediachassis.blade.ts.Codec;
import io.mediachassis.blade.ts.SegmentIndex;
import io.mediachassis.blade.ts.TsPacket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds pictures in a segment's packets and gives them to the multiplex, at the instants that its subclass says. Pure; one
 * thread.
 *
 * <pre>
 *   reading --no picture follows--> finished --all sent and shown--> over
 *      '--- drain: what is begun is sent, and nothing after it ---> the multiplex is empty, another engine goes on
 * </pre>
 */
abstract class PictureReader {
    private static final long LEAST_LEAD = 6 * SlotMux.SLOT;
    static final long MOST_LEAD = 27_000_000L;
    /**
     * From the decoding of a picture to its showing, at most: B-pictures are shown before others that were sent earlier.
     * What was sent of them runs out at normal speed before the first picture at another scale, or that would be shown
     * out of turn, and decoders that see a presentation time go back no longer believe any.
     */
    static final long REORDER = 27_000_000L / 4;
    private static final double SLOWEST_RATE = 250_000 / 8.0 / 27_000_000;

    final PictureIndex index;
    final Start start;
    final Opening.Layout layout;
    int segment;
    long offset;
    VideoUnit unit = new VideoUnit();
    boolean collecting;
    /** What comes continues the very packets that were sent before. */
    boolean seamless;
    int firstContinuity = -1;
    /** The rest of the picture that was being sent, which goes first. */
    @Nullable VideoUnit rest;
    @Nullable SlotMux mux;
    /** Output time up to which all pictures are in the multiplex. */
    long loaded;
    long lastSend;
    private boolean finished;
    private boolean draining;
    private long endAt = Long.MAX_VALUE;

    PictureReader(PictureIndex index, Start start, Opening.Layout layout, int segment) {
        this.index = index;
        this.start = start;
        this.layout = layout;
        this.segment = segment;
        TrickPoint taken = start.taken();
        if (taken != null) {
            mux = new SlotMux(new SlotMux.Setting(layout.tables(), layout.pcrPid(), layout.videoPid(), taken.clock(),
                    taken.lead(), ticksPerPacket(), taken.counters().isEmpty(), taken.counters()));
        }
    }

    // ---- what the subclass says --------------------------------------------------------------------------------

    /** Makes sure that it is known what to read, if anything can be read. */
    abstract void prepare();

    /** Whether what is to be sent is not here, or not yet. */
    abstract boolean held();

    /** A picture starts in this packet, at {@link #offset}. Returns whether reading goes on behind it. */
    abstract boolean unitStarts(byte[] b, int at);

    /** Packets of video that belong to no picture that is wanted. Returns whether reading goes on behind them. */
    abstract boolean skips();

    /** The segment is read to its end. */
    abstract void endOfSegment();

    /** A picture that can't be used. */
    abstract void unusable();

    /** A picture, for the multiplex. */
    abstract void add(SlotMux to, VideoUnit picture);

    /** Program time at which the first picture is shown, and from which the output runs. */
    abstract long firstTicks();

    /** Program time that is shown at an instant of output time. */
    abstract long programTicks(long output);

    /** nal_unit_type for a picture of HEVC that the decoder must not take for the continuation of what was before. */
    abstract int brokenLink();

    /** Whether all that is here has been sent, and the program goes on elsewhere. */
    abstract boolean atBorder();

    /** Output time in which no picture is to be sent, since one was just now. */
    abstract long rest();

    /** How times are stretched; null where they aren't. */
    abstract TrickPoint.@Nullable Stretch stretch();

    // ---- reading -----------------------------------------------------------------------------------------------

    Preparation.@Nullable Read read() {
        if (finished || draining) {
            return null;
        }
        prepare();
        if (offset >= index.segment(segment).bytes() && segment + 1 < index.segments()) {
            segment++;
            offset = 0;
        }
        boolean enough = finished || held() || (mux != null && loaded >= mux.now() + SlotMux.SLOT);
        return enough ? null : new Preparation.Read(segment, offset);
    }

    void take(byte[] b, int at, int packets) {
        int taken = 0;
        boolean more = packets > 0 && !finished && !draining;
        while (more && taken < packets) {
            more = packet(b, at + taken * TsPacket.SIZE);
            taken++;
        }
        if (more && !finished && offset >= index.segment(segment).bytes()) {
            endOfSegment();
        }
    }

    /** One packet of the segment. Returns false when what follows it is not wanted. */
    private boolean packet(byte[] b, int at) {
        int pid = TsPacket.pid(b, at);
        layout.see(b, at, pid, now().timeAt(offset));
        boolean video = pid == layout.videoPid() && !TsPacket.transportError(b, at);
        if (video && TsPacket.unitStart(b, at) && TsPacket.hasPayload(b, at) && !unitStarts(b, at)) {
            return false;
        }
        if (video && collecting && TsPacket.hasPayload(b, at)) {
            collect(b, at);
        }
        if (video && !collecting && !skips()) {
            return false;
        }
        offset += TsPacket.SIZE;
        return true;
    }

    private void collect(byte[] b, int at) {
        if (firstContinuity < 0) {
            firstContinuity = TsPacket.continuity(b, at);
        }
        if (!unit.add(b, at)) {
            collecting = false;
            unit.clear();
        }
    }

    /** The unit is all there. */
    void unitRead() {
        VideoUnit done = unit;
        boolean usable = done.dts() >= 0 || (seamless && !done.headed() && mux == null);
        if (!usable) {
            done.clear();
            unusable();
            return;
        }
        int link = layout.codec() == Codec.HEVC ? brokenLink() : 0;
        if (link != 0) {
            BrokenLink.write(done, link);
        }
        SlotMux to = mux;
        if (to == null) {
            to = new SlotMux(setting(done));
            mux = to;
            VideoUnit before = rest;
            if (before != null) {
                to.add(before, 0, 0);
            }
        }
        unit = to.unit();
        add(to, done);
    }

    private SlotMux.Setting setting(VideoUnit first) {
        long own = layout.clockOffset();
        long dts = first.dts();
        long programLead = dts < 0 || own == Pes.NONE ? LEAST_LEAD
                : Math.floorMod(dts * 300 - own - firstTicks(), SlotMux.CLOCK_WRAP);
        long lead = Math.max(LEAST_LEAD, Math.min(MOST_LEAD, start.lead() > 0 ? start.lead() : programLead));
        long clock = start.clock() >= 0 ? start.clock()
                : own == Pes.NONE ? Math.max(0, dts * 300 - lead) : own + outputStart();
        return new SlotMux.Setting(layout.tables(), layout.pcrPid(), layout.videoPid(), clock, lead, ticksPerPacket(),
                !seamless, List.of(layout.videoPid() << 4
                        | (firstContinuity < 0 || !seamless ? 15 : (firstContinuity - 1) & 15)));
    }

    /** Program time from which the output runs. */
    abstract long outputStart();

    /** Output time that a packet takes at the program's own rate. */
    final double ticksPerPacket() {
        double rate = Math.max(SLOWEST_RATE, (double) now().bytes() / Math.max(1, now().durationTicks()));
        return TsPacket.SIZE / rate;
    }

    final SegmentIndex now() {
        return index.segment(segment);
    }

    /** Whether all that is here has been read, and more may come. */
    final boolean atEdge() {
        return segment + 1 >= index.segments() && offset >= index.available(segment) && !index.complete();
    }

    // ---- the end -----------------------------------------------------------------------------------------------

    /** No picture follows. */
    final void finish() {
        finished = true;
        // Until the last picture has been seen.
        SlotMux m = mux;
        endAt = m == null ? 0 : lastSend + m.shift() + m.lead() + 10 * SlotMux.SLOT;
    }

    final boolean finished() {
        return finished;
    }

    final boolean ended() {
        SlotMux m = mux;
        return finished && (m == null || (m.now() >= endAt && m.empty()));
    }

    final boolean ready() {
        return mux != null && !ended() && (finished || draining || held() || loaded >= mux.now() + SlotMux.SLOT);
    }

    /** Begins no other picture, or reads on as before. */
    final void drain(boolean wanted) {
        SlotMux m = mux;
        if (wanted && !draining && m != null) {
            m.dropUnstarted();
            stopReading();
        } else if (!wanted) {
            draining = false;
        }
    }

    /** Reads no more, since nothing can be read: what is read whole is sent. */
    void breakOff() {
        drain(true);
    }

    /** Drops what is read in part, and reads no more. */
    final void stopReading() {
        collecting = false;
        unit.clear();
        draining = true;
    }

    /** Whether another engine could go on between this slot and the next. */
    final boolean mayLeave() {
        return mux != null && !finished && mux.empty() && (draining || atBorder());
    }
}
