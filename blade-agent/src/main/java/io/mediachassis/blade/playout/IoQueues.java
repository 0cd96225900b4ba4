package io.mediachassis.blade.playout;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.blade.os.DirectOutput;
import io.mediachassis.blade.os.VolumeGoneException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.MpscArrayQueue;

/**
 * What waits for one volume's threads, in the order that {@link DiskSchedule} says, and how the disk does. Any thread;
 * asking allocates nothing.
 */
final class IoQueues {
    private static final int OTHER_LIMIT = 64;

    private final String volume;
    private final int limit;
    private final Clock clock;
    private final MpscArrayQueue<MediaChunk> incoming;
    // Requests that are queued or being done; bounds both queues together.
    private final AtomicInteger outstanding = new AtomicInteger();
    private final Semaphore otherRoom = new Semaphore(OTHER_LIMIT);
    private final AtomicLong refused = new AtomicLong();
    private final Object lock = new Object();
    // Guarded by the lock.
    private final PriorityQueue<MediaChunk> byDeadline;
    private final ArrayDeque<OtherWork> others = new ArrayDeque<>();
    private final DiskHealth health;
    private int othersRunning;
    private volatile String failure = "";
    private volatile boolean stopping;

    IoQueues(String volume, int threads, int limit, Clock clock) {
        this.volume = volume;
        this.limit = limit;
        this.clock = clock;
        this.health = new DiskHealth(threads);
        incoming = new MpscArrayQueue<>(Math.max(2, limit));
        byDeadline = new PriorityQueue<>(limit, (a, b) -> Long.signum(a.deadlineNs() - b.deadlineNs()));
    }

    /** See {@link ChunkReader#request}. */
    boolean add(MediaChunk chunk) {
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
        return true;
    }

    /**
     * Waits for room.
     *
     * @param read whether it only reads
     * @throws VolumeGoneException when no work is taken any more
     */
    OtherWork add(DirectOutput.Write work, boolean read) throws VolumeGoneException {
        otherRoom.acquireUninterruptibly();
        OtherWork other = new OtherWork(work, clock.nanoTime(), read);
        synchronized (lock) {
            if (!failure.isEmpty()) {
                otherRoom.release();
                throw new VolumeGoneException(failure);
            }
            others.add(other);
        }
        return other;
    }

    /** Gives a worker what is next; false when nothing is. {@link #ended} is to follow. */
    boolean next(IoWorker worker) {
        synchronized (lock) {
            takeIn();
            MediaChunk urgent = byDeadline.peek();
            OtherWork oldest = others.peek();
            long nowNs = clock.nanoTime();
            DiskSchedule.Next next = DiskSchedule.next(nowNs, urgent == null ? Long.MAX_VALUE : urgent.deadlineNs(),
                    oldest == null ? Long.MAX_VALUE : oldest.sinceNs(), othersRunning);
            boolean read = true;
            switch (next) {
                case READ -> {
                    worker.give(byDeadline.poll(), null);
                    outstanding.decrementAndGet();
                }
                case OTHER -> {
                    read = oldest != null && oldest.read();
                    worker.give(null, others.poll());
                    othersRunning++;
                    otherRoom.release();
                }
                case NOTHING -> {
                    return false;
                }
            }
            health.started(worker.number(), nowNs, read);
            return true;
        }
    }

    private void takeIn() {
        for (MediaChunk c = incoming.relaxedPoll(); c != null; c = incoming.relaxedPoll()) {
            byDeadline.add(c);
        }
    }

    /** A worker has done what it was given. */
    void ended(int worker, boolean mediumFailed, boolean wasOther) {
        synchronized (lock) {
            health.ended(worker, clock.nanoTime(), mediumFailed);
            othersRunning -= wasOther ? 1 : 0;
        }
    }

    /** The disk could not do a request that went past the workers. */
    void mediumFailed() {
        synchronized (lock) {
            health.mediumFailed(clock.nanoTime());
        }
    }

    /** What is wrong with the disk; empty while it is well. */
    Optional<DiskVerdict> check() {
        synchronized (lock) {
            health.tick(clock.nanoTime());
            return health.verdict();
        }
    }

    /** What waits and what comes fails. */
    void fail(String reason) {
        refuse("volume " + volume + " has failed: " + reason);
    }

    void stop() {
        stopping = true;
        refuse("volume " + volume + " is stopping");
    }

    private void refuse(String why) {
        List<OtherWork> waiting;
        synchronized (lock) {
            failure = why;
            waiting = List.copyOf(others);
            others.clear();
            takeIn();
            byDeadline.forEach(c -> c.failed(failure));
            outstanding.addAndGet(-byDeadline.size());
            byDeadline.clear();
        }
        otherRoom.release(waiting.size());
        waiting.forEach(o -> o.refuse(new VolumeGoneException(why)));
    }

    boolean stopping() {
        return stopping;
    }

    /** Why everything fails; empty while nothing does. */
    String failure() {
        return failure;
    }

    long busyNs() {
        synchronized (lock) {
            return health.busyNs();
        }
    }

    long refused() {
        return refused.get();
    }
}
