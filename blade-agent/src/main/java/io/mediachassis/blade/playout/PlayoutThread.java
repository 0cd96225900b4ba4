package io.mediachassis.blade.playout;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.daemon.UrgentThread;
import io.mediachassis.blade.os.SendCounters;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Owns its streams and sends what is due for all of them at each tick, with few system calls. {@link #doWork} is the
 * thread's own (or a test's, which steps the clock); everyone else goes through {@link #proxy()}, {@link #snapshot()}
 * and {@link #counts()}.
 */
public final class PlayoutThread implements Runnable, AutoCloseable {
    private static final int COMMANDS_PER_DUTY = 256;
    private static final long IDLE_NS = 200_000_000;
    private static final long PUBLISH_NS = 1_000_000_000;

    private final String name;
    private final Clock clock;
    private final ChunkPool pool;
    private final MediaSender sender;
    private final MpscArrayQueue<PlayoutCommand> commands;
    private final PlayoutProxy proxy;
    private final PlayoutFigures figures = new PlayoutFigures();
    private final PlayoutStreams streams;
    private final TickGrid grid;
    private final AtomicBoolean idle = new AtomicBoolean();
    private volatile boolean stopping;
    private volatile @Nullable Thread thread;
    private volatile SendCounters sent;
    private volatile int openStreams;
    private long nextPublishNs;

    /**
     * Makes it; {@link #start()} gives it its thread. Pool and sender are used by this thread only.
     *
     * @param name of the thread, and in messages
     */
    public PlayoutThread(String name, PlayoutSettings settings, Clock clock, ChunkPool pool, MediaSender sender) {
        this.name = name;
        this.clock = clock;
        this.pool = pool;
        this.sender = sender;
        commands = new MpscArrayQueue<>(settings.commandLimit());
        proxy = new PlayoutProxy(commands, this::wake);
        streams = new PlayoutStreams(name, settings, clock, pool, sender, figures);
        grid = new TickGrid(settings);
        sent = sender.counters();
    }

    /**
     * Figures of the thread.
     *
     * @param streams open now
     * @param busy streams refused because as many were open as are allowed
     * @param commandsRefused commands that found the queue full
     * @param poolExhausted times that a stream found no free memory
     * @param histograms how late packets and ticks were
     * @param sent the sender's counters, up to a second old
     */
    public record Snapshot(int streams, long busy, long commandsRefused, long poolExhausted, Histograms histograms,
            SendCounters sent) {}

    /** What {@link #counts()} can't show: percentiles. */
    public record Histograms(Distribution lateness, Distribution jitter, Distribution underruns, Distribution ticks) {}

    public PlayoutProxy proxy() {
        return proxy;
    }

    /** What the thread counts, up to a second old. Any thread. */
    public Counts<PlayoutCounter> counts() {
        return figures.counts();
    }

    /** The figures now. Any thread. */
    public Snapshot snapshot() {
        return new Snapshot(openStreams, figures.counts().get(PlayoutCounter.STREAMS_REFUSED), proxy.refused(),
                pool.exhausted(), figures.histograms(), sent);
    }

    /** Starts the thread. */
    public void start() {
        Thread t = new Thread(UrgentThread.ofMedia(this), name);
        t.setDaemon(true);
        thread = t;
        t.start();
    }

    private void wake() {
        if (idle.get() && idle.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        while (!stopping) {
            long now = clock.nanoTime();
            boolean active = doWork(now);
            if (active) {
                long left = grid.nextNs() - clock.nanoTime();
                if (left > 0) {
                    LockSupport.parkNanos(this, left);
                }
            } else {
                idle.set(true);
                if (commands.isEmpty() && !stopping) {
                    LockSupport.parkNanos(this, IDLE_NS);
                }
                idle.set(false);
            }
        }
        streams.close(clock.nanoTime());
        sender.flush();
        pool.reclaim();
    }

    /**
     * One turn of duty: takes commands, and at a tick sends what is due.
     *
     * @return whether a stream plays, so that the next tick matters
     */
    public boolean doWork(long nowNs) {
        for (int i = 0; i < COMMANDS_PER_DUTY; i++) {
            PlayoutCommand command = commands.relaxedPoll();
            if (command == null) {
                break;
            }
            streams.take(command, nowNs);
        }
        streams.workTaken(nowNs);
        boolean active = true;
        if (grid.due(nowNs)) {
            long dueNs = grid.dueNs(nowNs);
            grid.begin();
            active = streams.work(grid, nowNs);
            grid.end(nowNs, active);
            sender.flush();
            if (active) {
                figures.tick(Math.max(nowNs, clock.nanoTime()) - dueNs);
            }
        }
        sender.flush();
        pool.reclaim();
        streams.flushed();
        if (openStreams != streams.count()) {
            openStreams = streams.count();
        }
        if (nowNs - nextPublishNs >= 0 || nextPublishNs == 0) {
            nextPublishNs = nowNs + PUBLISH_NS;
            sent = sender.counters();
            figures.publish(sent, pool, proxy.refused());
        }
        return active;
    }

    /** Ends the thread; its streams end without a BYE. Waits up to 5 s. */
    @Override
    public void close() {
        stopping = true;
        Thread t = thread;
        if (t == null) {
            return;
        }
        LockSupport.unpark(t);
        try {
            t.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
