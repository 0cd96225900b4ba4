package io.mediachassis.blade.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PieceShelfTest {
    static final long HALF = InputClock.SECOND / 2;

    static Piece piece(int number) {
        return new Piece(number, number * HALF, (number + 1) * HALF, 70 * Piece.TS, number * 10L, false);
    }

    static PieceShelf shelf(int from, int to) {
        PieceShelf shelf = new PieceShelf(chunk -> false);
        for (int n = from; n < to; n++) {
            shelf.add(PieceShelf.Stored.of(piece(n), Path.of(piece(n).fileName())));
        }
        return shelf;
    }

    @Test
    void aNameSaysAllOfAPiece() {
        Piece filler = new Piece(12, 5, 9, 188, 1L << 40, true);
        assertEquals(Optional.of(filler), Piece.of(filler.fileName()));
        assertEquals(Optional.of(piece(7)), Piece.of(piece(7).fileName()));
        for (String none : List.of("piece.part", "0000000001-9-5-188-0.ts", "0000000001-5-9-187-0.ts", "1-5-9-188-0.ts",
                "0000000001-5-9-9999999-0.ts")) {
            assertEquals(Optional.empty(), Piece.of(none), none);
        }
    }

    @Test
    void anEndlessInputIsAWindow() {
        PieceShelf shelf = shelf(0, 1);
        for (int n = 1; n < 10_000; n++) {
            shelf.add(PieceShelf.Stored.of(piece(n), Path.of("x")));
            shelf.dropBefore((n - 100) * HALF);
            assertTrue(shelf.end() - shelf.first() <= 101);
            assertEquals(n + 1, shelf.segments());
            assertEquals(n, shelf.segmentAt(n * HALF + 3));
        }
        assertEquals((shelf.end() - shelf.first()) * 70L * Piece.TS, shelf.bytes());
        assertEquals(0, shelf.segment(5).available().bytes(), "what is gone has nothing to read");
        assertEquals(70 * Piece.TS, shelf.segment(9_950).available().bytes());
    }

    @Test
    void theNewestStays() {
        PieceShelf shelf = shelf(3, 6);
        assertEquals(2, shelf.dropBefore(Long.MAX_VALUE).size());
        assertEquals(5, shelf.first());
        assertEquals(6 * HALF, shelf.endTicks());
        assertThrows(IllegalStateException.class, shelf::dropFirst);
    }

    @Test
    void aPieceFollowsTheOneBefore() {
        PieceShelf shelf = shelf(3, 6);
        assertThrows(IllegalArgumentException.class,
                () -> shelf.add(PieceShelf.Stored.of(piece(7), Path.of("x"))));
    }

    @Test
    void timesWithinAPieceAreInProportion() {
        PieceTimeLine line = new PieceTimeLine(HALF, 2 * HALF, 70 * Piece.TS);
        assertEquals(0, line.offsetAt(HALF));
        assertEquals(70 * Piece.TS, line.offsetAt(2 * HALF));
        for (int packet = 0; packet < 70; packet++) {
            long ticks = line.timeAt(packet * (long) Piece.TS);
            assertTrue(line.offsetAt(ticks) <= (packet + 1) * (long) Piece.TS, "packet " + packet);
            assertTrue(line.offsetAt(ticks + 2) > packet * (long) Piece.TS, "packet " + packet);
        }
    }
}
