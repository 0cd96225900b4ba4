package io.mediachassis.sim.console.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the file after servers gave some of it. */
final class FileFetchTest {
    private static final Place A = new Place("primary", "http://a:80", "/", "f");
    private static final Place R = new Place("alternate", "rtsp://r:554", "/", "f");
    private static final int BYTES = 300_000;

    private final List<Long> asked = new ArrayList<>();
    private byte[] film = random(1);
    /** The server of files breaks off there, once; then there is nothing for a while, or all. */
    private int breaksOff = 200_000;
    private boolean comesBack = true;
    private boolean streamEnds;
    private Path to;

    @TempDir
    private Path folder;

    @BeforeEach
    void name() {
        to = folder.resolve("f.part");
    }

    private static byte[] random(int seed) {
        byte[] bytes = new byte[BYTES];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private void file(long from, PartFile part) throws IOException {
        asked.add(from);
        int end = breaksOff > from || !comesBack ? breaksOff : BYTES;
        part.from(from);
        part.write(film, (int) from, end - (int) from);
        if (end < BYTES) {
            throw new IOException("reset");
        }
    }

    private void stream(PartFile part) throws IOException {
        part.from(0);
        part.write(random(9), 0, 5000);
        if (!streamEnds) {
            throw new IOException("3 packets were lost for good");
        }
    }

    private FileFetch.Fetched fetch(boolean hashed, Place... places) throws Exception {
        Path whole = Files.write(folder.resolve("whole"), film);
        String sha256 = hashed ? Hashes.sha256(whole) : "";
        Files.delete(whole);
        PrintStream nobody = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Fetcher files = (place, from, part) -> file(from, part);
        return new FileFetch(Duration.ofMinutes(1), new SystemClock(), nobody, files, files,
                (place, from, part) -> stream(part)).fetch(List.of(places), BYTES, sha256, to);
    }

    private List<Path> left() throws IOException {
        try (var left = Files.list(folder)) {
            return left.toList();
        }
    }

    @Test
    void aStreamThatFailsTakesNothingOfWhatOthersGave() throws Exception {
        for (boolean hashed : new boolean[] {true, false}) {
            asked.clear();
            FileFetch.Fetched fetched = fetch(hashed, A, R);
            assertTrue(fetched.here());
            assertEquals(List.of(0L, 200_000L), asked);
            assertArrayEquals(film, Files.readAllBytes(to));
            assertEquals(List.of("reset", "3 packets were lost for good"),
                    fetched.errors().stream().map(PlaceError::error).toList(), "and nobody is called a liar");
            assertEquals(List.of(to), left());
            Files.delete(to);
        }
    }

    @Test
    void aStreamThatEndsIsTheFile() throws Exception {
        streamEnds = true;
        assertTrue(fetch(true, A, R).here());
        assertArrayEquals(Arrays.copyOf(random(9), 5000), Files.readAllBytes(to));
        assertEquals(List.of(to), left());
    }

    @Test
    void anotherRunGoesOnWithTheSameVersion_andBeginsAnewWithAnother() throws Exception {
        comesBack = false;
        assertFalse(fetch(true, A).here());
        breaksOff = 280_000;
        assertFalse(fetch(true, A).here());
        assertEquals(List.of(0L, 200_000L, 200_000L, 280_000L), asked);
        asked.clear();
        film = random(2);
        comesBack = true;
        FileFetch.Fetched fetched = fetch(true, A);
        assertTrue(fetched.here());
        assertEquals(List.of(0L, 280_000L), asked);
        assertArrayEquals(film, Files.readAllBytes(to));
        assertEquals(List.of(to), left());
    }

    @Test
    void ofWhatNobodyCanCheckAnotherRunBeginsAnew() throws Exception {
        comesBack = false;
        assertFalse(fetch(false, A).here());
        asked.clear();
        film = random(2);
        breaksOff = BYTES;
        assertTrue(fetch(false, A).here());
        assertEquals(List.of(0L), asked);
        assertArrayEquals(film, Files.readAllBytes(to));
    }
}
