package io.mediachassis.backplane.daemon;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** By what the kernel says of the thread; where nothing may be raised, there is nothing to test. */
class UrgentThreadTest {
    private static final Path STAT = Path.of("/proc/thread-self/stat");

    @Test
    void threadIsUrgentAndWhatItStartsIsNot() throws InterruptedException {
        assumeTrue(Files.isReadable(STAT));
        String ordinary = priority();
        AtomicReference<String> raised = new AtomicReference<>("");
        AtomicReference<String> child = new AtomicReference<>("");
        Thread thread = new Thread(UrgentThread.of(() -> {
            raised.set(priority());
            Thread started = new Thread(() -> child.set(priority()));
            started.start();
            try {
                started.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        thread.start();
        thread.join();
        assumeTrue(raised.get().startsWith("-"), "no real-time priority for this user");
        assertNotEquals(ordinary, raised.get());
        assertFalse(child.get().startsWith("-"), child.get());
    }

    @Test
    void controlComesBeforeMediaAndSimulatedHardwareBeforeBoth() throws InterruptedException {
        assumeTrue(Files.isReadable(STAT));
        int media = priorityIn(UrgentThread::ofMedia);
        int control = priorityIn(UrgentThread::of);
        int hardware = priorityIn(UrgentThread::ofHardware);
        assumeTrue(hardware < -3, "no real-time priority of 3 for this user");
        assertTrue(hardware < control && control < media && media < 0, hardware + ", " + control + ", " + media);
    }

    private static int priorityIn(UnaryOperator<Runnable> urgency) throws InterruptedException {
        AtomicReference<String> raised = new AtomicReference<>("");
        Thread thread = new Thread(urgency.apply(() -> raised.set(priority())));
        thread.start();
        thread.join();
        return Integer.parseInt(raised.get());
    }

    /** The 18th field of proc(5)'s stat: negative for real-time policies. */
    private static String priority() {
        try {
            String stat = Files.readString(STAT);
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[15];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
