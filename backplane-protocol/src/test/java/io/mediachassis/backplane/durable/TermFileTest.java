package io.mediachassis.backplane.durable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.term.Term;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TermFileTest {
    @TempDir
    Path folder;

    @Test
    void rememberTheHighestOverAStart() throws IOException {
        Path file = folder.resolve("term");
        try (TermFile terms = TermFile.open(file)) {
            assertEquals(Term.NONE, terms.highest());
            assertTrue(terms.raise(new Term(1, 1)));
            assertTrue(terms.raise(new Term(1, 2)));
            assertTrue(terms.raise(new Term(4_000_000_000L, 1)));
        }
        try (TermFile terms = TermFile.open(file)) {
            assertEquals(new Term(4_000_000_000L, 1), terms.highest());
            assertFalse(terms.raise(new Term(1, 9)));
            assertTrue(terms.raise(new Term(4_000_000_000L, 1)), "the same term again is no step back");
            assertEquals(new Term(4_000_000_000L, 1), terms.highest());
        }
    }

    @Test
    void aTornWriteAtAnyByteKeepsTheTermBefore() throws IOException {
        Path file = folder.resolve("term");
        byte[] before;
        byte[] after;
        try (TermFile terms = TermFile.open(file)) {
            terms.raise(new Term(7, 1));
            terms.raise(new Term(7, 2));
            before = Files.readAllBytes(file);
            terms.raise(new Term(8, 3));
            after = Files.readAllBytes(file);
        }
        for (int cut = 0; cut <= before.length; cut++) {
            byte[] torn = before.clone();
            System.arraycopy(after, 0, torn, 0, cut);
            Files.write(file, torn);
            try (TermFile terms = TermFile.open(file)) {
                Term expected = Arrays.equals(torn, after) ? new Term(8, 3) : new Term(7, 2);
                assertEquals(expected, terms.highest(), "cut at " + cut);
                assertTrue(terms.raise(new Term(9, 1)));
            }
            try (TermFile terms = TermFile.open(file)) {
                assertEquals(new Term(9, 1), terms.highest(), "cut at " + cut);
            }
        }
    }

    @Test
    void refusesToForget() throws IOException {
        Path file = folder.resolve("term");
        Files.write(file, new byte[1024]);
        assertTrue(assertThrows(IOException.class, () -> TermFile.open(file))
                .toString()
                .contains("damaged"));
        Files.write(file, new byte[0]);
        assertThrows(IOException.class, () -> TermFile.open(file));
    }

    @Test
    void durableFileReplacesWholeAndCleansUpAfterACrash() throws IOException {
        Path file = folder.resolve("data");
        DurableFile.write(file, bytes("one"));
        Files.write(DurableFile.temporary(file), bytes("half a wri")); // what a crash leaves
        assertArrayEquals(bytes("one"), Files.readAllBytes(file));
        DurableFile.write(file, bytes("two"), DurableFile.OWNER_ONLY);
        assertArrayEquals(bytes("two"), Files.readAllBytes(file));
        assertEquals(DurableFile.OWNER_ONLY, Files.getPosixFilePermissions(file));
        try (var names = Files.list(folder)) {
            assertEquals(1, names.count());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
