package io.mediachassis.blade.engine;

import io.mediachassis.backplane.clock.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A control loop in a test's hands: what it is given runs in {@link #run}, by a clock that the test steps. */
public final class StepLoop extends AbstractExecutorService implements ScheduledExecutorService {
    private final Clock clock;
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.comparingLong(Task::atNs).thenComparingLong(Task::number));
    private long given;

    private record Task(long atNs, long number, Runnable code) {}

    public StepLoop(Clock clock) {
        this.clock = clock;
    }

    /** Runs what is due. */
    public void run() {
        while (!tasks.isEmpty() && tasks.element().atNs() <= clock.nanoTime()) {
            tasks.remove().code().run();
        }
    }

    @Override
    public void execute(Runnable code) {
        tasks.add(new Task(clock.nanoTime(), given++, code));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable code, long delay, TimeUnit unit) {
        tasks.add(new Task(clock.nanoTime() + unit.toNanos(delay), given++, code));
        return new Ticket();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable code, long first, long delay, TimeUnit unit) {
        return schedule(() -> {
            code.run();
            scheduleWithFixedDelay(code, delay, delay, unit);
        }, first, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> code, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("nobody schedules a callable");
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable code, long first, long period, TimeUnit unit) {
        throw new UnsupportedOperationException("nobody schedules at a rate");
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }

    /** Nobody looks at it. */
    private static final class Ticket extends CompletableFuture<Object> implements ScheduledFuture<Object> {
        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return 0;
        }
    }
}
