package io.mediachassis.blade.playout;

/** What is told of where a stream is: to its listener, its metrics, and to who takes it over. The playout thread's. */
final class StreamPosition {
    private final StreamMetrics metrics;
    private final StreamPlace place;
    private final StreamClock clock;
    private final DuePackets due;

    StreamPosition(StreamMetrics metrics, StreamPlace place, StreamClock clock, DuePackets due) {
        this.metrics = metrics;
        this.place = place;
        this.clock = clock;
        this.due = due;
    }

    /** The next packet. */
    StreamPoint next() {
        long ticks = place.ticks();
        return new StreamPoint(place.source().programTicks(ticks), due.sequence(), clock.timestamp(ticks));
    }

    /** Where another engine goes on. */
    HandOverPoint handOver(long ticks, long endTicks) {
        return new HandOverPoint(place.source().programTicks(ticks), due.sequence(), clock.timestamp(ticks),
                metrics.packets(), metrics.bytes(), endTicks, clock.speed(), place.source().trickPoint(ticks));
    }

    /** Shows it to other threads. */
    void publish(StreamState state) {
        long ticks = place.ticks();
        metrics.at(state, place.source().programTicks(ticks), due.sequence(), clock.timestamp(ticks));
    }
}
