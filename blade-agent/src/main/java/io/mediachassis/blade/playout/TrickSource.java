package io.mediachassis.blade.playout;

import io.mediachassis.blade.trick.TrickPoint;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a stream plays at another scale than 1: slots of transport packets, each a segment of its own, that the
 * {@link TrickThread} makes shortly before they are sent. The thread that makes them calls the package-private methods;
 * the playout thread the others. Times are those of the output; {@link #programTicks} tells the program's.
 */
public final class TrickSource implements PlayoutSource, ChunkReader {
    /** Slots that are made before they are sent: 320 ms. */
    static final int AHEAD = 8;

    // Those ahead, those that the stream has asked for and not sent, and some to spare.
    private static final int RING = 4 * AHEAD;

    // One for each source: chunks are shared by path object and segment, and these slots are nobody else's.
    private final Path own = Path.of("trick");
    private final byte[][] bytes = new byte[RING][];
    private final PlayoutSegment[] segments = new PlayoutSegment[RING];
    private final long[] program = new long[RING];
    private final boolean[] wholeAfter = new boolean[RING];
    private final boolean endsProgram;
    private volatile int made;
    private volatile int asked;
    private volatile boolean begun;
    private volatile boolean complete;
    private volatile String error = "";
    private volatile long lastTicks;
    private volatile @Nullable TrickPoint beginning;
    private volatile @Nullable Left left;

    /** Where another engine goes on: before that segment, at that program time, from that output time on. */
    private record Left(TrickPoint point, long programTicks, int segment, long fromTicks) {}

    /** @param endsProgram whether its end is the program's end or start, not one that the console has set */
    TrickSource(boolean endsProgram) {
        this.endsProgram = endsProgram;
        for (int i = 0; i < RING; i++) {
            bytes[i] = new byte[0];
        }
    }

    /** The time line of one slot: its bytes are due evenly. */
    private record SlotLine(long startTicks, long endTicks, long length) implements TimeLine {
        @Override
        public long timeAt(long offset) {
            return startTicks + (endTicks - startTicks) * Math.max(0, Math.min(length, offset)) / length;
        }

        @Override
        public long offsetAt(long ticks) {
            long part = Math.max(0, Math.min(endTicks - startTicks, ticks - startTicks));
            long packets = length / PlayoutSegment.TS_PACKET;
            // Rounded up: a packet is due from its instant on. A slot of one packet would otherwise wait for its end,
            // which a stream that catches up gently never gets to.
            long due = (part * packets + endTicks - startTicks - 1) / (endTicks - startTicks);
            return due * PlayoutSegment.TS_PACKET;
        }

        @Override
        public long accessPointAt(long ticks) {
            return 0;
        }
    }

    // ---- the thread that makes the slots -----------------------------------------------------------------------

    boolean wantsMore() {
        return !complete && left == null && made - asked < AHEAD;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread makes slots
    void add(byte[] from, int length, long startTicks, long endTicks, long programTicks, boolean whole) {
        int at = made % RING;
        if (bytes[at].length < length) {
            bytes[at] = new byte[length];
        }
        System.arraycopy(from, 0, bytes[at], 0, length);
        program[at] = programTicks;
        wholeAfter[at] = whole;
        segments[at] = new PlayoutSegment(own, length, new SlotLine(startTicks, endTicks, length));
        made++;
    }

    /** Whether the stream plays it. */
    boolean begun() {
        return begun;
    }

    /** What the first slot starts with. */
    void begin(TrickPoint point) {
        beginning = point;
    }

    /** No more slots come. */
    void finish() {
        complete = true;
    }

    /** No more slots come here: another engine goes on behind those that are made. */
    void leave(TrickPoint point, long programTicks, int segment) {
        left = new Left(point, programTicks, segment, made == 0 ? 0 : segment(made - 1).timeLine().endTicks());
    }

    /** It goes on here after all. */
    void stay() {
        left = null;
    }

    /**
     * The media can't be read: the stream is told when it asks for the next slot. Where another engine goes on has been
     * said by {@link #leave}; else none can.
     */
    void fail(String why, long startTicks, long endTicks) {
        error = why;
        add(new byte[PlayoutSegment.TS_PACKET], PlayoutSegment.TS_PACKET, startTicks, endTicks,
                made == 0 ? 0 : program[(made - 1) % RING], true);
        complete = true;
    }

    /** What is known of the place that the stream has told it is at; null before the first slot. Any thread. */
    public @Nullable TrickPoint now() {
        TrickPoint from = beginning;
        return from == null ? null : from.after(lastTicks);
    }

    // ---- the playout thread ------------------------------------------------------------------------------------

    @Override
    public int segments() {
        return made;
    }

    @Override
    public PlayoutSegment segment(int index) {
        return segments[index % RING];
    }

    @Override
    public ChunkReader reader() {
        return this;
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public boolean endsProgram() {
        return endsProgram;
    }

    @Override
    public boolean mayStopAfter(int segment) {
        return wholeAfter[segment % RING];
    }

    @Override
    public boolean yieldsAfter(int segment, int before) {
        Left at = left;
        return at != null && segment + 1 == made && (before == PlayoutCommand.Yield.SOON || before == at.segment());
    }

    @Override
    public @Nullable TrickPoint trickPoint(long ticks) {
        Left at = left;
        if (at != null && ticks >= at.fromTicks()) {
            return at.point();
        }
        return error.isEmpty() ? now() : null;
    }

    @Override
    public long programTicks(long ticks) {
        lastTicks = ticks;
        Left at = left;
        if (at != null && ticks >= at.fromTicks()) {
            return at.programTicks();
        }
        // The slot that is being sent is among those asked for, or the one before.
        int newest = made - 1;
        for (int i = newest; i > Math.max(-1, newest - RING); i--) {
            if (segments[i % RING].timeLine().startTicks() <= ticks) {
                return program[i % RING];
            }
        }
        return newest < 0 ? 0 : program[newest % RING];
    }

    /** Copies from memory to memory at once: a slot is some kilobytes. */
    @Override
    public boolean request(MediaChunk chunk) {
        @Nullable String why = error.isEmpty() ? null : error;
        int slot = chunk.segment();
        asked = Math.max(asked, slot);
        begun = true;
        if (why != null && slot == made - 1) {
            chunk.failed(why);
            return true;
        }
        chunk.bytes().put(0, bytes[slot % RING], (int) chunk.offset(), chunk.length());
        chunk.ready();
        return true;
    }
}
