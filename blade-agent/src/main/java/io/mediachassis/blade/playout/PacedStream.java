package io.mediachassis.blade.playout;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.playout.StreamListener.StreamFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream: sends what falls due by the program's PCR time line, through pauses, seeks and segments with one unbroken
 * line of sequence numbers and timestamps. States are drawn in {@link StreamState}; {@link StreamTick} sends. The
 * playout thread's; {@link #work} allocates nothing while playing.
 *
 * <p>A tick sends what falls due before the next one, so a packet leaves up to a tick early and late only when the
 * thread, the disk or the connection is.
 */
final class PacedStream implements TickedStream {
    private static final long LONGEST_PICTURE_NS = 1_000_000_000;

    private final StreamSpec spec;
    private final int phase;
    private final PlayoutSettings settings;
    private final Clock wallClock;
    private final StreamPlace place;
    private final DuePackets due;
    private final StreamClock clock;
    private final Pacer pacer;
    private final StreamPassing passing;
    private final ReportTimer reports;
    private final StreamTally tally;
    private final StreamTick tick;
    private final StreamPosition position;
    private final @Nullable Retransmissions again;

    private StreamState state = StreamState.PAUSED;
    private long endTicks = Long.MAX_VALUE;
    /** What is next has its time already, so that the clock is not started anew. */
    private boolean takenOver;
    private boolean stopping;
    private long stopNs;
    private long endAtNs;

    /** @param phase in which half of a long tick it is worked, 0 or 1 */
    PacedStream(StreamSpec spec, PlayoutSettings settings, Clock wallClock, ChunkPool pool, MediaSender sender,
            PlayoutFigures figures, int phase) {
        this.spec = spec;
        this.phase = phase;
        this.settings = settings;
        this.wallClock = wallClock;
        this.place = new StreamPlace(spec.source(), pool);
        this.clock = new StreamClock(spec.firstTimestamp(), place.ticks());
        PacketOutput output = PacketOutput.of(spec.destination(), sender);
        this.again = Retransmissions.of(spec, pool, sender, figures);
        this.due = new DuePackets(place, clock, output, spec, settings.leadNs(), pool.chunkBytes(), again);
        this.pacer = new Pacer(clock, settings, output.unbounded());
        this.passing = new StreamPassing(spec, settings.handOverLeadTicks());
        this.reports = new ReportTimer(spec, output, wallClock, clock);
        this.tally = new StreamTally(spec.metrics(), figures);
        this.tick = new StreamTick(
                place, clock, due, pacer, passing, output, tally,
                new SlowReader(settings.skipBehindNs(), settings.unreadNs()));
        this.position = new StreamPosition(spec.metrics(), place, clock, due);
    }

    @Override
    public StreamSpec spec() {
        return spec;
    }

    @Override
    public int phase() {
        return phase;
    }

    @Override
    public StreamState state() {
        return state;
    }

    // ---- commands ----------------------------------------------------------------------------------------------

    void play(PlayoutCommand.Play play, long nowNs) {
        stopping = false;
        PlayoutSource wanted = play.source() == null ? spec.source() : play.source();
        boolean other = wanted != place.source();
        boolean resume = play.fromTicks() == PlayoutCommand.Play.RESUME;
        long before = place.ticks();
        clock.start(before, clock.dueNs(before));
        clock.speed(play.speed());
        if (!other && resume && (state == StreamState.PLAYING || state == StreamState.FILLING)) {
            // Only the end and the speed change; but whoever heard of the near end lets go of what was arranged for it.
            endTicks = play.toTicks();
            passing.moved();
            spec.listener().onPlaying(spec.id(), position.next());
            return;
        }
        if (other) {
            place.enter(wanted);
        }
        if (!resume) {
            place.seek(play.fromTicks(), play.splice() == null);
        }
        place.announce(play.splice());
        clock.jump(before, place.ticks());
        place.readFromHere();
        clock.start(place.ticks(), nowNs);
        endTicks = play.toTicks();
        passing.moved();
        due.markNext(spec.metrics().packets() > 0);
        state = StreamState.FILLING;
        // Who hears that it plays may look where.
        position.publish(state);
        spec.listener().onPlaying(spec.id(), position.next());
    }

    /** Stops; between pictures, where the source is made as it is sent. */
    void pause(long nowNs) {
        if (state == StreamState.PLAYING && place.source() != spec.source()) {
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
            place.rest();
            position.publish(state);
            spec.listener().onPaused(spec.id(), position.next());
        }
    }

    /** Reads ahead from where another engine will hand over. */
    void preload(long ticks) {
        if (state == StreamState.PAUSED) {
            // The next packet is that one now, with the timestamp that is next.
            clock.jump(place.ticks(), ticks);
            place.continueAt(ticks, false);
            clock.start(ticks, wallClock.nanoTime());
            state = StreamState.PRELOADING;
            position.publish(state);
        }
    }

    /** Goes on where another engine stopped, with the next {@link #work}. */
    void takeOver(PlayoutCommand.TakeOver order) {
        HandOverPoint from = order.point();
        PlayoutSource made = order.source();
        place.preamble().release();
        if (made != null) {
            place.enter(made);
            place.readFromHere();
        } else {
            place.continueAt(from.positionTicks(), state == StreamState.PRELOADING);
        }
        clock.continueFrom(from.timestamp(), made != null ? place.ticks() : from.positionTicks(), order.dueNs());
        clock.speed(from.speed());
        spec.metrics().continueFrom(from.packets(), from.bytes());
        due.continueFrom(from.sequence());
        endTicks = from.endTicks();
        takenOver = true;
        passing.moved();
        state = StreamState.FILLING;
        position.publish(state);
        spec.listener().onPlaying(spec.id(), position.next());
    }

    /** Gives it up before a segment, or at once. */
    void yieldAt(int segment, long nowNs) {
        passing.yieldAt(segment);
        if (segment == PlayoutCommand.Yield.NOW) {
            giveUp(place.ticks(), nowNs);
        } else {
            yieldSoon(nowNs);
        }
    }

    private void yieldSoon(long nowNs) {
        if (state != StreamState.CLOSED && passing.yieldsNow(place, active())) {
            giveUp(place.ticks(), nowNs);
        }
    }

    private void giveUp(long ticks, long nowNs) {
        boolean playing = state == StreamState.PLAYING || state == StreamState.FILLING;
        passing.giveUp(position.handOver(ticks, endTicks), playing ? clock.dueNs(ticks) : nowNs, playing);
        release();
    }

    /** Sends packets again that the console lost. */
    void resend(List<Integer> sequences, long nowNs) {
        if (again != null) {
            sequences.forEach(sequence -> again.again(sequence, nowNs));
        }
    }

    /** Tells who takes it over. */
    @Override
    public void flushed(long nowNs) {
        passing.tell(nowNs);
    }

    @Override
    public void close(boolean bye, long nowNs) {
        if (bye) {
            reports.bye(nowNs);
        }
        release();
    }

    @Override
    public void fail(StreamFailure failure, String text) {
        release();
        spec.listener().onFailed(spec.id(), failure, text);
    }

    private void release() {
        state = StreamState.CLOSED;
        place.release();
        position.publish(state);
    }

    // ---- a tick ------------------------------------------------------------------------------------------------

    @Override
    public void work(long nowNs) {
        if (state == StreamState.PRELOADING) {
            // What can't be read is told of where it was taken over: the engine that hands over can't go on with it.
            place.fill(clock);
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
        place.preamble().fill(place.source(), place.cursor().segment(), nowNs);
        place.fill(clock);
        if (failed() || !place.ready()) {
            return;
        }
        if (takenOver) {
            takenOver = false;
        } else {
            clock.start(place.ticks(), nowNs);
        }
        pacer.start(nowNs);
        state = StreamState.PLAYING;
    }

    private boolean failed() {
        String error = place.error();
        if (error != null) {
            HandOverPoint at = position.handOver(place.ticks(), endTicks);
            release();
            spec.listener().onUnreadable(spec.id(), at, error);
        }
        return error != null;
    }

    private void send(long nowNs) {
        StreamTick.Outcome outcome = tick.send(nowNs, endTicks, stopping);
        if (due.sentPackets() > 0) {
            reports.sent(nowNs);
        }
        switch (outcome) {
            case GOES_ON -> passing.nearEnd(place);
            case ENDED -> endOfMedia(nowNs);
            case STOPPED -> stop();
            case PASSED_ON -> giveUp(place.cursor().current().timeLine().endTicks(), nowNs);
            case LOST -> failed();
            case BEHIND -> skip(nowNs);
            case UNREAD -> fail(StreamFailure.UNREAD, "its console reads nothing of it");
        }
        position.publish(state);
        yieldSoon(nowNs);
    }

    /** Goes on where it should be by now. What is made as it is sent has nothing to leave out, and goes on later. */
    private void skip(long nowNs) {
        if (place.source() != spec.source()) {
            pacer.slip(place.ticks(), nowNs);
        } else if (place.skip(Math.min(clock.ticksAt(nowNs), endTicks))) {
            tally.skip();
            passing.moved();
            due.markNext(true);
            takenOver = true;
            state = StreamState.FILLING;
        }
    }

    private void endOfMedia(long nowNs) {
        long end = Math.min(endTicks, place.source().endTicks());
        endAtNs = Math.max(nowNs, clock.dueNs(end)) + settings.drainNs();
        state = StreamState.ENDING;
        place.releaseMedia();
    }

    private void end(long nowNs) {
        SourceCursor cursor = place.cursor();
        boolean programEnded = place.source().endsProgram() && cursor.atLastSegment()
                && cursor.offset() >= cursor.current().length();
        if (spec.byeAtEnd() && programEnded) {
            reports.write(nowNs, true);
        }
        state = StreamState.PAUSED;
        position.publish(state);
        spec.listener().onEnd(spec.id(), position.next());
    }
}
