package io.mediachassis.blade.trick;

import io.mediachassis.blade.trick.PicturePlan.Picture;
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
 * Makes the transport stream of a program at another scale: it says which bytes it wants to read, takes them, and gives
 * slots of 40 ms out. Pure: reads no file and knows no time but the output's own; one thread.
 *
 * <p>Beyond normal speed and backward it sends I-pictures alone ({@link PicturePlan}). Below it sends every picture, with
 * presentation and decoding times stretched, so that the console's clock runs on as ever. Other streams than the first
 * video are left out.
 *
 * <pre>
 *   TABLES --PAT, PMT read--> UNIT --a picture is whole--> UNIT ... --no picture follows--> FINISHED
 *      '--- no video, not readable ---> NOTHING
 * </pre>
 */
public final class TrickProducer implements Preparation {
    /** Length of a slot, 27 MHz: 40 ms. */
    public static final long SLOT_TICKS = SlotMux.SLOT;
    /** A picture of the program is sent this often at most: 12.5 a second. */
    static final long LEAST_INTERVAL = 2 * SlotMux.SLOT;

    private static final long LEAST_LEAD = 6 * SlotMux.SLOT;
    private static final long MOST_LEAD = 27_000_000L;
    // What was sent of the reordering pictures before runs out at normal speed, or they would be shown out of turn.
    private static final long REORDER = 27_000_000L / 4;
    private static final int TABLES_LIMIT = 4 << 20;
    private static final int TABLE_PACKETS = 16;
    private static final double SLOWEST_RATE = 250_000 / 8.0 / 27_000_000;
    /** Behind the pictures that were sent before, which may still be shown. */
    private static final long FIRST_PICTURE = 3 * SlotMux.SLOT;
    /** Behind those of slow motion, whose reordering is stretched as well. */
    private static final long FIRST_AFTER_SCALE = 13 * SlotMux.SLOT;
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final PictureIndex index;
    private final Start start;
    private final boolean slow;
    private final PicturePlan plan;
    private final ProgramTables tables = new ProgramTables();
    private byte[] tablePackets = new byte[0];
    private State state = State.TABLES;
    private int segment;
    private long offset;
    private long slowFrom;
    private boolean seamless;
    /** Reads the rest of the picture that was being sent, so that it isn't shown damaged. */
    private boolean finishing;
    private @Nullable VideoUnit rest;
    private @Nullable Picture picture;
    private VideoUnit unit = new VideoUnit();
    private boolean collecting;
    /** Where the picture starts that is to be read. */
    private long wanted;
    private int videoPid;
    private int pcrPid;
    private Codec codec = Codec.OTHER;
    private long clockOffset = UNKNOWN;
    private int firstContinuity = -1;
    private @Nullable SlotMux mux;
    /** Output time up to which all pictures are in the multiplex. */
    private long loaded;
    private long firstDts = Pes.NONE;
    private long firstSend;
    private long lastSend;
    private long endAt = Long.MAX_VALUE;

    private enum State { TABLES, UNIT, FINISHED, NOTHING }

    /**
     * What to play.
     *
     * @param scale as {@link Scales#nearest} gives it, not 1
     * @param fromTicks program time
     * @param toTicks program time at which it ends; before {@code fromTicks} for a negative scale
     * @param continuing the place is where sending has stopped, in the middle of the stream's own bytes
     * @param clock PCR that comes next, 27 MHz; negative: the program's own
     * @param lead of the multiplex before, 27 MHz; 0: the program's own
     */
    public record Start(double scale, long fromTicks, long toTicks, boolean continuing, long clock, long lead) {}

    public TrickProducer(PictureIndex index, Start start) {
        this.index = index;
        this.start = start;
        slow = start.scale() > 0 && start.scale() < 1;
        plan = new PicturePlan(index, start.scale(), start.fromTicks(), start.toTicks());
        segment = index.segmentAt(plan.startTicks());
    }

    /** Whether this program has no pictures that could be played so. */
    public boolean nothing() {
        return state == State.NOTHING;
    }

    @Override
    public @Nullable Read read() {
        if (state == State.UNIT && picture == null && !slow && !finishing) {
            plan(lastSend);
        }
        boolean enough = state == State.FINISHED || state == State.NOTHING || held()
                || (mux != null && loaded >= mux.now() + SlotMux.SLOT);
        return enough ? null : new Read(segment, offset);
    }

    /** Whether what is to be sent has not arrived yet. */
    public boolean held() {
        if (state != State.UNIT) {
            return false;
        }
        boolean atEdge = segment + 1 >= index.segments() && offset >= index.segment(segment).bytes()
                && !index.complete();
        return (atEdge && !finishing) || (!slow && picture == null && plan.held());
    }

    /** Whether {@link #slot} gives one. */
    public boolean ready() {
        return mux != null && !ended() && (state == State.FINISHED || held()
                || loaded >= mux.now() + SlotMux.SLOT);
    }

    /** Whether all slots were given out. */
    public boolean ended() {
        SlotMux m = mux;
        return state == State.NOTHING || (state == State.FINISHED && (m == null || (m.now() >= endAt && m.empty())));
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
        return mux == null ? 0 : mux.now();
    }

    /** Program time that the slot that comes next is at. */
    public long programTicks() {
        long output = mux == null ? 0 : Math.max(0, mux.now() - mux.shift());
        if (!slow) {
            return plan.programTicks(output);
        }
        long end = Math.min(start.toTicks(), index.endTicks());
        return Math.max(0, Math.min(end, slowFrom + (long) (output * start.scale())));
    }

    /** PCR of the slot that comes next. */
    public long clock() {
        return existing().clockAt(existing().now());
    }

    /** Decoding lead of this multiplex, which one that continues it takes over. */
    public long lead() {
        return existing().lead();
    }

    private SlotMux existing() {
        SlotMux m = mux;
        if (m == null) {
            throw new IllegalStateException("no picture was read yet");
        }
        return m;
    }

    @Override
    public void take(byte[] b, int at, int packets) {
        int taken = 0;
        boolean more = packets > 0;
        while (more && taken < packets) {
            more = state == State.TABLES ? table(b, at + taken * TsPacket.SIZE)
                    : state == State.UNIT && packet(b, at + taken * TsPacket.SIZE);
            taken++;
        }
        if (state == State.UNIT && more && offset >= index.segment(segment).bytes()) {
            endOfSegment();
        }
    }

    private boolean table(byte[] b, int at) {
        int pid = TsPacket.pid(b, at);
        if (tables.map() == null && (pid == 0 || pid == tables.pmtPid()) && tablePackets.length < TABLE_PACKETS * TsPacket.SIZE) {
            int end = tablePackets.length;
            tablePackets = Arrays.copyOf(tablePackets, end + TsPacket.SIZE);
            System.arraycopy(b, at, tablePackets, end, TsPacket.SIZE);
            tables.packet(b, at, pid, false);
        }
        ProgramMap map = tables.map();
        if (map != null) {
            pcrPid = map.pcrPid();
            clock(b, at, pid);
        }
        offset += TsPacket.SIZE;
        boolean over = offset >= Math.min(TABLES_LIMIT, index.segment(segment).bytes());
        if (map != null && (clockOffset != UNKNOWN || over)) {
            begin(map);
            return false;
        }
        if (over) {
            state = State.NOTHING;
        }
        return !over;
    }

    private void clock(byte[] b, int at, int pid) {
        long pcr = pid == pcrPid ? TsPacket.pcr(b, at) : Pes.NONE;
        if (pcr >= 0) {
            clockOffset = pcr - index.segment(segment).timeAt(offset);
        }
    }

    private void begin(ProgramMap map) {
        ElementaryStream video = map.video().orElse(null);
        if (video == null) {
            state = State.NOTHING;
            return;
        }
        videoPid = video.pid();
        codec = video.codec();
        state = State.UNIT;
        SegmentIndex now = index.segment(segment);
        long exact = start.continuing() ? exactly(now, plan.startTicks()) : Pes.NONE;
        if (!slow && exact >= 0) {
            offset = exact;
            finishing = true;
            collecting = true;
            return;
        } else if (!slow) {
            plan(start.clock() >= 0 ? FIRST_AFTER_SCALE : FIRST_PICTURE);
            return;
        }
        int point = now.randomAccessAtOrBefore(plan.startTicks());
        seamless = exact >= 0 && start.clock() < 0;
        offset = seamless ? exact : point < 0 ? 0 : now.randomAccessOffset(point);
        slowFrom = now.timeAt(offset);
        collecting = seamless;
    }

    /** The offset at which that time is due, to the byte; -1 when there is none. */
    private static long exactly(SegmentIndex now, long ticks) {
        long near = now.offsetAt(ticks);
        for (long at = Math.max(0, near - TsPacket.SIZE); at <= near + TsPacket.SIZE; at += TsPacket.SIZE) {
            if (at < now.bytes() && now.timeAt(at) == ticks) {
                return at;
            }
        }
        return Pes.NONE;
    }

    private void plan(long earliest) {
        Picture next = plan.next(Math.max(earliest, mux == null ? 0 : mux.now() - mux.shift()));
        picture = next;
        if (next != null) {
            segment = next.segment();
            wanted = index.segment(segment).randomAccessOffset(next.point());
            offset = wanted;
            loaded = next.outputTicks() + (mux == null ? 0 : mux.shift());
            collecting = false;
            unit.clear();
        } else if (plan.ended()) {
            finish();
        }
    }

    private void finish() {
        state = mux == null ? State.NOTHING : State.FINISHED;
        // Until the last picture has been seen.
        endAt = mux == null ? 0 : lastSend + mux.shift() + mux.lead() + 10 * SlotMux.SLOT;
    }

    /** One packet of the segment. Returns false when what follows it is not wanted. */
    private boolean packet(byte[] b, int at) {
        int pid = TsPacket.pid(b, at);
        clock(b, at, pid);
        if (pid != videoPid || TsPacket.transportError(b, at)) {
            offset += TsPacket.SIZE;
            return true;
        }
        if (TsPacket.unitStart(b, at) && TsPacket.hasPayload(b, at)) {
            if (finishing) {
                firstContinuity = firstContinuity < 0 ? TsPacket.continuity(b, at) : firstContinuity;
                finished();
                return false;
            }
            if (collecting && unit.count() > 0) {
                unitRead();
                if (!slow) {
                    return false;
                }
            }
            collecting = slow || offset == wanted;
            if (slow && index.segment(segment).timeAt(offset) > start.toTicks()) {
                finish();
                return false;
            }
        }
        if (collecting && TsPacket.hasPayload(b, at)) {
            if (firstContinuity < 0) {
                firstContinuity = TsPacket.continuity(b, at);
            }
            if (!unit.add(b, at)) {
                collecting = false;
                unit.clear();
            }
        }
        if (!collecting && !slow) {
            plan(lastSend + LEAST_INTERVAL);
            return false;
        }
        offset += TsPacket.SIZE;
        return true;
    }

    /** All of the picture that was being sent is read; others follow. */
    private void finished() {
        finishing = false;
        seamless = firstContinuity >= 0;
        rest = unit.count() > 0 ? unit : null;
        unit = new VideoUnit();
        plan.continueBehind();
        plan(FIRST_PICTURE);
    }

    private void endOfSegment() {
        boolean last = segment + 1 >= index.segments();
        if (finishing) {
            finished();
            return;
        }
        if (!slow) {
            if (index.complete() || !last) {
                if (collecting && unit.count() > 0) {
                    unitRead();
                } else {
                    plan(lastSend + LEAST_INTERVAL);
                }
            }
        } else if (!last) {
            segment++;
            offset = 0;
        } else if (index.complete()) {
            if (unit.count() > 0) {
                unitRead();
            }
            finish();
        }
    }

    /** The unit is all there. */
    private void unitRead() {
        VideoUnit done = unit;
        boolean usable = done.dts() >= 0 || (seamless && !done.headed() && mux == null);
        if (!usable) {
            done.clear();
            if (!slow) {
                plan(lastSend + LEAST_INTERVAL);
            }
            return;
        }
        if (codec == Codec.HEVC && (!slow || (mux == null && !seamless))) {
            BrokenLink.write(done, slow ? BrokenLink.BLA_W_LP : BrokenLink.BLA_N_LP);
        }
        if (mux == null) {
            mux = new SlotMux(setting(done));
            VideoUnit before = rest;
            if (before != null) {
                mux.add(before, 0, 0);
            }
        }
        SlotMux to = mux;
        if (slow) {
            slowly(to, done);
            unit = to.unit();
        } else {
            long at = picture == null ? lastSend : picture.outputTicks();
            lastSend = at;
            to.add(done, at, at);
            unit = to.unit();
            long interval = (long) (done.count() * ticksPerPacket());
            plan(at + Math.max(LEAST_INTERVAL, interval));
        }
    }

    private void slowly(SlotMux to, VideoUnit done) {
        if (!done.headed()) {
            to.add(done, 0, 0);
            return;
        }
        if (firstDts < 0) {
            firstDts = done.dts();
            firstSend = seamless ? Math.max(0, Math.floorMod(firstDts * 300 - to.clockAt(0) - to.lead(), SlotMux.CLOCK_WRAP)) : 0;
            firstSend = firstSend > MOST_LEAD ? 0 : firstSend;
        }
        long decode = firstSend + stretched(done.dts());
        long present = firstSend + stretched(done.pts());
        lastSend = decode;
        to.add(done, decode, Math.max(decode, present));
        loaded = decode + to.shift();
    }

    private long stretched(long stamp) {
        long delta = Math.floorMod(stamp - firstDts, Pes.WRAP);
        long ticks = (delta > Pes.WRAP / 2 ? delta - Pes.WRAP : delta) * 300;
        long same = seamless ? REORDER : 0;
        return ticks <= same ? ticks : same + (long) ((ticks - same) / start.scale());
    }

    private SlotMux.Setting setting(VideoUnit first) {
        long from = slow ? slowFrom : plan.startTicks();
        long at = slow ? slowFrom : picture == null ? from : picture.programTicks();
        long own = clockOffset == UNKNOWN ? Pes.NONE : clockOffset;
        long dts = first.dts();
        long programLead = dts < 0 || own == Pes.NONE ? LEAST_LEAD
                : Math.floorMod(dts * 300 - own - at, SlotMux.CLOCK_WRAP);
        long lead = Math.max(LEAST_LEAD, Math.min(MOST_LEAD, start.lead() > 0 ? start.lead() : programLead));
        long clock = start.clock() >= 0 ? start.clock() : own == Pes.NONE ? Math.max(0, dts * 300 - lead) : own + from;
        return new SlotMux.Setting(ByteBuffer.wrap(tablePackets), pcrPid, videoPid, clock, lead, ticksPerPacket(),
                !seamless, firstContinuity < 0 || !seamless ? 15 : firstContinuity - 1 & 15);
    }

    /** Output time that a packet takes at the program's own rate. */
    private double ticksPerPacket() {
        SegmentIndex now = index.segment(segment);
        double rate = Math.max(SLOWEST_RATE, (double) now.bytes() / Math.max(1, now.durationTicks()));
        return TsPacket.SIZE / rate;
    }
}
