package io.mediachassis.blade.playout;

import io.mediachassis.backplane.clock.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what streams at other scales than 1 send, apart from the playout thread: reads pictures through the volume's
 * channel into its own chunks, and lets {@link TrickJob}s turn them into slots a little ahead of their time. Bounded:
 * {@link #offer} refuses a job beyond the limit.
 */
public final class TrickThread implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrickThread.class);
    // A fraction of a slot while something plays; reads take about as long.
    private static final long PAUSE_MS = 4;
    private static final long IDLE_MS = 1_000;

    private final Clock clock;
    private final ChunkPool pool;
    private final int limit;
    private final ArrayBlockingQueue<TrickJob> incoming;
    private final AtomicInteger open = new AtomicInteger();
    private final List<TrickJob> jobs = new ArrayList<>();
    private final byte[] scratch;
    private volatile boolean stopping;
    private @Nullable Thread thread;

    /**
     * Makes it; {@link #start()} gives it its thread.
     *
     * @param pool for its reads, used by this thread only
     * @param limit jobs at a time, at least 1
     */
    public TrickThread(Clock clock, ChunkPool pool, int limit) {
        this.clock = clock;
        this.pool = pool;
        this.limit = limit;
        incoming = new ArrayBlockingQueue<>(limit);
        scratch = new byte[pool.chunkBytes()];
    }

    public void start() {
        Thread t = new Thread(this, "trick");
        t.setDaemon(true);
        thread = t;
        t.start();
    }

    /** Takes a job. Returns false when as many are open as are allowed. Any thread. */
    public boolean offer(TrickJob job) {
        if (open.incrementAndGet() > limit || !incoming.offer(job)) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Jobs that are open. Any thread. */
    public int open() {
        return open.get();
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                TrickJob next = incoming.poll(jobs.isEmpty() ? IDLE_MS : PAUSE_MS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    jobs.add(next);
                }
                doWork(clock.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        jobs.forEach(job -> job.stop(pool));
        jobs.clear();
    }

    /** One turn over all jobs; the thread's, or a test's. */
    void doWork(long nowNs) {
        for (int i = jobs.size() - 1; i >= 0; i--) {
            TrickJob job = jobs.get(i);
            try {
                job.work(pool, scratch, nowNs);
            } catch (RuntimeException e) {
                LOG.warn("trick play failed", e);
                job.fail(pool, String.valueOf(e.getMessage()));
            }
            if (job.over()) {
                jobs.remove(i);
                open.decrementAndGet();
            }
        }
        pool.reclaim();
    }

    /** Ends the thread; what plays ends. Waits up to 5 s. */
    @Override
    public void close() {
        stopping = true;
        Thread t = thread;
        if (t == null) {
            return;
        }
        t.interrupt();
        try {
            t.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
