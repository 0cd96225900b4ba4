package io.mediachassis.blade.playout;

import io.mediachassis.blade.os.AlignedBuffer;
import io.mediachassis.blade.os.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reading side of one volume: a thread that takes chunk reads from a bounded queue and does them earliest deadline
 * first. Playout threads ask and go on; they see the chunk turn ready. {@link #request}, {@link #forget} and the
 * counters are for any thread; {@link #doWork} is the channel's own thread's, or a test's.
 */
public final class IoChannel implements ChunkReader, Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IoChannel.class);
    private static final int OPEN_FILES = 256;
    private static final int FORGET_LIMIT = 1024;

    private final String volume;
    private final boolean direct;
    private final int limit;
    private final MpscArrayQueue<MediaChunk> incoming;
    // Requests that are queued or being done; bounds both queues together.
    private final AtomicInteger outstanding = new AtomicInteger();
    private final PriorityQueue<MediaChunk> byDeadline;
    private final Map<Path, DiskFile> open = new LinkedHashMap<>(OPEN_FILES * 2, 0.75f, true);
    private final Queue<Path> forgotten = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean parked = new AtomicBoolean();
    private volatile boolean stopping;
    private volatile @Nullable Thread thread;
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /**
     * Makes the channel; {@link #start()} gives it its thread.
     *
     * @param volume names the volume in messages and the thread
     * @param limit requests that may be outstanding, at least 1
     * @param direct false reads through the page cache
     */
    public IoChannel(String volume, int limit, boolean direct) {
        this.volume = volume;
        this.limit = limit;
        this.direct = direct;
        incoming = new MpscArrayQueue<>(Math.max(2, limit));
        byDeadline = new PriorityQueue<>(limit, (a, b) -> Long.signum(a.deadlineNs() - b.deadlineNs()));
    }

    /** Starts the channel's thread. */
    public void start() {
        Thread t = new Thread(this, "io-" + volume);
        t.setDaemon(true);
        thread = t;
        t.start();
    }

    @Override
    public boolean request(MediaChunk chunk) {
        if (stopping || outstanding.incrementAndGet() > limit) {
            if (!stopping) {
                outstanding.decrementAndGet();
            }
            refused.incrementAndGet();
            return false;
        }
        // There is room for every outstanding request, so this does not fail.
        incoming.offer(chunk);
        wake();
        return true;
    }

    private void wake() {
        if (parked.get() && parked.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    /** Closes the files at or below a path, so that a deleted program's blocks are freed. Any thread. */
    public void forget(Path path) {
        if (forgotten.size() < FORGET_LIMIT) {
            forgotten.add(path);
            wake();
        }
    }

    @Override
    public void run() {
        while (!stopping) {
            if (doWork() > 0) {
                continue;
            }
            parked.set(true);
            if (incoming.isEmpty() && forgotten.isEmpty() && !stopping) {
                LockSupport.park(this);
            }
            parked.set(false);
        }
        byDeadline.forEach(c -> c.failed(volume + " is stopping"));
        incoming.drain(c -> c.failed(volume + " is stopping"));
        open.values().forEach(DiskFile::close);
        open.clear();
    }

    /** Does the most urgent read that waits; blocks for the disk. Returns 1, or 0 when nothing waited. */
    public int doWork() {
        for (Path path = forgotten.poll(); path != null; path = forgotten.poll()) {
            closeBelow(path);
        }
        for (MediaChunk c = incoming.relaxedPoll(); c != null; c = incoming.relaxedPoll()) {
            byDeadline.add(c);
        }
        MediaChunk chunk = byDeadline.poll();
        if (chunk == null) {
            return 0;
        }
        outstanding.decrementAndGet();
        if (chunk.cancelled()) {
            chunk.failed("cancelled");
            return 1;
        }
        try {
            read(chunk);
        } catch (IOException e) {
            errors.incrementAndGet();
            LOG.warn("volume {}: {}", volume, e.getMessage());
            chunk.failed(String.valueOf(e.getMessage()));
        }
        return 1;
    }

    private void read(MediaChunk chunk) throws IOException {
        Path path = chunk.file();
        if (path == null) {
            throw new IOException("read of a chunk that is free");
        }
        DiskFile file = open.get(path);
        if (file == null) {
            file = new DiskFile(path, direct);
            open.put(path, file);
            closeEldest();
        }
        int pages = -Math.floorDiv(-chunk.length(), AlignedBuffer.PAGE);
        int read = file.read(chunk.address(), chunk.offset(), pages * AlignedBuffer.PAGE);
        if (read < chunk.length()) {
            open.remove(path);
            file.close();
            throw new IOException(path + " ends at " + (chunk.offset() + read) + ", before its index does; check the "
                    + "segment's hash and fetch it again");
        }
        reads.incrementAndGet();
        bytes.addAndGet(read);
        chunk.ready();
    }

    private void closeEldest() {
        if (open.size() > OPEN_FILES) {
            Iterator<DiskFile> eldest = open.values().iterator();
            eldest.next().close();
            eldest.remove();
        }
    }

    private void closeBelow(Path path) {
        open.entrySet().removeIf(e -> {
            if (!e.getKey().startsWith(path)) {
                return false;
            }
            e.getValue().close();
            return true;
        });
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

    /** Ends the thread once the read under way is done; what waits turns failed. Waits up to 5 s for that. */
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
