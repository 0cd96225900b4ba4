package io.mediachassis.sim.unit;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.supervisor.DescriptorStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One daemon as a process, kept running while it is wanted, as systemd keeps it on a board: it is started again after a
 * pause when it ends by itself. Its output goes to its log. All methods from any thread.
 *
 * <pre>
 *   stopped --start--> running --exit--> pausing --pause over--> running
 *      ^------stop/kill-----+---------------+
 * </pre>
 *
 * Every process is made on the timer's thread. A daemon asks the kernel to be killed with its parent
 * ({@code prctl(PR_SET_PDEATHSIG)}), and its parent is not this process but the thread that made it.
 */
public final class SupervisedProcess {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisedProcess.class);
    private static final long RESTART_PAUSE_MS = 500;
    private static final long RESTART_PAUSE_MAX_MS = 10_000;

    private static final int SESSIONS_KEPT = 16;

    /** From this status on a signal ended it. */
    private static final int KILLED = 128;

    /** A process that ran so long did start; the pauses only hold back one that can't. */
    private static final long STARTED_WELL_NS = 4_000_000_000L;

    private final String name;
    private final List<String> command;
    private final Path log;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Map<String, String> environment;
    private final @Nullable DescriptorStore descriptors;
    private @Nullable Process process;
    private @Nullable ScheduledFuture<?> restart;
    private boolean wanted;
    private int starts;
    private long startedNs;
    private String lastEnd = "";
    private final Deque<Long> sessions = new ArrayDeque<>();

    /**
     * A process that does not run yet.
     *
     * @param environment added to this process' own
     * @param descriptors keeps what the daemon leaves for the next process; null: nothing is kept
     * @param timer of one thread, which lives as long as the process is wanted
     */
    public SupervisedProcess(
            String name,
            List<String> command,
            Map<String, String> environment,
            @Nullable DescriptorStore descriptors,
            Path log,
            ScheduledExecutorService timer,
            Clock clock) {
        this.environment = Map.copyOf(environment);
        this.descriptors = descriptors;
        this.name = name;
        this.command = List.copyOf(command);
        this.log = log;
        this.timer = timer;
        this.clock = clock;
    }

    /** Starts it, unless it runs; returns before it does. */
    public synchronized void start() {
        wanted = true;
        starts = 0;
        lastEnd = "";
        forgetRestart();
        timer.execute(this::launch);
    }

    /** Ends it at once, as a power cut does; returns when the process is gone. */
    public void kill() {
        end(true, Duration.ZERO);
    }

    /** Asks it to end, waits, and ends it at once if it does not; returns when the process is gone. */
    public void stop(Duration patience) {
        end(false, patience);
    }

    /** Kills the process but goes on supervising: it comes back, as after a crash. */
    public void crash() {
        Process running;
        synchronized (this) {
            running = process;
        }
        if (running != null) {
            running.destroyForcibly();
        }
    }

    /** Process id while it runs. */
    public synchronized OptionalLong pid() {
        return process == null ? OptionalLong.empty() : OptionalLong.of(process.pid());
    }

    /**
     * When the running process was started, on the launcher's clock.
     *
     * @return empty while it does not run
     */
    public synchronized OptionalLong startedNs() {
        return process == null ? OptionalLong.empty() : OptionalLong.of(startedNs);
    }

    /**
     * How it failed last: its status and its last word in the log.
     *
     * @return empty when it has not, or goes on well since
     */
    public synchronized Optional<String> failure() {
        boolean well = process != null && clock.nanoTime() - startedNs >= STARTED_WELL_NS;
        return lastEnd.isEmpty() || well ? Optional.empty() : Optional.of(lastEnd);
    }

    /** Sessions (setsid(2)) of its latest processes, which are these processes' ids. */
    public synchronized List<Long> sessions() {
        return List.copyOf(sessions);
    }

    /** Connections that are kept for the daemon now. */
    public int connectionsKept() {
        return descriptors == null ? 0 : descriptors.size();
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    private void end(boolean force, Duration patience) {
        Process running;
        synchronized (this) {
            wanted = false;
            running = process;
            forgetRestart();
        }
        if (running == null) {
            if (descriptors != null) {
                descriptors.clear();
            }
            return;
        }
        try {
            if (!force) {
                running.destroy();
                if (running.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                LOG.warn("{} did not end within {}; it is killed", name, patience);
            }
            running.destroyForcibly().waitFor();
            gone(running);
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** It was waited for: a start that follows at once need not wait for {@link #onExit}. */
    private synchronized void gone(Process ended) {
        if (process == ended) {
            process = null;
            if (descriptors != null) {
                descriptors.clear();
            }
        }
    }

    /** A restart left over from before would bring a second process up, and lose the first from sight. */
    private void forgetRestart() {
        if (restart != null) {
            restart.cancel(false);
            restart = null;
        }
    }

    private synchronized void launch() {
        if (!wanted || process != null) {
            return;
        }
        starts++;
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            builder.environment().putAll(kept());
            startedNs = clock.nanoTime();
            Process started = builder.start();
            process = started;
            sessions.addLast(started.pid());
            if (sessions.size() > SESSIONS_KEPT) {
                sessions.removeFirst();
            }
            started.onExit().thenAccept(this::onExit);
        } catch (IOException e) {
            wanted = false;
            LOG.error("{} can't be started: {}", name, e.getMessage());
        }
    }

    /** Without a place to keep them in, connections end with the daemon, and nothing else. */
    private Map<String, String> kept() {
        try {
            return descriptors == null ? Map.of() : descriptors.open();
        } catch (IOException e) {
            LOG.warn("{}'s connections are not kept over its end: {}", name, e.getMessage());
            return Map.of();
        }
    }

    private synchronized void onExit(Process ended) {
        if (process != ended) {
            return;
        }
        process = null;
        if (descriptors != null && !wanted) {
            descriptors.clear();
        }
        if (wanted) {
            if (descriptors != null) {
                descriptors.processEnded();
            }
            if (clock.nanoTime() - startedNs >= STARTED_WELL_NS) {
                starts = 1;
            }
            long pause = Math.min(RESTART_PAUSE_MAX_MS, RESTART_PAUSE_MS << Math.min(5, starts - 1));
            LOG.info("{} ended with status {}; it starts again in {} ms", name, ended.exitValue(), pause);
            if (ended.exitValue() < KILLED) {
                lastEnd = "ended with status " + ended.exitValue() + ": " + LastWords.of(log);
            }
            restart = timer.schedule(this::launch, pause, TimeUnit.MILLISECONDS);
        }
    }
}
