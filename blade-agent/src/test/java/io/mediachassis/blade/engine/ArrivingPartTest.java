package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.blade.http.ArrivingPart;
import io.mediachassis.blade.http.HeldProgram;
import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.ProgramWriter;
import io.mediachassis.blade.storage.Segment;
import io.mediachassis.blade.storage.SegmentReceiver;
import io.mediachassis.blade.storage.SegmentReceiver.Growing;
import io.mediachassis.blade.storage.StoreSettings;
import io.mediachassis.blade.ts.SegmenterSettings;
import io.mediachassis.blade.ts.TsSamples;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What HTTP can send of a segment that is on its way here. */
class ArrivingPartTest {
    private static final StoreSettings SETTINGS =
            new StoreSettings(SegmenterSettings.ofTarget(Duration.ofSeconds(2)), 0, 1000);

    @Test
    void itIsReadableAsFarAsItHasCome_untilItIsOver(@TempDir Path folder) throws Exception {
        try (ProgramStore origin = ProgramStore.open(folder.resolve("origin"), new SystemClock(), SETTINGS);
                ProgramStore store = ProgramStore.open(folder.resolve("here"), new SystemClock(), SETTINGS)) {
            Program film;
            try (ProgramWriter writer = origin.create("film", "Film")) {
                writer.write(ByteBuffer.wrap(TsSamples.h264()));
                film = writer.complete();
            }
            Manifest manifest = film.manifest();
            Segment first = film.segment(0);
            ArrivingSegments arriving = new ArrivingSegments();
            Holdings holdings = new Holdings(store, arriving, new LastUse(new SystemClock()), new FilledSegments(0));
            assertTrue(holdings.findArriving("film").isEmpty());
            arriving.begin(manifest, 0);
            HeldProgram comes = holdings.findArriving("film").orElseThrow();
            assertEquals(film.bytes(), comes.bytes());
            assertFalse(comes.segments().get(0).held());
            assertTrue(holdings.arriving("film", 0, first.sha256()).isEmpty(), "nothing can be sent yet");
            try (SegmentReceiver receiver = store.receive(manifest)) {
                receiver.sidecar(0, Files.readAllBytes(first.sidecar()));
                receiver.append(0, ByteBuffer.wrap(Files.readAllBytes(first.file())));
                Growing growing = receiver.growing(0).orElseThrow();
                arriving.progress(manifest, 0, new Growing(growing.file(), growing.index(), first::bytes));
                ArrivingPart part = holdings.arriving("film", 0, first.sha256()).orElseThrow();
                assertEquals(first.bytes(), part.readable());
                assertTrue(Files.exists(part.file()));
                assertTrue(holdings.arriving("film", 0, "another").isEmpty());
                assertTrue(holdings.arriving("film", 1, film.segment(1).sha256()).isEmpty());
                assertTrue(holdings.arriving("film", 1000, first.sha256()).isEmpty());
                arriving.again(manifest, 0);
                arriving.progress(manifest, 0, new Growing(growing.file(), growing.index(), first::bytes));
                assertEquals(-1, part.readable(), "what came was wrong, and this is another copy");
                ArrivingPart next = holdings.arriving("film", 0, first.sha256()).orElseThrow();
                receiver.finishSegment(0);
                arriving.end(manifest, 0, true);
                assertEquals(-1, next.readable(), "it is whole");
                assertTrue(holdings.findInPart("film").orElseThrow().segments().get(0).held());
            }
        }
    }
}
