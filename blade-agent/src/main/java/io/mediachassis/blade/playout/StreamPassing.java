package io.mediachassis.blade.playout;

import org.jspecify.annotations.Nullable;

/**
 * How a stream is passed on to another engine: its near end is told once for each segment, it is given up where that was
 * asked for, and who takes it over is told once the last packet is with the kernel. The playout thread's.
 */
final class StreamPassing {
    private final StreamSpec spec;
    private final long leadTicks;
    private int yieldAt = PlayoutCommand.Yield.NEVER;
    private int nearEndTold = -1;
    private @Nullable GivenUp givenUp;

    private record GivenUp(HandOverPoint point, long dueNs, boolean playing) {}

    /** @param leadTicks how long before a segment's end its successor is asked for */
    StreamPassing(StreamSpec spec, long leadTicks) {
        this.spec = spec;
        this.leadTicks = leadTicks;
    }

    /** It plays from somewhere else: the near end is news again. */
    void moved() {
        nearEndTold = -1;
    }

    /** Tells that the segment ends soon, once. */
    void nearEnd(StreamPlace place) {
        SourceCursor cursor = place.cursor();
        int next = cursor.segment() + 1;
        if (place.source() == spec.source() && nearEndTold != next && !cursor.atLastSegment()
                && cursor.current().timeLine().endTicks() - cursor.ticks() < leadTicks) {
            nearEndTold = next;
            spec.listener().onNearEnd(spec.id(), next);
        }
    }

    /** It is to be given up before a segment. */
    void yieldAt(int segment) {
        yieldAt = segment;
    }

    /** Whether it is given up behind the current segment. */
    boolean yieldsHere(StreamPlace place) {
        return place.source().yieldsAfter(place.cursor().segment(), yieldAt);
    }

    /** Whether it is given up at once: in normal play any packet will do, once the tables that go before it are sent. */
    boolean yieldsNow(StreamPlace place, boolean active) {
        boolean normal = place.source() == spec.source() && !place.preamble().wanted();
        return yieldAt == PlayoutCommand.Yield.SOON && (normal || !active);
    }

    /** It is given up. */
    void giveUp(HandOverPoint point, long dueNs, boolean playing) {
        givenUp = new GivenUp(point, dueNs, playing);
    }

    /** Nothing can overtake the last packet any more. */
    void tell(long nowNs) {
        GivenUp told = givenUp;
        if (told != null) {
            givenUp = null;
            spec.listener().onYielded(spec.id(), told.point(), told.dueNs() - nowNs, told.playing());
        }
    }
}
