package io.mediachassis.sim.unit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedProcessTest {
    private static final long PAUSE_AND_MORE_MS = 700;

    @TempDir
    Path folder;

    private ScheduledExecutorService timer;
    private SupervisedProcess process;

    @BeforeEach
    void begin() {
        timer = Executors.newSingleThreadScheduledExecutor();
        process = new SupervisedProcess(
                "sleeper", List.of("sh", "-c", "echo $$; exec sleep 60"), Map.of(), folder.resolve("log"), timer,
                new SystemClock());
    }

    @AfterEach
    void end() {
        process.kill();
        timer.shutdownNow();
    }

    @Test
    void comesBackAfterACrash() {
        process.start();
        long first = process.pid().orElseThrow();
        process.crash();
        await().until(() -> process.pid().isPresent() && process.pid().getAsLong() != first);
    }

    /** A board that is reset while its agent waits for its restart. */
    @Test
    void theRestartOfAnEarlierLifeStartsNoSecondProcess() throws Exception {
        process.start();
        process.crash();
        await().until(() -> process.pid().isEmpty());
        process.kill();
        process.start();
        OptionalLong pid = process.pid();
        assertTrue(pid.isPresent());
        timer.schedule(() -> {}, PAUSE_AND_MORE_MS, TimeUnit.MILLISECONDS).get();
        assertEquals(pid, process.pid());
        await().until(() -> !Files.readAllLines(folder.resolve("log")).isEmpty());
        assertTrue(Files.readAllLines(folder.resolve("log")).size() <= 2, "started a third time");
    }
}
