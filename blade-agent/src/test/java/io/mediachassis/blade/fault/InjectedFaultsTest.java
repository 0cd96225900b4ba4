package io.mediachassis.blade.fault;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.blade.os.DiskException;
import io.mediachassis.blade.os.DiskFaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class InjectedFaultsTest {
    private Path file;
    private InjectedFaults faults;
    private DiskFaults first;
    private DiskFaults second;

    @BeforeEach
    void noFile(@TempDir Path folder) {
        file = folder.resolve("disk-faults");
        faults = new InjectedFaults(file, new SystemClock());
        first = faults.of("volume-1");
        second = faults.of("volume-2");
        faults.run();
    }

    private void told(String text) throws IOException {
        Files.writeString(file, text);
        faults.run();
    }

    @Test
    void failingDisk_refusesBothAndTheOtherNothing() throws IOException {
        told("volume-1 failing\n");
        assertTrue(assertThrows(DiskException.class, first::onRead).mediumFailed());
        assertTrue(assertThrows(DiskException.class, first::onWrite).mediumFailed());
        second.onRead();
        second.onWrite();
        Files.delete(file);
        faults.run();
        first.onRead();
    }

    @Test
    void fullDisk_isReadAndTakesNothing() throws IOException {
        assertEquals(77, first.free(77));
        told("volume-1 full\nvolume-2 well\n");
        first.onRead();
        DiskException refused = assertThrows(DiskException.class, first::onWrite);
        assertFalse(refused.mediumFailed());
        assertTrue(refused.getMessage().contains("No space left"), refused.getMessage());
        assertEquals(0, first.free(77));
        assertEquals(77, second.free(77));
    }

    @Test
    void slowDisk_holdsUpUntilItIsWell() throws Exception {
        told("volume-1 slow 3600000");
        CompletableFuture<Void> read = CompletableFuture.runAsync(() -> assertDoesNotThrow(first::onRead));
        assertThrows(TimeoutException.class, () -> read.get(200, TimeUnit.MILLISECONDS));
        faults.close();
        read.get();
        told("volume-1 slow 3600000\n");
        first.onRead();
    }

    @Test
    void slowDisk_takesSoMuchLonger() throws IOException {
        told("volume-1 slow 120");
        SystemClock clock = new SystemClock();
        long before = clock.nanoTime();
        first.onWrite();
        assertTrue(clock.nanoTime() - before >= Duration.ofMillis(120).toNanos());
    }

    @Test
    void whatCannotBeRead_changesNothing() throws IOException {
        told("volume-1 failing");
        told("volume-1 broken");
        assertThrows(DiskException.class, first::onRead);
        told("volume-1 slow 0");
        assertThrows(DiskException.class, first::onRead);
    }

    @Test
    void writtenFaultsAreRead() throws IOException {
        told(InjectedFaults.write(new TreeMap<>(Map.of(
                "volume-1", new VolumeFault.Failing(), "volume-2", new VolumeFault.Full()))));
        assertThrows(DiskException.class, first::onRead);
        assertEquals(0, second.free(1));
        assertEquals(new VolumeFault.Slow(Duration.ofSeconds(3)), VolumeFault.parse("slow 3000"));
    }
}
