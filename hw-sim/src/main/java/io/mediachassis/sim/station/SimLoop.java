package io.mediachassis.sim.station;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A thread of one life of a blade's process that runs what it is given: in order and a little later, in the simulation's
 * time.
 */
final class SimLoop extends AbstractExecutorService implements ScheduledExecutorService {
    private final SimBlade blade;
    private final int life;
    private final int spreadMicros;
    private long lastNs;

    SimLoop(SimBlade blade, int spreadMicros) {
        this.blade = blade;
        this.life = blade.life();
        this.spreadMicros = spreadMicros;
    }

    @Override
    public void execute(Runnable code) {
        StationWorld world = blade.world;
        lastNs = Math.max(lastNs, world.now + world.random.nextInt(spreadMicros) * 1000L);
        world.at(lastNs, () -> blade.run(life, code));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable code, long delay, TimeUnit unit) {
        blade.world.at(blade.world.now + unit.toNanos(delay), () -> blade.run(life, code));
        return new Ticket();
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> code, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("no part of a blade schedules a callable");
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable code, long first, long period, TimeUnit unit) {
        throw new UnsupportedOperationException("no part of a blade schedules at a rate");
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable code, long first, long delay, TimeUnit unit) {
        return schedule(() -> {
            code.run();
            scheduleWithFixedDelay(code, delay, delay, unit);
        }, first, unit);
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
