package io.mediachassis.blade.playout;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.playout.StreamListener.StreamFailure;
import org.jspecify.annotations.Nullable;

/**
 * A stream that sends one {@link ScheduledRun}. Unlike a {@link PacedStream} it never moves its time line: what can't be
 * sent within {@link PlayoutSettings#maxBehindNs} is left out, with its numbers, and it goes on where the schedule is by
 * then. So several engines can send parts of one stream, each by itself. The playout thread's; {@link #work} allocates
 * nothing.
 *
 * <pre>
 *         media read, and it is time           last packet sent
 * FILLING -------------------------> PLAYING ------------------> PAUSED
 *    ^------------ too late -----------'                           |
 *    '---------------------- the run is longer now ----------------'
 * any --close, media unreadable--> CLOSED
 * </pre>
 */
final class ScheduledStream implements TickedStream {
    private final StreamSpec spec;
    private final int phase;
    private final ScheduledRun run;
    private final StreamPlace place;
    private final DuePackets due;
    private final StreamClock clock;
    private final Pacer pacer;
    private final PacketOutput output;
    /** Null where packets leave as they are. */
    private final @Nullable IdentifiedOutput identified;
    private final ReportTimer reports;
    private final StreamTally tally;
    private final StreamPosition position;
    /** Null where packets leave in order. */
    private final @Nullable InterleavedPackets interleaved;

    private StreamState state = StreamState.FILLING;
    private int endSegment;

    /** @param phase in which half of a long tick it is worked, 0 or 1 */
    ScheduledStream(PlayoutCommand.Schedule order, PlayoutSettings settings, Clock wallClock, ChunkPool pool,
            MediaSender sender, CopiedPackets copies, PlayoutFigures figures, int phase) {
        this.spec = order.spec();
        this.phase = phase;
        this.run = order.run();
        this.endSegment = run.endSegment();
        this.place = new StreamPlace(spec.source(), pool);
        this.clock = new StreamClock(run.timestamp(), place.ticks());
        PacketOutput group = PacketOutput.of(spec.destination(), sender);
        this.identified = IdentifiedOutput.of(spec.destination(), group, copies);
        this.output = identified == null ? group : identified;
        this.due = new DuePackets(place, clock, output, spec, settings.leadNs(), pool.chunkBytes(), null);
        this.pacer = new Pacer(clock, settings, true);
        this.reports = new ReportTimer(spec, output, wallClock, clock);
        this.tally = new StreamTally(spec.metrics(), figures);
        this.position = new StreamPosition(spec.metrics(), place, clock, due);
        place.goTo(run.segment(), run.packet() * DuePackets.PAYLOAD);
        place.announce(run.opening());
        clock.continueFrom(run.timestamp(), 0, 0);
        clock.start(run.ticks(), run.dueNs());
        due.continueFrom(run.sequence());
        due.markNext(run.marked());
        PacketOrder packets = run.order();
        this.interleaved = packets == null ? null : new InterleavedPackets(packets, place, pool);
        if (interleaved != null) {
            interleaved.begin(run.number());
        }
        position.publish(state);
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

    /** The run ends elsewhere, and its time line is held to the schedule's. */
    void follow(PlayoutCommand.Follow order) {
        if (state == StreamState.CLOSED) {
            return;
        }
        clock.start(order.ticks(), order.dueNs());
        if (interleaved != null && order.endSegment() > endSegment) {
            interleaved.extend();
        }
        endSegment = order.endSegment();
        if (state == StreamState.PAUSED && place.cursor().segment() + 1 < endSegment) {
            place.goTo(place.cursor().segment() + 1, 0);
            state = StreamState.FILLING;
        }
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
        if (interleaved != null) {
            interleaved.release();
        }
        position.publish(state);
    }

    // ---- a tick ------------------------------------------------------------------------------------------------

    @Override
    public void work(long nowNs) {
        if (state == StreamState.FILLING) {
            fill(nowNs);
        }
        if (state == StreamState.PLAYING) {
            send(nowNs);
        }
    }

    private void fill(long nowNs) {
        leaveOutWhatIsLate(nowNs);
        if (identified != null) {
            identified.ask(place);
        }
        place.preamble().fill(place.source(), place.cursor().segment(), nowNs);
        place.fill(clock);
        if (unreadable() || !ready() || nowNs - run.notBeforeNs() < 0) {
            return;
        }
        if (identified != null) {
            identified.learn(place);
        }
        pacer.join(nowNs);
        state = StreamState.PLAYING;
    }

    private boolean ready() {
        if (interleaved == null) {
            return place.ready();
        }
        interleaved.read(endSegment);
        return interleaved.ready();
    }

    private boolean unreadable() {
        String error = place.error();
        if (error != null) {
            fail(StreamFailure.UNREADABLE, error);
        }
        return error != null;
    }

    private void send(long nowNs) {
        place.fill(clock);
        if (leaveOutWhatIsLate(nowNs)) {
            state = StreamState.FILLING;
            return;
        }
        if (interleaved != null) {
            interleaved.read(endSegment);
        }
        long target = pacer.target(nextTicks(), nowNs);
        due.beginTick(nowNs, pacer.startedNs());
        boolean over = interleaved != null
                ? interleaved.send(due, target, run.number(), run.sequence(), run.marked())
                : (!place.preamble().wanted() || due.sendPreamble()) && sendDue(target);
        output.endOfTick();
        boolean lost = due.starved() && place.error() != null;
        tally.tick(due, !lost, nowNs);
        if (due.sentPackets() > 0) {
            reports.sent(nowNs);
        }
        if (lost && unreadable()) {
            return;
        }
        if (over) {
            state = StreamState.PAUSED;
            place.releaseMedia();
        }
        position.publish(state);
        if (over) {
            spec.listener().onEnd(spec.id(), position.next());
        }
    }

    /** When what is sent next is due. */
    private long nextTicks() {
        return interleaved == null ? place.ticks() : interleaved.nextTicks();
    }

    /** Returns whether all of the run is sent. */
    private boolean sendDue(long target) {
        SourceCursor cursor = place.cursor();
        while (due.sendSegment(target, cursor.current().length())) {
            if (cursor.segment() + 1 >= endSegment) {
                return true;
            }
            if (!cursor.nextThere()) {
                due.starve();
                return false;
            }
            cursor.nextSegment();
        }
        return false;
    }

    /** Goes on where the schedule is, if that is too far ahead to catch up with. */
    private boolean leaveOutWhatIsLate(long nowNs) {
        if (!pacer.farBehind(nextTicks(), nowNs)) {
            return false;
        }
        SourceCursor cursor = place.cursor();
        int segment = cursor.segment();
        long packet = packets(cursor.offset());
        long ticks = clock.ticksAt(nowNs);
        int to = Math.min(place.source().segmentAt(ticks), endSegment - 1);
        PlayoutSegment there = place.source().segment(to);
        long toPacket = Math.min(packets(there.timeLine().offsetAt(ticks)), packets(there.length()) - 1);
        long left = toPacket - packet + (place.preamble().wanted() ? 1 : 0);
        for (int n = segment; n < to; n++) {
            left += packets(place.source().segment(n).length());
        }
        if (to < segment || left <= 0) {
            return false;
        }
        long waiting = 0;
        if (interleaved != null) {
            waiting = interleaved.begin(interleaved.next() + left);
        }
        tally.leftOut(left + waiting);
        due.continueFrom((int) (due.sequence() + left & 0xffff));
        place.goTo(to, toPacket * DuePackets.PAYLOAD);
        return true;
    }

    private static long packets(long bytes) {
        return (bytes + DuePackets.PAYLOAD - 1) / DuePackets.PAYLOAD;
    }
}
