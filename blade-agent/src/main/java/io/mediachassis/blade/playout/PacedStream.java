package io.mediachassis.blade.playout;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.playout.StreamListener.StreamFailure;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One stream: sends what falls due by the program's PCR time line, 7 transport packets to an RTP packet (RFC 2250),
 * through pauses, seeks and segments with one unbroken line of sequence numbers and timestamps. States are drawn in
 * {@link StreamState}. The playout thread's; {@link #work} allocates nothing while playing.
 *
 * <p>A tick sends what falls due before the next one, so a packet leaves up to a tick early and late only when the
 * thread, the disk or the connection is.
 */
final class PacedStream {
    /** Bytes of transport packets in one RTP packet. */
    static final int PAYLOAD = 7 * PlayoutSegment.TS_PACKET;

    // RTP version 2 and payload type 33, MP2T (RFC 3551).
    private static final int RTP_WORD = 0x80 << 24 | 33 << 16;
    private static final int MARKER = 1 << 23;
    // A stream that catches up leaves the others their turn.
    private static final int PACKETS_PER_TICK = 256;
    private static final long LONGEST_PICTURE_NS = 1_000_000_000;

    private final StreamSpec spec;
    private final int phase;
    private final PlayoutSettings settings;
    private final Clock wallClock;
    private final ChunkPool pool;
    private final PacketOutput output;
    private PlayoutSource source;
    private SourceCursor cursor;
    private ReadWindow window;
    private final Preamble preamble;
    private final StreamClock clock;
    private final SenderReports reports;
    private final StreamMetrics metrics;

    private StreamState state = StreamState.PAUSED;
    private long endTicks = Long.MAX_VALUE;
    private int sequence;
    private boolean mark;
    private boolean takenOver;
    private @Nullable GivenUp givenUp;
    private int yieldAt = PlayoutCommand.Yield.NEVER;
    private int nearEndTold = -1;
    private boolean fresh;
    private boolean starving;
    private boolean reported;
    private boolean stopping;
    private long stopNs;
    private long startedNs;
    private long workedNs;
    private long endAtNs;
    private long nextReportNs;
    // Of the tick that is being worked.
    private int sentPackets;
    private long sentBytes;
    private int latePackets;
    private long worstNs;

    private record GivenUp(HandOverPoint point, long dueNs, boolean playing) {}

    /** @param phase in which half of a long tick it is worked, 0 or 1 */
    PacedStream(StreamSpec spec, PlayoutSettings settings, Clock wallClock, ChunkPool pool, MediaSender sender,
            int phase) {
        this.spec = spec;
        this.phase = phase;
        this.settings = settings;
        this.wallClock = wallClock;
        this.pool = pool;
        this.output = PacketOutput.of(spec.destination(), sender);
        this.source = spec.source();
        this.cursor = new SourceCursor(source);
        this.window = new ReadWindow(source, pool);
        this.preamble = new Preamble(pool);
        this.clock = new StreamClock(spec.firstTimestamp(), cursor.ticks());
        this.reports = new SenderReports(spec.ssrc(), spec.cname());
        this.metrics = spec.metrics();
        this.sequence = spec.firstSequence();
    }

    StreamSpec spec() {
        return spec;
    }

    int phase() {
        return phase;
    }

    StreamState state() {
        return state;
    }

    boolean active() {
        return state != StreamState.PAUSED && state != StreamState.CLOSED;
    }

    private StreamPoint point() {
        return new StreamPoint(source.programTicks(cursor.ticks()), sequence, clock.timestamp(cursor.ticks()));
    }

    void play(PlayoutCommand.Play play, long nowNs) {
        stopping = false;
        long fromTicks = play.fromTicks();
        long toTicks = play.toTicks();
        PlayoutSource wanted = play.source() == null ? spec.source() : play.source();
        boolean other = wanted != source;
        clock.start(cursor.ticks(), clock.dueNs(cursor.ticks()));
        clock.speed(play.speed());
        if (!other && fromTicks == PlayoutCommand.Play.RESUME && (state == StreamState.PLAYING || state == StreamState.FILLING)) {
            // Only the end changes.
            endTicks = toTicks;
            spec.listener().onPlaying(spec.id(), point());
            return;
        }
        long before = cursor.ticks();
        if (other) {
            change(wanted);
        }
        if (fromTicks != PlayoutCommand.Play.RESUME) {
            preamble.release();
            if (cursor.seek(fromTicks) && play.splice() == null) {
                preamble.want();
            }
        }
        ByteBuffer splice = play.splice();
        if (splice != null && splice.hasRemaining()) {
            preamble.want(splice);
        }
        clock.jump(before, cursor.ticks());
        window.reset(cursor.segment(), cursor.offset());
        clock.start(cursor.ticks(), nowNs);
        endTicks = toTicks;
        nearEndTold = -1;
        // Where the arrival times have a gap, the packet is marked (RFC 2250 section 2.1).
        mark = metrics.packets() > 0;
        state = StreamState.FILLING;
        spec.listener().onPlaying(spec.id(), point());
        publish();
    }

    private void change(PlayoutSource wanted) {
        window.release();
        source = wanted;
        cursor = new SourceCursor(source);
        window = new ReadWindow(source, pool);
        preamble.release();
    }

    /** Stops; between pictures, where the source is made as it is sent. */
    void pause(long nowNs) {
        if (state == StreamState.PLAYING && source != spec.source()) {
            stopping = true;
            stopNs = nowNs + LONGEST_PICTURE_NS;
        } else {
            stop();
        }
    }

    private void stop() {
        stopping = false;
        if (state != StreamState.CLOSED) {
            state = StreamState.PAUSED;
            window.release();
            preamble.drop();
            publish();
            spec.listener().onPaused(spec.id(), point());
        }
    }

    /** Reads ahead from where another engine will hand over. */
    void preload(long ticks) {
        if (state == StreamState.PAUSED) {
            cursor.continueAt(ticks);
            window.reset(cursor.segment(), cursor.offset());
            clock.start(ticks, wallClock.nanoTime());
            state = StreamState.PRELOADING;
            publish();
        }
    }

    /** Goes on where another engine stopped. */
    void takeOver(PlayoutCommand.TakeOver order, long nowNs) {
        HandOverPoint from = order.point();
        PlayoutSource made = order.source();
        preamble.release();
        if (made != null) {
            change(made);
        } else {
            cursor.continueAt(from.positionTicks());
        }
        if (state != StreamState.PRELOADING || !window.startsAt(cursor.segment(), cursor.offset())) {
            window.reset(cursor.segment(), cursor.offset());
        }
        clock.continueFrom(from.timestamp(), made != null ? cursor.ticks() : from.positionTicks(), order.dueNs());
        clock.speed(from.speed());
        metrics.continueFrom(from.packets(), from.bytes());
        sequence = from.sequence();
        endTicks = from.endTicks();
        mark = false;
        takenOver = true;
        nearEndTold = -1;
        state = StreamState.FILLING;
        spec.listener().onPlaying(spec.id(), point());
        work(nowNs);
    }

    /** Gives it up before a segment, or at once. */
    void yieldAt(int segment, long nowNs) {
        yieldAt = segment;
        if (segment == PlayoutCommand.Yield.NOW) {
            giveUp(cursor.ticks(), nowNs);
        } else {
            yieldSoon(nowNs);
        }
    }

    /** In normal play any packet will do, once the tables that belong before it are sent. */
    private void yieldSoon(long nowNs) {
        boolean normal = source == spec.source() && !preamble.wanted();
        if (yieldAt == PlayoutCommand.Yield.SOON && state != StreamState.CLOSED && (normal || !active())) {
            giveUp(cursor.ticks(), nowNs);
        }
    }

    private void giveUp(long ticks, long nowNs) {
        boolean playing = state == StreamState.PLAYING || state == StreamState.FILLING;
        HandOverPoint point = new HandOverPoint(
                source.programTicks(ticks), sequence, clock.timestamp(ticks), metrics.packets() + sentPackets, metrics.bytes() + sentBytes,
                endTicks, clock.speed(), source.trickPoint(ticks));
        givenUp = new GivenUp(point, playing ? clock.dueNs(ticks) : nowNs, playing);
        release();
    }

    /** Tells who takes it over, once the last packet is with the kernel: nothing may overtake it. */
    void tellYielded(long nowNs) {
        GivenUp told = givenUp;
        if (told != null) {
            givenUp = null;
            spec.listener().onYielded(spec.id(), told.point(), told.dueNs() - nowNs, told.playing());
        }
    }

    /** Ends it without a word to the listener. */
    void close(boolean bye, long nowNs) {
        if (bye && reported) {
            report(nowNs, true);
        }
        release();
    }

    void fail(StreamFailure failure, String text) {
        release();
        spec.listener().onFailed(spec.id(), failure, text);
    }

    private void release() {
        state = StreamState.CLOSED;
        window.release();
        preamble.release();
        publish();
    }

    private void publish() {
        long ticks = cursor.ticks();
        metrics.at(state, source.programTicks(ticks), sequence, clock.timestamp(ticks));
    }

    /** One tick. */
    void work(long nowNs) {
        if (state == StreamState.PRELOADING) {
            window.fill(clock);
            failed();
        }
        if (state == StreamState.FILLING) {
            fillFirst(nowNs);
        }
        if (state == StreamState.PLAYING) {
            send(nowNs);
            if (stopping && (state != StreamState.PLAYING || nowNs - stopNs >= 0)) {
                stop();
            }
        } else if (state == StreamState.ENDING && nowNs - endAtNs >= 0) {
            end(nowNs);
        }
    }

    private void fillFirst(long nowNs) {
        preamble.fill(source, cursor.segment(), nowNs);
        window.fill(clock);
        if (failed() || (preamble.wanted() && preamble.ready() == null) || firstChunk() == null) {
            return;
        }
        if (takenOver) {
            takenOver = false;
        } else {
            clock.start(cursor.ticks(), nowNs);
        }
        startedNs = nowNs;
        fresh = true;
        state = StreamState.PLAYING;
    }

    private boolean failed() {
        String error = window.error();
        if (error == null) {
            error = preamble.error();
        }
        if (error != null) {
            fail(StreamFailure.UNREADABLE, error);
        }
        return error != null;
    }

    private @Nullable MediaChunk firstChunk() {
        return window.first(cursor.segment(), (int) (cursor.offset() / pool.chunkBytes()));
    }

    /** Whether the next packet's media has been read, all of it. */
    private boolean mediaThere() {
        long left = cursor.current().length() - cursor.offset();
        long at = cursor.offset() & (pool.chunkBytes() - 1);
        return firstChunk() != null && (at + Math.min(PAYLOAD, left) <= pool.chunkBytes() || window.second() != null);
    }

    private void send(long nowNs) {
        window.fill(clock);
        long target = target(nowNs);
        sentPackets = 0;
        sentBytes = 0;
        latePackets = 0;
        worstNs = 0;
        if (!preamble.wanted() || sendPreamble(nowNs)) {
            sendDue(target, nowNs);
        }
        output.endOfTick();
        workedNs = nowNs;
        fresh = false;
        if (sentPackets > 0) {
            metrics.sent(sentPackets, sentBytes, latePackets, worstNs);
            if (!reported || nowNs - nextReportNs >= 0) {
                report(nowNs, false);
                nextReportNs = nowNs + reports.nextIntervalNs();
            }
            sentPackets = 0;
            sentBytes = 0;
        }
        tellNearEnd();
        publish();
        yieldSoon(nowNs);
    }

    private void tellNearEnd() {
        int next = cursor.segment() + 1;
        if (source == spec.source() && nearEndTold != next && state == StreamState.PLAYING && !cursor.atLastSegment()
                && cursor.current().timeLine().endTicks() - cursor.ticks() < settings.handOverLeadTicks()) {
            nearEndTold = next;
            spec.listener().onNearEnd(spec.id(), next);
        }
    }

    /** Up to which program time to send in this tick. */
    private long target(long nowNs) {
        long target = clock.ticksAt(nowNs + settings.tickNs() + settings.leadNs());
        if (fresh || !output.unbounded()) {
            return target;
        }
        long next = cursor.ticks();
        long behindNs = nowNs - (clock.dueNs(next) - settings.leadNs());
        if (behindNs > settings.maxBehindNs() && mediaThere()) {
            clock.delay(behindNs);
            metrics.slip();
            return clock.ticksAt(nowNs + settings.tickNs() + settings.leadNs());
        }
        // No more than twice the speed, or catching up would overrun the console's buffer.
        return Math.min(target, next + 2 * clock.ticksIn(nowNs - workedNs));
    }

    /** Sends the segment's PAT and PMT ahead of a place in its middle. Returns false when the connection is full. */
    private boolean sendPreamble(long nowNs) {
        MediaChunk page = preamble.ready();
        int length = preamble.length();
        if (page != null && length > 0 && !emit(cursor.ticks(), page, 0, length, null, 0, nowNs)) {
            return false;
        }
        preamble.release();
        return true;
    }

    private void sendDue(long target, long nowNs) {
        while (true) {
            PlayoutSegment segment = cursor.current();
            TimeLine line = segment.timeLine();
            long end = endTicks >= line.endTicks() ? segment.length() : line.offsetAt(endTicks);
            long due = Math.min(end, line.offsetAt(target));
            while (cursor.offset() < due) {
                if (sentPackets >= PACKETS_PER_TICK || !sendNext(line, end, nowNs)) {
                    return;
                }
            }
            if (cursor.offset() < end) {
                return;
            }
            if (end < segment.length() || (cursor.atLastSegment() && source.complete())) {
                endOfMedia(nowNs);
                return;
            }
            if (stopping && source.mayStopAfter(cursor.segment())) {
                stop();
                return;
            }
            if (source.yieldsAfter(cursor.segment(), yieldAt)) {
                giveUp(line.endTicks(), nowNs);
                return;
            }
            if (cursor.atLastSegment()) {
                return;
            }
            if (!cursor.nextThere()) {
                starve();
                return;
            }
            cursor.nextSegment();
        }
    }

    /** Sends one packet that ends at {@code end} at the latest. Returns false when there is no media or no room. */
    private boolean sendNext(TimeLine line, long end, long nowNs) {
        long offset = cursor.offset();
        int size = (int) Math.min(PAYLOAD, end - offset);
        int at = (int) (offset & (pool.chunkBytes() - 1));
        int here = Math.min(size, pool.chunkBytes() - at);
        MediaChunk first = firstChunk();
        MediaChunk second = here < size ? window.second() : null;
        if (first == null || (here < size && second == null)) {
            if (!failed()) {
                starve();
            }
            return false;
        }
        starving = false;
        if (!emit(line.timeAt(offset), first, at, here, second, size - here, nowNs)) {
            return false;
        }
        cursor.advance(size);
        boolean last = cursor.offset() == cursor.current().length();
        if (last || at + size >= pool.chunkBytes()) {
            window.advance();
        }
        if (last && second != null) {
            window.advance();
        }
        return true;
    }

    private void starve() {
        if (!starving) {
            starving = true;
            metrics.underrun();
        }
    }

    private boolean emit(long ticks, MediaChunk first, int at, int length, @Nullable MediaChunk second, int rest,
            long nowNs) {
        int word = RTP_WORD | (mark ? MARKER : 0) | sequence;
        if (!output.packet(word, clock.timestamp(ticks), spec.ssrc(), first, at, length, second, rest)) {
            metrics.backPressure();
            return false;
        }
        mark = false;
        sequence = (sequence + 1) & 0xffff;
        sentPackets++;
        sentBytes += length + rest;
        // What the burst at the start brings forward was due when the stream started, not before.
        long lateNs = Math.min(nowNs - (clock.dueNs(ticks) - settings.leadNs()), nowNs - startedNs);
        worstNs = Math.max(worstNs, lateNs);
        if (lateNs > StreamMetrics.LATE_NS) {
            latePackets++;
        }
        return true;
    }

    private void endOfMedia(long nowNs) {
        long end = Math.min(endTicks, source.endTicks());
        endAtNs = Math.max(nowNs, clock.dueNs(end)) + settings.drainNs();
        state = StreamState.ENDING;
        window.release();
    }

    private void end(long nowNs) {
        boolean programEnded = source.endsProgram() && cursor.atLastSegment() && cursor.offset() >= cursor.current().length();
        if (spec.byeAtEnd() && programEnded) {
            report(nowNs, true);
        }
        state = StreamState.PAUSED;
        publish();
        spec.listener().onEnd(spec.id(), point());
    }

    private void report(long nowNs, boolean bye) {
        reported = true;
        output.report(reports.write(wallClock.now(), clock.timestamp(clock.ticksAt(nowNs)), metrics.packets(),
                metrics.bytes(), bye));
    }
}
