package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.playout.IndexTimeLine;
import io.mediachassis.blade.playout.PlayoutSegment;
import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.ts.SegmentIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A source of a program that is still being taken in. */
class ProgramSourceTest {
    private static final long SECOND = SegmentIndex.TICKS_PER_SECOND;
    private static final int BYTES = 1880;

    /** What there is of the program at a time. */
    private static final class Intake implements HeldSegments {
        @Nullable Manifest manifest = soFar("a", 2);
        boolean growing = true;
        int read;

        @Override
        public Optional<Manifest> manifest(String programId) {
            return Optional.ofNullable(manifest);
        }

        @Override
        public boolean isGrowing(String programId) {
            return growing;
        }

        @Override
        public boolean isWhole(Manifest of, int segment) {
            return true;
        }

        @Override
        public boolean isArriving(Manifest of, int segment) {
            return false;
        }

        @Override
        public PlayoutSegment segment(Manifest of, int segment) {
            read++;
            Manifest.Entry entry = of.segments().get(segment);
            return new PlayoutSegment(Path.of("s" + segment), entry.bytes(), new IndexTimeLine(
                    SegmentIndex.empty(entry.startTicks(), entry.startTicks() + entry.durationTicks())));
        }
    }

    private static Manifest soFar(String hash, int segments) {
        List<Manifest.Entry> entries = new ArrayList<>();
        for (int n = 0; n < segments; n++) {
            entries.add(new Manifest.Entry(BYTES, n * SECOND, SECOND, hash, hash));
        }
        return new Manifest(1, "p", "P", 0, segments * SECOND, (long) segments * BYTES, "", "", entries);
    }

    private final Intake intake = new Intake();

    private ProgramSource source() throws IOException {
        return new ProgramSource(soFar("a", 2), intake, chunk -> true);
    }

    @Test
    void growsAtItsEnd_untilItIsPublished() throws IOException {
        ProgramSource source = source();
        PlayoutSegment first = source.segment(0);
        assertFalse(source.complete());
        intake.manifest = soFar("a", 5);
        assertTrue(source.refreshChanged());
        assertEquals(5, source.segments());
        assertEquals(5 * SECOND, source.endTicks());
        assertEquals(5 * SECOND, source.durationTicks());
        assertEquals(first, source.segment(0));
        assertEquals(5, intake.read, "each is looked at once");
        assertFalse(source.complete());
        intake.growing = false;
        intake.manifest = soFar("a", 6);
        assertTrue(source.refreshChanged());
        assertTrue(source.complete());
        assertEquals(6, source.segments());
    }

    @Test
    void whatIsPublishedWhileItIsOpened_isSeenAtTheNextLook() throws IOException {
        intake.growing = false;
        intake.manifest = soFar("a", 3);
        ProgramSource source = source();
        assertFalse(source.complete(), "it was opened by a manifest that had more to come");
        assertTrue(source.refreshChanged());
        assertTrue(source.complete());
        assertEquals(3, source.segments());
    }

    @Test
    void whatIsGivenUp_orAnotherByThatId_doesNotGoOn() throws IOException {
        ProgramSource source = source();
        intake.manifest = null;
        assertFalse(source.refreshChanged());
        intake.manifest = soFar("b", 5);
        assertFalse(source.refreshChanged(), "another one comes in by the same id");
        intake.manifest = soFar("a", 1);
        assertFalse(source.refreshChanged());
        assertEquals(2, source.segments());
    }

    @Test
    void aWholeProgramIsComplete_alsoOnceItIsRemoved() throws IOException {
        intake.growing = false;
        ProgramSource source = source();
        assertTrue(source.complete());
        intake.manifest = null;
        assertTrue(source.refreshChanged(), "whoever plays it plays on by the open files");
    }
}
