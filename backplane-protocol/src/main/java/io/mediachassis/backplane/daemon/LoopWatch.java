package io.mediachassis.backplane.daemon;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees whether a control loop does its work in time: heartbeats and leases live on it, so that nothing there may take
 * long. Counts what came late and what took long, and says its name at DEBUG. A late tick without a long task means that
 * the processor was not to be had, or that a task without a name held the loop. Control loop; the counts on any thread.
 */
public final class LoopWatch {
    /** More than this is long, and late. */
    public static final long LONG_NS = 20_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(LoopWatch.class);

    private final Clock clock;
    private final Counts<LoopCounter> counts = new Counts<>(LoopCounter.class);

    public LoopWatch(Clock clock) {
        this.clock = clock;
    }

    /** What was late, and what took long; any thread. */
    public Counts<LoopCounter> counts() {
        return counts;
    }

    /** The task, watched. */
    public Runnable named(String name, Runnable task) {
        return () -> run(name, task);
    }

    /** Runs the task now and watches it. */
    public void run(String name, Runnable task) {
        long startNs = clock.nanoTime();
        try {
            task.run();
        } finally {
            long tookNs = clock.nanoTime() - startNs;
            if (tookNs > LONG_NS) {
                counts.add(LoopCounter.LONG_TASKS);
                LOG.debug("{} held the control loop for {} ms", name, tookNs / 1_000_000);
            }
        }
    }

    /**
     * A tick begins.
     *
     * @param dueNs when it was to begin
     */
    public void ticked(long dueNs) {
        long lateNs = clock.nanoTime() - dueNs;
        if (lateNs > LONG_NS) {
            counts.add(LoopCounter.LATE_TICKS);
            LOG.debug("The control loop ticks {} ms late", lateNs / 1_000_000);
        }
    }
}
