package io.mediachassis.sim.unit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
                "sleeper", List.of("sh", "-c", "echo $$; exec sleep 60"), Map.of(), null, folder.resolve("log"), timer,
                new SystemClock());
    }

    @AfterEach
    void end() {
        process.kill();
        timer.shutdownNow();
    }

    private long running() {
        await().until(() -> process.pid().isPresent());
        return process.pid().orElseThrow();
    }

    /** A daemon is killed with the thread that made it. */
    @Test
    void outlivesTheThreadThatWantedIt() throws Exception {
        SupervisedProcess bound = new SupervisedProcess(
                "bound", List.of("setpriv", "--pdeathsig", "KILL", "sh", "-c", "echo bound; exec sleep 60"), Map.of(), null,
                folder.resolve("bound"), timer, new SystemClock());
        Thread board = new Thread(() -> {
            bound.start();
            // Until the process has asked for the signal, which it would miss otherwise.
            await().until(() -> Files.exists(folder.resolve("bound")) && Files.size(folder.resolve("bound")) > 0);
        });
        board.start();
        board.join();
        timer.schedule(() -> {}, 100, TimeUnit.MILLISECONDS).get();
        try {
            assertEquals(1, Files.readAllLines(folder.resolve("bound")).size());
            assertTrue(bound.pid().isPresent(), "killed with the thread");
        } finally {
            bound.kill();
        }
    }

    @Test
    void comesBackAfterACrash() {
        process.start();
        long first = running();
        process.crash();
        await().until(() -> process.pid().isPresent() && process.pid().getAsLong() != first);
    }

    /** A board that is reset while its agent waits for its restart. */
    @Test
    void theRestartOfAnEarlierLifeStartsNoSecondProcess() throws Exception {
        process.start();
        running();
        process.crash();
        await().until(() -> process.pid().isEmpty());
        process.kill();
        process.start();
        long pid = running();
        timer.schedule(() -> {}, PAUSE_AND_MORE_MS, TimeUnit.MILLISECONDS).get();
        assertEquals(pid, running());
        await().until(() -> !Files.readAllLines(folder.resolve("log")).isEmpty());
        assertTrue(Files.readAllLines(folder.resolve("log")).size() <= 2, "started a third time");
    }

    @Test
    void tellsWhyItCannotGoOn() {
        SupervisedProcess broken = new SupervisedProcess("broken", List.of("sh", "-c",
                "echo '2026-11-21T10:00:00.000Z ERROR [main] Agent: There is no volume'; echo later; exit 3"),
                Map.of(), null, folder.resolve("broken"), timer, new SystemClock());
        broken.start();
        await().until(() -> broken.failure().isPresent());
        assertEquals("ended with status 3: There is no volume", broken.failure().orElseThrow());
        broken.kill();
        assertTrue(process.failure().isEmpty());
        process.start();
        running();
        process.crash();
        await().until(() -> process.pid().isEmpty());
        assertTrue(process.failure().isEmpty(), "a kill is not its own failure");
    }

    /** What a daemon has started does not end with it. */
    @Test
    void whatItLeavesBehindIsFound() throws Exception {
        Path child = folder.resolve("child");
        SupervisedProcess parent = new SupervisedProcess("parent", List.of("setsid", "sh", "-c",
                "sleep 60 & echo $! > '" + child + "'; wait"),
                Map.of(), null, folder.resolve("parent"), timer, new SystemClock());
        parent.start();
        await().until(() -> Files.exists(child) && Files.size(child) > 0);
        long pid = Long.parseLong(Files.readString(child).strip());
        Map<Long, String> sessions = Map.of(parent.sessions().get(0), "parent");
        try {
            assertEquals(2, Sessions.running(sessions).size());
            parent.kill();
            assertEquals(List.of("parent (process " + pid + ")"), Sessions.running(sessions));
        } finally {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        await().until(() -> Sessions.running(sessions).isEmpty());
    }
}
