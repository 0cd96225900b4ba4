package io.mediachassis.blade.playout;

/** What a playout thread can be told about its streams. */
public sealed interface PlayoutCommand {
    /** Which stream. */
    long stream();

    /** Opens a stream, paused at the start of its source. */
    record Open(StreamSpec spec) implements PlayoutCommand {
        @Override
        public long stream() {
            return spec.id();
        }
    }

    /**
     * Plays.
     *
     * @param fromTicks program time; the random access point at or before it is where it starts. {@link #RESUME} goes
     *     on where the stream is
     * @param toTicks program time of the first packet that is not to be sent; {@link #TO_END} for no limit
     */
    record Play(long stream, long fromTicks, long toTicks) implements PlayoutCommand {
        public static final long RESUME = -1;
        public static final long TO_END = Long.MAX_VALUE;
    }

    /** Stops sending; the place, the sequence and the timestamp are kept. */
    record Pause(long stream) implements PlayoutCommand {}

    /** Ends the stream; {@code bye} says so in RTCP. */
    record Close(long stream, boolean bye) implements PlayoutCommand {}
}
