package io.mediachassis.blade.playout;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
     * @param source what to play from now on; null: what the stream was opened with. One that is new starts at its start
     * @param speed of delivery (RFC 2326 section 12.35), more than 0
     * @param splice packets to send first where the place is not where sending stopped, at most 7; null: the segment's
     *     PAT and PMT
     */
    record Play(
            long stream,
            long fromTicks,
            long toTicks,
            @Nullable PlayoutSource source,
            double speed,
            @Nullable ByteBuffer splice)
            implements PlayoutCommand {
        public static final long RESUME = -1;
        public static final long TO_END = Long.MAX_VALUE;

        /** Of the stream's own source, at normal speed. */
        public Play(long stream, long fromTicks, long toTicks) {
            this(stream, fromTicks, toTicks, null, 1, null);
        }
    }

    /** Stops sending; the place, the sequence and the timestamp are kept. */
    record Pause(long stream) implements PlayoutCommand {}

    /**
     * Reads ahead from a place and sends nothing, so that the packets are there when the stream is taken over.
     *
     * @param positionTicks program time from which another engine will hand over
     */
    record Preload(long stream, long positionTicks) implements PlayoutCommand {}

    /**
     * Goes on with a stream exactly where another engine stopped: nothing is repeated, no table is sent again.
     *
     * @param dueNs when the point's packet is due, by this machine's clock; in the past when it should have left already
     * @param source what goes on at the point, from its start; null: what the stream was opened with
     */
    record TakeOver(long stream, HandOverPoint point, long dueNs, @Nullable PlayoutSource source)
            implements PlayoutCommand {
        /** Of the stream's own source. */
        public TakeOver(long stream, HandOverPoint point, long dueNs) {
            this(stream, point, dueNs, null);
        }
    }

    /**
     * Gives the stream up for another engine to take over: its listener is told the point, and it is closed without a
     * BYE.
     *
     * @param segment the first segment not to be sent; {@link #NOW} gives up at once, {@link #SOON} where another engine
     *     can go on to the packet: at once in normal play, between two pictures at another scale; {@link #NEVER}: not
     *     after all
     */
    record Yield(long stream, int segment) implements PlayoutCommand {
        public static final int NOW = -1;
        public static final int SOON = -2;
        public static final int NEVER = Integer.MAX_VALUE;
    }

    /** Opens a stream that sends by a schedule, and nothing else. */
    record Schedule(StreamSpec spec, ScheduledRun run) implements PlayoutCommand {
        @Override
        public long stream() {
            return spec.id();
        }
    }

    /**
     * A scheduled stream's run is longer or shorter now, and its time line is held to the schedule's clock.
     *
     * @param endSegment the first segment not to be sent
     * @param ticks a program time near where it is
     * @param dueNs when that is due, by this machine's clock
     */
    record Follow(long stream, int endSegment, long ticks, long dueNs) implements PlayoutCommand {}

    /**
     * The console lost packets and asks for them.
     *
     * @param sequences 0 to 65535 each
     */
    record Resend(long stream, List<Integer> sequences) implements PlayoutCommand {
        public Resend {
            sequences = List.copyOf(sequences);
        }
    }

    /** Ends the stream; {@code bye} says so in RTCP. */
    record Close(long stream, boolean bye) implements PlayoutCommand {}
}
