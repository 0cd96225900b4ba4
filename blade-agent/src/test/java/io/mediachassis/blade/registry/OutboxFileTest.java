package io.mediachassis.blade.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.registry.HoldingChange;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.backplane.registry.StationReport.Changes;
import io.mediachassis.backplane.term.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("outbox");
    }

    private static StationReport report(long sequence) {
        StationHolding copy = new StationHolding("film-" + sequence, "ab", 9, SegmentRanges.of(1));
        return new StationReport("north", new Term(1, 2), sequence, new Changes(List.of(HoldingChange.added(copy))));
    }

    private List<StationReport> reopened() throws IOException {
        try (OutboxFile again = new OutboxFile(file)) {
            return again.reports();
        }
    }

    @Test
    void whatIsKeptIsThereAfterACrashAndWhatIsForgottenIsNot() throws IOException {
        try (OutboxFile outbox = new OutboxFile(file)) {
            outbox.keep(report(1));
            outbox.keep(report(2));
            outbox.keep(report(3));
            outbox.forget(report(2));
            outbox.forget(report(9));
        }
        assertEquals(List.of(report(1), report(3)), reopened());
        assertEquals(List.of(report(1), report(3)), reopened());
    }

    @Test
    void aTornRecordEndsTheRowWhereverItIsTorn() throws IOException {
        long second;
        try (OutboxFile outbox = new OutboxFile(file)) {
            outbox.keep(report(1));
            second = Files.size(file);
            outbox.keep(report(2));
        }
        byte[] whole = Files.readAllBytes(file);
        for (int length = (int) second; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertEquals(List.of(report(1)), reopened(), "torn at " + length);
        }
        for (int at = (int) second; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);
            assertEquals(List.of(report(1)), reopened(), "damaged at " + at);
        }
    }

    @Test
    void itDoesNotGrowForEver() throws IOException {
        try (OutboxFile outbox = new OutboxFile(file)) {
            for (int n = 1; n <= 600; n++) {
                outbox.keep(report(n));
                if (n > 3) {
                    outbox.forget(report(n - 3));
                }
            }
        }
        assertTrue(Files.size(file) < 20_000, () -> file + " is large");
        assertEquals(List.of(report(598), report(599), report(600)), reopened());
    }
}
