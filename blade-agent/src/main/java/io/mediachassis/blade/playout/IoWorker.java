package io.mediachassis.blade.playout;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.os.DiskException;
import io.mediachassis.blade.os.VolumeGoneException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread of a volume: does what {@link IoQueues} gives it, with open files of its own. */
final class IoWorker implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(IoWorker.class);

    private final String volume;
    private final int number;
    private final IoQueues queues;
    private final Semaphore work;
    private final Counters counters;
    private final OpenFiles files;
    private final Clock clock;
    // The worker's own, but for the queues that set them for it.
    private @Nullable MediaChunk chunk;
    private @Nullable OtherWork other;
    private volatile @Nullable MediaChunk underWay;
    private volatile @Nullable OtherWork otherUnderWay;
    private volatile @Nullable Thread thread;

    /** What all workers of a volume count together. */
    record Counters(AtomicLong reads, AtomicLong bytes, AtomicLong errors, AtomicLong late) {
        Counters() {
            this(new AtomicLong(), new AtomicLong(), new AtomicLong(), new AtomicLong());
        }
    }

    /** @param work has a permit for each thing that waits */
    IoWorker(String volume, int number, IoQueues queues, Semaphore work, Counters counters, OpenFiles files,
            Clock clock) {
        this.volume = volume;
        this.number = number;
        this.queues = queues;
        this.work = work;
        this.counters = counters;
        this.files = files;
        this.clock = clock;
    }

    void start() {
        Thread t = new Thread(this, "io-" + volume + "-" + number);
        t.setDaemon(true);
        thread = t;
        t.start();
    }

    @Override
    public void run() {
        while (!queues.stopping()) {
            work.acquireUninterruptibly();
            doWork();
        }
        files.closeAll();
    }

    int number() {
        return number;
    }

    /** By the queues: one of them is next. */
    void give(@Nullable MediaChunk read, @Nullable OtherWork otherwise) {
        chunk = read;
        other = otherwise;
    }

    /** Does what is next. Returns 1, or 0 when nothing waited. */
    int doWork() {
        files.closeForgotten();
        if (!queues.next(this)) {
            return 0;
        }
        MediaChunk toRead = chunk;
        OtherWork toDo = other;
        give(null, null);
        boolean mediumFailed = false;
        try {
            mediumFailed = toRead != null ? read(toRead) : toDo != null && run(toDo);
        } finally {
            queues.ended(number, mediumFailed, toDo != null);
        }
        return 1;
    }

    private boolean run(OtherWork toDo) {
        if (!queues.failure().isEmpty()) {
            toDo.refuse(new VolumeGoneException(queues.failure()));
            return false;
        }
        otherUnderWay = toDo;
        Throwable failed = toDo.run();
        otherUnderWay = null;
        return failedMedium(failed);
    }

    private boolean read(MediaChunk toRead) {
        boolean stopping = queues.stopping();
        if (toRead.cancelled() || stopping || !queues.failure().isEmpty()) {
            toRead.failed(
                    toRead.cancelled() ? "cancelled" : stopping ? volume + " is stopping" : queues.failure());
            return false;
        }
        underWay = toRead;
        try {
            int read = files.read(toRead);
            counters.reads().incrementAndGet();
            counters.bytes().addAndGet(read);
            if (clock.nanoTime() - toRead.deadlineNs() > 0) {
                counters.late().incrementAndGet();
            }
            underWay = null;
            toRead.ready();
            return false;
        } catch (IOException e) {
            counters.errors().incrementAndGet();
            LOG.warn("volume {}: {}", volume, e.getMessage());
            underWay = null;
            toRead.failed(String.valueOf(e.getMessage()));
            return failedMedium(e);
        }
    }

    private static boolean failedMedium(@Nullable Throwable e) {
        return e instanceof DiskException d && d.mediumFailed();
    }

    /** The volume is given up, whatever the disk is still doing for this thread. Any thread. */
    void giveUp(String failure) {
        MediaChunk c = underWay;
        if (c != null) {
            c.giveUp(failure);
        }
        OtherWork o = otherUnderWay;
        if (o != null) {
            o.refuse(new VolumeGoneException(failure));
        }
    }

    /** Any thread. */
    void forget(Path path) {
        files.forget(path);
    }

    /** Waits up to 5 s for its end. */
    void join() throws InterruptedException {
        Thread t = thread;
        if (t != null) {
            t.join(TimeUnit.SECONDS.toMillis(5));
        }
    }
}
