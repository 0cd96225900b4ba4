package io.mediachassis.blade.distribution;

import io.mediachassis.blade.playout.ChunkReader;
import io.mediachassis.blade.playout.PlayoutSegment;
import io.mediachassis.blade.playout.PlayoutSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of one input that are stored, as the playout plays them: segment n is piece n. Grows at its end; those in
 * front go once no onward stream needs them. Changed by one thread at a time; read by any, without a lock.
 */
final class PieceShelf implements PlayoutSource {
    /** Stands for what is gone, and never has a byte to read. */
    private static final PlayoutSegment GONE =
            new PlayoutSegment(Path.of("gone"), Piece.TS, new PieceTimeLine(0, 1, Piece.TS), () -> 0);

    private final ChunkReader reader;
    private volatile Slots slots = new Slots(0, new AtomicReferenceArray<>(64));
    private volatile int first;
    private volatile int end;
    private volatile long bytes;
    private volatile boolean complete;

    /** @param base the piece at place 0 */
    private record Slots(int base, AtomicReferenceArray<Stored> array) {
        @Nullable Stored get(int number) {
            int at = number - base;
            return at < 0 || at >= array.length() ? null : array.get(at);
        }
    }

    /** A piece and its file. */
    record Stored(Piece piece, PlayoutSegment segment) {
        static Stored of(Piece piece, Path file) {
            return new Stored(piece, new PlayoutSegment(file, piece.bytes(),
                    new PieceTimeLine(piece.startTicks(), piece.endTicks(), piece.bytes())));
        }
    }

    PieceShelf(ChunkReader reader) {
        this.reader = reader;
    }

    // ---- changes ------------------------------------------------------------------------------------------------

    /** The next piece; the first one may have any number. */
    // One thread at a time changes it.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void add(Stored stored) {
        int number = stored.piece().number();
        if (end == 0) {
            first = number;
            slots = new Slots(number, new AtomicReferenceArray<>(64));
        } else if (number != end) {
            throw new IllegalArgumentException("piece " + number + " does not follow " + (end - 1));
        }
        Slots now = slots;
        if (number - now.base() == now.array().length()) {
            now = moved(now);
        }
        now.array().set(number - now.base(), stored);
        slots = now;
        bytes += stored.piece().bytes();
        end = number + 1;
    }

    /** Twice the room, without what is gone. */
    private Slots moved(Slots from) {
        int there = end - first;
        AtomicReferenceArray<Stored> array = new AtomicReferenceArray<>(Math.max(64, there * 2));
        for (int i = 0; i < there; i++) {
            array.set(i, from.array().get(first + i - from.base()));
        }
        return new Slots(first, array);
    }

    /** Takes away the pieces that end at or before a time, but for the newest; returns them. */
    List<Stored> dropBefore(long ticks) {
        List<Stored> dropped = new ArrayList<>();
        for (Stored stored = get(first); stored != null && first < end - 1 && stored.piece().endTicks() <= ticks;
                stored = get(first)) {
            dropped.add(dropFirst());
        }
        return dropped;
    }

    /** Takes the first piece away; only where there are two. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    Stored dropFirst() {
        Slots now = slots;
        Stored stored = now.get(first);
        if (stored == null || end - first < 2) {
            throw new IllegalStateException("nothing to drop");
        }
        bytes -= stored.piece().bytes();
        first++;
        now.array().set(first - 1 - now.base(), null);
        return stored;
    }

    /** No more pieces come. */
    void ended() {
        complete = true;
    }

    // ---- any thread ---------------------------------------------------------------------------------------------

    int first() {
        return first;
    }

    /** One above the newest piece's number; 0 where there is none. */
    int end() {
        return end;
    }

    long bytes() {
        return bytes;
    }

    @Nullable Stored get(int number) {
        return number < first || number >= end ? null : slots.get(number);
    }

    /** The piece, which is there. */
    Piece piece(int number) {
        Stored stored = get(number);
        if (stored == null) {
            throw new IllegalArgumentException("piece " + number + " is not there");
        }
        return stored.piece();
    }

    boolean isEmpty() {
        return end == 0;
    }

    /** Where the input's time is; 0 where nothing came. */
    @Override
    public long endTicks() {
        return end == 0 ? 0 : piece(end - 1).endTicks();
    }

    @Override
    public int segments() {
        return end;
    }

    @Override
    public PlayoutSegment segment(int index) {
        Stored stored = get(index);
        return stored == null ? GONE : stored.segment();
    }

    @Override
    public ChunkReader reader() {
        return reader;
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public int segmentAt(long ticks) {
        int low = first;
        int high = end - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            Stored stored = get(middle);
            if (stored == null || stored.piece().startTicks() <= ticks) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return Math.max(low, 0);
    }
}
