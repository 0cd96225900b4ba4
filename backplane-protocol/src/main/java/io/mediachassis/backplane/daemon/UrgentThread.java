package io.mediachassis.backplane.daemon;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the few threads that keep the chassis alive run before all others of the machine: control loops, serial lines,
 * and the Java machine's own thread, which they wait for at each collection. They do little, a few milliseconds a
 * second, but a heartbeat that waits behind somebody's compiler costs an election. Behind them come the threads that
 * send media by the clock, which may do much; a packet that waits is late at all consoles of the blade.
 *
 * <p>A daemon that has much to do until it is in service, and nothing to keep alive before, raises its loop then: some
 * that start at once would keep the processor from all others' loops. Simulated hardware runs above all of them, as
 * hardware does.
 *
 * <p>Round robin of the lowest real-time priorities ({@code sched_setscheduler(2)}): 1 for media, 2 for control, 3 for
 * simulated hardware, since niceness counts only among the processes of one session where the kernel groups these. The
 * kernel leaves others at least 5 % of each second ({@code sched_rt_runtime_us}), and threads and processes made by an
 * urgent thread are ordinary again. Where a priority is not allowed (it takes CAP_SYS_NICE, or {@code LimitRTPRIO=2} of
 * systemd) the next lower one is tried, then niceness; where that is not allowed either, one warning says so. Any
 * thread.
 */
public final class UrgentThread {
    private static final Logger LOG = LoggerFactory.getLogger(UrgentThread.class);
    private static final int SCHED_RR = 2;
    private static final int SCHED_RESET_ON_FORK = 0x40000000;
    private static final int MEDIA_PRIORITY = 1;
    private static final int CONTROL_PRIORITY = 2;
    private static final int HARDWARE_PRIORITY = 3;
    private static final int PRIO_PROCESS = 0;
    private static final int NICE = -15;
    private static final int CALLER = 0;
    private static final Path THREADS = Path.of("/proc/self/task");
    /** As the Java machine calls the thread that stops all others, and with the serial collector collects. */
    private static final String MACHINE_THREAD = "VM Thread";

    private static final AtomicBoolean TOLD = new AtomicBoolean();
    private static final AtomicBoolean MACHINE_RAISED = new AtomicBoolean();

    private UrgentThread() {}

    /** From here on the calling thread is one of control, and what it depends on in the Java machine is as urgent. */
    public static void raise() {
        raiseTo(CONTROL_PRIORITY);
    }

    /** The task as one of a thread of control. */
    public static Runnable of(Runnable task) {
        return raised(CONTROL_PRIORITY, task);
    }

    /** The task as one of a thread that sends media by the clock. */
    public static Runnable ofMedia(Runnable task) {
        return raised(MEDIA_PRIORITY, task);
    }

    /** The task as one of a thread that stands for hardware with a processor of its own. */
    public static Runnable ofHardware(Runnable task) {
        return raised(HARDWARE_PRIORITY, task);
    }

    private static Runnable raised(int priority, Runnable task) {
        return () -> {
            raiseTo(priority);
            task.run();
        };
    }

    private static void raiseTo(int priority) {
        if (!Platform.isLinux()) {
            return;
        }
        raise(CALLER, priority);
        if (!MACHINE_RAISED.getAndSet(true)) {
            raiseMachine();
        }
    }

    private static void raiseMachine() {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                if (Files.readString(thread.resolve("comm")).strip().equals(MACHINE_THREAD)) {
                    raise(Integer.parseInt(String.valueOf(thread.getFileName())), CONTROL_PRIORITY);
                }
            }
        } catch (IOException | NumberFormatException e) {
            LOG.debug("The Java machine's own thread keeps its priority", e);
        }
    }

    private static void raise(int thread, int priority) {
        int errno = 0;
        for (int allowed = priority; allowed > 0; allowed--) {
            try (Memory parameter = new Memory(Integer.BYTES)) {
                parameter.setInt(0, allowed);
                Kernel.sched_setscheduler(thread, SCHED_RR | SCHED_RESET_ON_FORK, parameter);
                return;
            } catch (LastErrorException realTime) {
                errno = realTime.getErrorCode();
            }
        }
        try {
            Kernel.setpriority(PRIO_PROCESS, thread, NICE);
        } catch (LastErrorException nice) {
            if (!TOLD.getAndSet(true)) {
                LOG.warn("Control loops and playout run at ordinary priority (errno {}), so that a busy machine can cost a"
                        + " blade its role and make packets late; give the daemon CAP_SYS_NICE, or LimitRTPRIO=2", errno);
            }
        }
    }

    /** The system calls; loaded with the first urgent thread. */
    private static final class Kernel {
        static {
            Native.register(Kernel.class, "c");
        }

        private Kernel() {}

        @SuppressWarnings("MethodName") // the call's own
        static native int sched_setscheduler(int thread, int policy, Pointer parameter) throws LastErrorException;

        static native int setpriority(int which, int who, int priority) throws LastErrorException;
    }
}
