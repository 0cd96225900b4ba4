package io.mediachassis.blade.playout;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.os.DirectOutput;
import io.mediachassis.blade.os.DiskException;
import io.mediachassis.blade.os.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One volume's input and output: its own threads do stream reads by deadline and other work as {@link DiskSchedule}
 * says. Playout threads ask and go on; they see the chunk turn ready. What asks, {@link #forget} and the counters are
 * for any thread; {@link #doWork} is the channel's own threads', or a test's.
 *
 * <pre>
 * RUNNING --fail--> FAILED (all that waits and comes fails)      any --close--> STOPPED
 * </pre>
 */
public final class IoChannel implements ChunkReader, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IoChannel.class);
    private static final int OTHER_LIMIT = 64;

    private final String volume;
    private final int limit;
    private final Clock clock;
    private final List<Worker> workers = new ArrayList<>();
    private final MpscArrayQueue<MediaChunk> incoming;
    // Requests that are queued or being done; bounds both queues together.
    private final AtomicInteger outstanding = new AtomicInteger();
    private final Semaphore work = new Semaphore(0);
    private final Semaphore otherRoom = new Semaphore(OTHER_LIMIT);
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final Object lock = new Object();
    // Guarded by the lock.
    private final PriorityQueue<MediaChunk> byDeadline;
    private final ArrayDeque<OtherWork> others = new ArrayDeque<>();
    private final DiskHealth health;
    private int othersRunning;
    private volatile String failure = "";
    private volatile boolean stopping;

    /**
     * Makes the channel; {@link #start()} gives it its threads.
     *
     * @param volume names the volume in messages and the threads
     * @param threads requests that the disk is given at once, 1 to 64
     * @param limit reads that may be outstanding, at least 1
     * @param direct false reads through the page cache
     */
    public IoChannel(String volume, int threads, int limit, boolean direct, Clock clock) {
        this(volume, threads, limit, clock, file -> new DiskFile(file, direct));
    }

    IoChannel(String volume, int threads, int limit, Clock clock, OpenFiles.Opener opener) {
        if (threads < 1 || threads > 64) {
            throw new IllegalArgumentException("a volume has 1 to 64 threads, not " + threads);
        }
        this.volume = volume;
        this.limit = limit;
        this.clock = clock;
        this.health = new DiskHealth(threads);
        incoming = new MpscArrayQueue<>(Math.max(2, limit));
        byDeadline = new PriorityQueue<>(limit, (a, b) -> Long.signum(a.deadlineNs() - b.deadlineNs()));
        for (int i = 0; i < threads; i++) {
            workers.add(new Worker(i, new OpenFiles(opener)));
        }
    }

    /** One thread of the volume. */
    private final class Worker implements Runnable {
        private final int number;
        private final OpenFiles files;
        private volatile @Nullable MediaChunk underWay;
        private volatile @Nullable OtherWork otherUnderWay;
        private volatile @Nullable Thread thread;

        Worker(int number, OpenFiles files) {
            this.number = number;
            this.files = files;
        }

        void start() {
            Thread t = new Thread(this, "io-" + volume + "-" + number);
            t.setDaemon(true);
            thread = t;
            t.start();
        }

        @Override
        public void run() {
            while (!stopping) {
                work.acquireUninterruptibly();
                doWork();
            }
            files.closeAll();
        }

        int doWork() {
            files.closeForgotten();
            MediaChunk chunk = null;
            OtherWork other = null;
            synchronized (lock) {
                for (MediaChunk c = incoming.relaxedPoll(); c != null; c = incoming.relaxedPoll()) {
                    byDeadline.add(c);
                }
                MediaChunk urgent = byDeadline.peek();
                OtherWork oldest = others.peek();
                long nowNs = clock.nanoTime();
                DiskSchedule.Next next = DiskSchedule.next(nowNs, urgent == null ? Long.MAX_VALUE : urgent.deadlineNs(),
                        oldest == null ? Long.MAX_VALUE : oldest.sinceNs(), othersRunning);
                switch (next) {
                    case READ -> chunk = byDeadline.poll();
                    case OTHER -> {
                        other = others.poll();
                        othersRunning++;
                    }
                    case NOTHING -> {
                        return 0;
                    }
                }
                health.started(number, nowNs);
            }
            boolean mediumFailed = false;
            try {
                mediumFailed = chunk != null ? read(chunk) : other != null && other(other);
            } finally {
                ended(mediumFailed, other != null);
            }
            return 1;
        }

        private void ended(boolean mediumFailed, boolean wasOther) {
            synchronized (lock) {
                health.ended(number, clock.nanoTime(), mediumFailed);
                othersRunning -= wasOther ? 1 : 0;
            }
        }

        private boolean other(OtherWork other) {
            otherRoom.release();
            if (!failure.isEmpty()) {
                other.refuse(new IOException(failure));
                return false;
            }
            otherUnderWay = other;
            Throwable failed = other.run();
            otherUnderWay = null;
            return failedMedium(failed);
        }

        private boolean read(MediaChunk chunk) {
            outstanding.decrementAndGet();
            if (chunk.cancelled() || !failure.isEmpty() || stopping) {
                chunk.failed(chunk.cancelled() ? "cancelled" : stopping ? volume + " is stopping" : failure);
                return false;
            }
            underWay = chunk;
            try {
                int read = files.read(chunk);
                reads.incrementAndGet();
                bytes.addAndGet(read);
                if (clock.nanoTime() - chunk.deadlineNs() > 0) {
                    late.incrementAndGet();
                }
                underWay = null;
                chunk.ready();
                return false;
            } catch (IOException e) {
                errors.incrementAndGet();
                LOG.warn("volume {}: {}", volume, e.getMessage());
                underWay = null;
                chunk.failed(String.valueOf(e.getMessage()));
                return failedMedium(e);
            }
        }
    }

    private static boolean failedMedium(@Nullable Throwable e) {
        return e instanceof DiskException d && d.mediumFailed();
    }

    /** Starts the channel's threads. */
    public void start() {
        workers.forEach(Worker::start);
    }

    @Override
    public boolean request(MediaChunk chunk) {
        if (!failure.isEmpty() && !stopping) {
            chunk.failed(failure);
            return true;
        }
        if (stopping || outstanding.incrementAndGet() > limit) {
            if (!stopping) {
                outstanding.decrementAndGet();
            }
            refused.incrementAndGet();
            return false;
        }
        // There is room for every outstanding request, so this does not fail.
        incoming.offer(chunk);
        work.release();
        return true;
    }

    /** Does a write or a scrubbing read on one of the channel's threads, when stream reads leave time. Blocks. */
    public void other(DirectOutput.Write write) throws IOException {
        begin(write).await();
    }

    /** Turns for writes on the channel's threads, which the writer need not wait for. */
    public DirectOutput.Turn turns() {
        return new DirectOutput.Turn() {
            @Override
            public void take(DirectOutput.Write write) throws IOException {
                other(write);
            }

            @Override
            public DirectOutput.Pending begin(DirectOutput.Write write) throws IOException {
                return IoChannel.this.begin(write)::await;
            }
        };
    }

    private OtherWork begin(DirectOutput.Write write) throws IOException {
        otherRoom.acquireUninterruptibly();
        OtherWork other = new OtherWork(write, clock.nanoTime());
        synchronized (lock) {
            if (!failure.isEmpty() || stopping) {
                otherRoom.release();
                throw new IOException(failure.isEmpty() ? volume + " is stopping" : failure);
            }
            others.add(other);
        }
        work.release();
        return other;
    }

    /** Closes the files at or below a path, so that a deleted program's blocks are freed. Any thread. */
    public void forget(Path path) {
        for (Worker w : workers) {
            w.files.forget(path);
        }
        work.release(workers.size());
    }

    /** Does what is next; blocks for the disk. Returns 1, or 0 when nothing waited. */
    public int doWork() {
        return workers.get(0).doWork();
    }

    /** Looks whether the disk still answers; to be called some times a second. Why it failed, empty while it is well. */
    public Optional<String> check() {
        synchronized (lock) {
            health.tick(clock.nanoTime());
            return health.verdict();
        }
    }

    /** Gives the volume up: what waits and what comes fails. A request that the disk doesn't end keeps its memory. */
    public void fail(String reason) {
        List<OtherWork> waiting;
        synchronized (lock) {
            failure = "volume " + volume + " has failed: " + reason;
            waiting = List.copyOf(others);
            others.clear();
            for (MediaChunk c = incoming.relaxedPoll(); c != null; c = incoming.relaxedPoll()) {
                byDeadline.add(c);
            }
            byDeadline.forEach(c -> c.failed(failure));
            outstanding.addAndGet(-byDeadline.size());
            byDeadline.clear();
        }
        otherRoom.release(waiting.size());
        waiting.forEach(o -> o.refuse(new IOException(failure)));
        for (Worker w : workers) {
            MediaChunk c = w.underWay;
            if (c != null) {
                c.giveUp(failure);
            }
            OtherWork o = w.otherUnderWay;
            if (o != null) {
                o.refuse(new IOException(failure));
            }
        }
    }

    /** How long its threads were at work so far, all together. */
    public long busyNs() {
        synchronized (lock) {
            return health.busyNs();
        }
    }

    /** Requests that the disk is given at once. */
    public int threads() {
        return workers.size();
    }

    public String volume() {
        return volume;
    }

    public long reads() {
        return reads.get();
    }

    public long bytes() {
        return bytes.get();
    }

    public long errors() {
        return errors.get();
    }

    /** Requests refused because the queue was full. */
    public long refused() {
        return refused.get();
    }

    /** Reads that ended after their deadline. */
    public long late() {
        return late.get();
    }

    /** Ends the threads once what is under way is done; what waits turns failed. Waits up to 5 s for that. */
    @Override
    public void close() {
        stopping = true;
        fail("it is stopping");
        work.release(workers.size());
        try {
            for (Worker w : workers) {
                Thread t = w.thread;
                if (t != null) {
                    t.join(TimeUnit.SECONDS.toMillis(5));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
