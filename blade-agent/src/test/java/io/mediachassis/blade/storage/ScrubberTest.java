package io.mediachassis.blade.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.os.DirectOutput;
import io.mediachassis.blade.playout.IoChannel;
import io.mediachassis.blade.ts.SegmenterSettings;
import io.mediachassis.blade.ts.TsSamples;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScrubberTest {
    @TempDir
    private Path dir;

    @Test
    void damagedSegmentIsNoLongerHeldAndTheRestIs() throws Exception {
        StoreSettings settings = new StoreSettings(SegmenterSettings.ofTarget(Duration.ofSeconds(2)), 0, 1000);
        List<Path> volumes = List.of(dir.resolve("volume-1"));
        try (ProgramStore store = ProgramStore.open(volumes, ProgramStoreTest.CLOCK, settings);
                Scrubber scrubber = new Scrubber(store, volumes.get(0), DirectOutput.Write::run)) {
            assertFalse(scrubber.step());
            try (ProgramWriter writer = store.create("film", "Film")) {
                writer.write(ByteBuffer.wrap(TsSamples.h264()));
                writer.complete();
            }
            run(scrubber, 4);
            assertEquals(0, scrubber.counts().get(ScrubCounter.DAMAGED));
            Path bad = store.program("film").orElseThrow().segment(2).file();
            byte[] media = Files.readAllBytes(bad);
            media[media.length - 1] ^= 1;
            Files.write(bad, media);
            run(scrubber, 8);
            assertEquals(1, scrubber.counts().get(ScrubCounter.DAMAGED));
            assertEquals(List.of(0, 1, 3, 3), store.holding("film").orElseThrow().heldRanges());
            assertTrue(Files.exists(dir.resolve("volume-1/damaged/film-1/00002.ts")));
            Files.delete(store.holding("film").orElseThrow().segment(0).file());
            run(scrubber, 11);
            assertEquals(List.of(1, 1, 3, 3), store.holding("film").orElseThrow().heldRanges());
        }
    }

    @Test
    void volumeThatStops_saysNothingOfItsSegments() throws Exception {
        StoreSettings settings = new StoreSettings(SegmenterSettings.ofTarget(Duration.ofSeconds(2)), 0, 1000);
        List<Path> volumes = List.of(dir.resolve("volume-1"));
        IoChannel channel = new IoChannel("volume-1", 1, 8, false, ProgramStoreTest.CLOCK);
        try (ProgramStore store = ProgramStore.open(volumes, ProgramStoreTest.CLOCK, settings);
                Scrubber scrubber = new Scrubber(store, volumes.get(0), channel::scrub)) {
            try (ProgramWriter writer = store.create("film", "Film")) {
                writer.write(ByteBuffer.wrap(TsSamples.h264()));
                writer.complete();
            }
            channel.close();
            for (int i = 0; i < 4; i++) {
                assertTrue(scrubber.step());
            }
            assertEquals(0, scrubber.counts().get(ScrubCounter.DAMAGED));
            assertEquals(List.of(0, 3), store.holding("film").orElseThrow().heldRanges());
        }
    }

    private static void run(Scrubber scrubber, int checked) {
        for (int i = 0; i < 100 && scrubber.counts().get(ScrubCounter.SEGMENTS) < checked; i++) {
            assertTrue(scrubber.step());
        }
        assertEquals(checked, scrubber.counts().get(ScrubCounter.SEGMENTS));
    }
}
