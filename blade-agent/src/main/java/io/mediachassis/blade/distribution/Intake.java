package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.StallPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts an input into pieces as it comes, and does what is ordered about its silence. Times are ticks since the input's
 * first packet (27 MHz). Pure but for the sink; one thread at a time.
 */
final class Intake {
    static final long PIECE_TICKS = InputClock.SECOND / 2;
    /** Silence that is kept as such, and not smoothed away. */
    private static final long GAP_TICKS = InputClock.SECOND / 5;
    private static final long FILL_TICKS = StallSettings.FILL_MS * InputClock.SECOND / 1000;
    /** About the last eight pieces count. */
    private static final double NEWEST = 1.0 / 8;

    /** Where pieces go. */
    interface Sink {
        /**
         * The next piece.
         *
         * @param packets valid until this returns
         * @param filler null packets
         */
        void piece(ByteBuffer packets, long startTicks, long endTicks, boolean filler) throws IOException;
    }

    private final Sink sink;
    private final StallSettings settings;
    private final StallWatch stall;
    private final Counts<DistributionCounter> counts;
    private final boolean live;
    private InputClock clock;
    private final byte[] buffer = new byte[Piece.MOST_BYTES];
    private int length;
    private long startTicks;
    private long lastTicks;
    private long openedTicks;
    private long endTicks;
    private double bytesPerTick;
    private long received;
    private long jumpsBefore;

    /**
     * Begins, or goes on.
     *
     * @param live whether the sender paces it, see {@link InputClock}
     * @param endTicks where what is stored ends; 0 where nothing is
     */
    Intake(boolean live, StallSettings settings, long endTicks, long nowTicks, Sink sink,
            Counts<DistributionCounter> counts) {
        this.live = live;
        this.settings = settings;
        this.sink = sink;
        this.counts = counts;
        this.endTicks = endTicks;
        this.stall = new StallWatch(settings, nowTicks);
        this.clock = new InputClock(live, endTicks);
    }

    /** Bytes of packets taken in. */
    long received() {
        return received;
    }

    long stalls() {
        return stall.stalls();
    }

    long jumps() {
        return jumpsBefore + clock.jumps();
    }

    boolean stalled() {
        return stall.state() != StallWatch.State.FLOWING;
    }

    /** Bit rate of late. */
    long bitRate() {
        return Math.round(bytesPerTick * 8 * InputClock.SECOND);
    }

    /** Another connection: its clock is another one. */
    void reconnected() {
        jumpsBefore += clock.jumps();
        clock = new InputClock(live, Math.max(lastTicks, endTicks));
    }

    /** Takes whole transport packets. */
    void accept(ByteBuffer packets, long nowTicks) throws IOException {
        stall.heard(nowTicks);
        long jumps = clock.jumps();
        while (packets.remaining() >= Piece.TS) {
            if (length == buffer.length) {
                close(lastTicks + 1);
            }
            packets.get(buffer, length, Piece.TS);
            take(nowTicks);
        }
        if (clock.jumps() > jumps) {
            counts.add(DistributionCounter.JUMPS, clock.jumps() - jumps);
        }
    }

    /** The packet behind the others belongs to their piece, or to the next one. */
    private void take(long nowTicks) throws IOException {
        int at = length;
        long ticks = Math.max(endTicks, clock.next(buffer, at, nowTicks));
        received += Piece.TS;
        if (at > 0 && (ticks - lastTicks > GAP_TICKS
                || (ticks - startTicks >= PIECE_TICKS && at % Piece.PAYLOAD == 0))) {
            close(ticks - lastTicks > GAP_TICKS ? lastTicks + 1 : ticks);
            System.arraycopy(buffer, at, buffer, 0, Piece.TS);
        }
        if (length == 0) {
            startTicks = Math.max(endTicks, ticks);
            openedTicks = nowTicks;
        }
        lastTicks = Math.max(startTicks, ticks);
        length += Piece.TS;
    }

    private void close(long nextTicks) throws IOException {
        int bytes = length;
        long end = Math.max(nextTicks, startTicks + 1);
        length = 0;
        endTicks = end;
        if (end - startTicks > InputClock.SECOND / 20) {
            double rate = (double) bytes / (end - startTicks);
            bytesPerTick = bytesPerTick == 0 ? rate : bytesPerTick + (rate - bytesPerTick) * NEWEST;
        }
        counts.add(DistributionCounter.INPUT_BYTES, bytes);
        sink.piece(ByteBuffer.wrap(buffer, 0, bytes), startTicks, end, false);
    }

    /** The store takes no more for now: the input is not silent, it is held up. */
    void held(long nowTicks) {
        stall.heard(nowTicks);
    }

    /**
     * Time passed.
     *
     * @return false when the input is over, by what is ordered about its silence
     */
    boolean tick(long nowTicks) throws IOException {
        if (length > 0 && nowTicks - openedTicks >= PIECE_TICKS + GAP_TICKS) {
            close(lastTicks + 1);
        }
        StallWatch.State before = stall.state();
        StallWatch.State state = stall.tick(nowTicks);
        if (before == StallWatch.State.FLOWING && state != before) {
            counts.add(DistributionCounter.STALLS);
        }
        if (state == StallWatch.State.STALLED && settings.policy() == StallPolicy.FILL) {
            fill(nowTicks);
        }
        return state != StallWatch.State.GIVEN_UP;
    }

    private void fill(long nowTicks) throws IOException {
        while (nowTicks - endTicks >= FILL_TICKS) {
            long to = endTicks + FILL_TICKS;
            int packets = (int) Math.min(Piece.MOST_BYTES / Piece.PAYLOAD,
                    Math.max(1, Math.round(bytesPerTick * FILL_TICKS / Piece.PAYLOAD)));
            int bytes = packets * Piece.PAYLOAD;
            for (int at = 0; at < bytes; at += Piece.TS) {
                nullPacket(buffer, at);
            }
            long from = endTicks;
            endTicks = to;
            clock.filledUpTo(to);
            counts.add(DistributionCounter.FILLED_BYTES, bytes);
            sink.piece(ByteBuffer.wrap(buffer, 0, bytes), from, to, true);
        }
    }

    /** ISO/IEC 13818-1 section 2.4.1: PID 0x1fff, no adaptation field, counter of no account. */
    private static void nullPacket(byte[] to, int at) {
        to[at] = 0x47;
        to[at + 1] = 0x1f;
        to[at + 2] = (byte) 0xff;
        to[at + 3] = 0x10;
        Arrays.fill(to, at + 4, at + Piece.TS, (byte) 0xff);
    }

    /** The input is over: what came of its last piece is stored. */
    void finish() throws IOException {
        if (length > 0) {
            close(lastTicks + 1);
        }
    }
}
