package io.mediachassis.backplane.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of transfers. */
class PathBookTest {
    private static final long S = 1_000_000_000L;
    private static final long HOUR = 3600 * S;
    private static final long MB = 1_000_000;
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path folder;

    private final PathBook book = new PathBook();

    private double mbps(String from, long nowNs) {
        return book.of(from, nowNs).orElseThrow().bitsPerSecond() / 1e6;
    }

    @Test
    void largeTransfersCountMoreThanSmallOnes_andNewerMoreThanOlder() {
        book.transferred("a", 1000 * MB, 80 * S, 10_000_000, 0); // 100 Mbit/s
        book.transferred("a", MB / 10, S / 10, 10_000_000, S); // 8 Mbit/s, the window's opening
        assertTrue(mbps("a", S) > 95, "a small one changes little: " + mbps("a", S));
        book.transferred("a", 1000 * MB, 800 * S, 10_000_000, 10 * HOUR); // 10 Mbit/s
        assertEquals(10, mbps("a", 10 * HOUR), 0.5, "what is ten hours old hardly counts beside it");
        book.transferred("a", 1000 * MB, 80 * S, 10_000_000, 10 * HOUR + S);
        assertTrue(mbps("a", 10 * HOUR + S) > 20 && mbps("a", 10 * HOUR + S) < 60, "both count");
        for (int i = 0; i < 50; i++) {
            book.transferred("a", 1000 * MB, 80 * S, 10_000_000, 10 * HOUR + i * S);
        }
        book.transferred("a", 1000 * MB, 800 * S, 10_000_000, 10 * HOUR + 60 * S);
        assertTrue(mbps("a", 10 * HOUR + 60 * S) < 65, "a change is seen, however much there was before");
    }

    @Test
    void theAgeIsThatOfWhatCounts() {
        book.transferred("a", 1000 * MB, 80 * S, 10_000_000, 0);
        assertEquals(HOUR, book.of("a", HOUR).orElseThrow().ageNs());
        book.transferred("a", 10_000, S, 10_000_000, HOUR);
        assertTrue(book.of("a", HOUR).orElseThrow().ageNs() > HOUR * 9 / 10, "a few bytes make nothing new");
        assertEquals(Optional.empty(), book.of("a", 8 * 24 * HOUR), "forgotten after a week");
        assertEquals(Optional.empty(), book.of("b", 0));
    }

    @Test
    void theRoundTripIsTheSmallestLately() {
        book.transferred("a", MB, S, 30_000_000, 0);
        book.transferred("a", MB, S, 90_000_000, S);
        book.transferred("a", MB, S, 0, 2 * S);
        assertEquals(30_000_000, book.of("a", 2 * S).orElseThrow().roundTripNs());
        book.transferred("a", MB, S, 70_000_000, HOUR + S);
        assertEquals(30_000_000, book.of("a", HOUR + S).orElseThrow().roundTripNs(), "an hour before counts");
        book.transferred("a", MB, S, 80_000_000, 2 * HOUR + S);
        assertEquals(70_000_000, book.of("a", 2 * HOUR + S).orElseThrow().roundTripNs(), "the route changed");
    }

    @Test
    void waysOfALengthAreKnownFromOthers() {
        book.transferred("far", 1000 * MB, 800 * S, 120_000_000, 0);
        assertEquals(10, book.alike(8000, S).orElseThrow().bitsPerSecond() / 1e6, 0.1);
        assertEquals(Optional.empty(), book.alike(100, S));
    }

    @Test
    void whatCannotBeIsLeftOut() {
        book.transferred("a", 0, S, 1, 0);
        book.transferred("a", MB, 0, 1, 0);
        assertEquals(Optional.empty(), book.of("a", 0));
        book.transferred("a", Long.MAX_VALUE, 1, -5, 0);
        assertTrue(mbps("a", 0) <= 1e6 + 1);
        assertEquals(0, book.of("a", 0).orElseThrow().roundTripNs());
    }

    @Test
    void itIsBounded_andForgetsWhatWasUsedLongestAgo() {
        for (int i = 0; i < PathBook.MAX_STATIONS; i++) {
            book.transferred("s" + i, MB, S, 1_000_000, i);
        }
        book.transferred("s0", MB, S, 1_000_000, 5000);
        book.transferred("new", MB, S, 1_000_000, 5001);
        assertEquals(Optional.empty(), book.of("s1", 5001));
        assertTrue(book.of("s0", 5001).isPresent() && book.of("new", 5001).isPresent());
        assertEquals(100, book.reports(100, 5001).size());
    }

    @Test
    void itOutlivesARestart_andHasAged() throws IOException {
        book.transferred("a", 1000 * MB, 80 * S, 10_000_000, HOUR);
        book.transferred("b", 1000 * MB, 800 * S, 120_000_000, 2 * HOUR);
        Path file = folder.resolve("paths");
        PathFile.write(file, book, 3 * HOUR, NOON);
        PathBook read = PathFile.read(file, 5 * S, NOON.plusSeconds(3600));
        PathMeasure a = read.of("a", 5 * S).orElseThrow();
        assertEquals(100e6, a.bitsPerSecond(), 10);
        assertEquals(10_000_000, a.roundTripNs());
        assertAge(3, a);
        assertAge(2, read.of("b", 5 * S).orElseThrow());
        assertTrue(read.alike(8000, 5 * S).isPresent());
        // A wall clock that went back makes nothing older or newer.
        assertAge(2, PathFile.read(file, 0, NOON.minusSeconds(99)).of("a", 0).orElseThrow());
    }

    private static void assertAge(int hours, PathMeasure measure) {
        assertTrue(Math.abs(measure.ageNs() - hours * HOUR) <= S, measure.toString());
    }

    @Test
    void aTornFileCostsWhatIsTorn() throws IOException {
        Path file = folder.resolve("paths");
        assertEquals(Optional.empty(), PathFile.read(file, 0, NOON).of("a", 0));
        book.transferred("a", 1000 * MB, 80 * S, 10_000_000, S);
        book.transferred("b", 1000 * MB, 80 * S, 10_000_000, 2 * S);
        PathFile.write(file, book, 2 * S, NOON);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertEquals(Optional.empty(), PathFile.read(file, 0, NOON).of("a", 0), "the last one is cut");
        }
        byte[] flipped = whole.clone();
        flipped[whole.length - 1] ^= 1;
        Files.write(file, flipped);
        PathBook read = PathFile.read(file, 0, NOON);
        assertTrue(read.of("b", 0).isPresent(), "the first is whole");
        assertEquals(Optional.empty(), read.of("a", 0));
        flipped[3] ^= 1;
        Files.write(file, flipped);
        assertEquals(Optional.empty(), PathFile.read(file, 0, NOON).of("b", 0));
    }
}
