package io.mediachassis.blade.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.blade.playout.DiskVerdict;
import io.mediachassis.blade.playout.WatchedDisk;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.StoreSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeWatchTest {
    private final Disk disk = new Disk();
    private final List<String> out = new ArrayList<>();
    private Path folder;
    private ProgramStore store;
    private VolumeWatch watch;
    private int onlyHere;

    private static final class Disk implements WatchedDisk {
        private @Nullable DiskVerdict verdict;
        private String failed = "";

        @Override
        public String volume() {
            return "volume-1";
        }

        @Override
        public Optional<DiskVerdict> check() {
            return Optional.ofNullable(verdict);
        }

        @Override
        public void fail(String reason) {
            failed = reason;
        }
    }

    @BeforeEach
    void open(@TempDir Path temporary) throws IOException {
        folder = temporary.resolve("volume-1");
        store = ProgramStore.open(folder, new SystemClock(), StoreSettings.defaults());
        watch = new VolumeWatch(store, List.of(folder), List.of(disk));
        watch.listener((volume, reason) -> out.add(volume + ": " + reason));
        watch.onlyHere(volume -> onlyHere);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void slowVolume_staysWhileItHasWhatNobodyElseHas() {
        onlyHere = 3;
        disk.verdict = new DiskVerdict(true, "reads are slow");
        watch.run();
        assertTrue(store.inUse(folder));
        assertEquals(List.of("Volume volume-1 is slow: reads are slow; it stays, since 3 of its segments are on no other "
                + "blade; make copies of them, and replace the disk"), watch.problems());
        onlyHere = 0;
        watch.run();
        assertFalse(store.inUse(folder), "now they are elsewhere");
        assertEquals(List.of("volume-1: reads are slow"), out);
        assertEquals(List.of("Volume volume-1 is taken out: reads are slow; replace the disk and restart the blade"),
                watch.problems());
        watch.run();
        assertEquals(1, out.size(), "told once");
    }

    @Test
    void volumeThatAnswersInTimeAgain_isNoProblemAnyMore() {
        onlyHere = 1;
        disk.verdict = new DiskVerdict(true, "reads are slow");
        watch.run();
        disk.verdict = null;
        watch.run();
        assertEquals(List.of(), watch.problems());
        assertTrue(store.inUse(folder));
    }

    @Test
    void failedVolume_isTakenOutWhateverItHas() {
        onlyHere = 3;
        disk.verdict = new DiskVerdict(false, "input/output errors");
        watch.run();
        assertFalse(store.inUse(folder));
        assertEquals("input/output errors", disk.failed);
    }

    @Test
    void volumeThatCouldNotBeOpened_isAProblem_andTheOthersAreLookedAfter() {
        watch = new VolumeWatch(store, List.of(folder.resolveSibling("volume-0"), folder), List.of(new Disk(), disk));
        disk.verdict = new DiskVerdict(false, "input/output errors");
        watch.run();
        assertFalse(store.inUse(folder));
        assertEquals(2, watch.problems().size(), watch.problems().toString());
    }
}
