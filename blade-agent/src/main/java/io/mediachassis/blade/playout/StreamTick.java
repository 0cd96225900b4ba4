package io.mediachassis.blade.playout;

/** One tick of a stream that plays: sends what falls due, over the segments' borders, and counts it. That thread's. */
final class StreamTick {
    private final StreamPlace place;
    private final StreamClock clock;
    private final DuePackets due;
    private final Pacer pacer;
    private final StreamPassing passing;
    private final PacketOutput output;
    private final StreamTally tally;
    private final SlowReader reader;

    /** What the tick came upon. */
    enum Outcome {
        /** More is to come. */
        GOES_ON,
        /** All up to the end is sent. */
        ENDED,
        /** A place where it may stop, as was wished. */
        STOPPED,
        /** The segment's end, where another engine takes over. */
        PASSED_ON,
        /** Media that can't be read. */
        LOST,
        /** The console reads so slowly that the stream has to go on at a later point. */
        BEHIND,
        /** The console reads nothing. */
        UNREAD
    }

    StreamTick(StreamPlace place, StreamClock clock, DuePackets due, Pacer pacer, StreamPassing passing,
            PacketOutput output, StreamTally tally, SlowReader reader) {
        this.place = place;
        this.clock = clock;
        this.due = due;
        this.pacer = pacer;
        this.passing = passing;
        this.output = output;
        this.tally = tally;
        this.reader = reader;
    }

    /**
     * Sends.
     *
     * @param endTicks time at which the stream ends
     * @param stopping whether it is to stop where it may
     */
    Outcome send(long nowNs, long endTicks, boolean stopping) {
        place.fill(clock);
        long next = place.ticks();
        if (pacer.farBehind(next, nowNs) && place.mediaThere()) {
            pacer.slip(next, nowNs);
            tally.slip();
        }
        long target = pacer.target(next, nowNs);
        due.beginTick(nowNs, pacer.startedNs());
        Outcome outcome = Outcome.GOES_ON;
        if (!place.preamble().wanted() || due.sendPreamble()) {
            outcome = sendDue(target, endTicks, stopping);
        }
        output.endOfTick();
        boolean lost = due.starved() && place.error() != null;
        tally.tick(due, !lost, nowNs);
        if (lost) {
            return Outcome.LOST;
        }
        return switch (reader.tick(due.sentPackets(), due.held(), pacer.behindNs(place.ticks(), nowNs), nowNs)) {
            case GOES_ON -> outcome;
            case SKIPS -> Outcome.BEHIND;
            case GIVEN_UP -> unread();
        };
    }

    private Outcome unread() {
        tally.unread();
        return Outcome.UNREAD;
    }

    private Outcome sendDue(long target, long endTicks, boolean stopping) {
        SourceCursor cursor = place.cursor();
        while (true) {
            PlayoutSegment segment = cursor.current();
            TimeLine line = segment.timeLine();
            long end = endTicks >= line.endTicks() ? segment.length() : line.offsetAt(endTicks);
            if (!due.sendSegment(target, end)) {
                return Outcome.GOES_ON;
            }
            // In this order: what came before it was complete is known.
            boolean complete = place.source().complete();
            boolean last = cursor.atLastSegment();
            if (end < segment.length() || (last && complete)) {
                return Outcome.ENDED;
            }
            if (stopping && place.source().mayStopAfter(cursor.segment())) {
                return Outcome.STOPPED;
            }
            if (passing.yieldsHere(place)) {
                return Outcome.PASSED_ON;
            }
            if (last) {
                return Outcome.GOES_ON;
            }
            if (!cursor.nextThere()) {
                due.starve();
                return Outcome.GOES_ON;
            }
            cursor.nextSegment();
        }
    }
}
