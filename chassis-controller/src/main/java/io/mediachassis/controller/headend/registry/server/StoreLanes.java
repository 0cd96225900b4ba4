package io.mediachassis.controller.headend.registry.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that wait for the registry's store. What one station tells is worked on in its order; several stations, and
 * look-ups, do not wait for one another. What of one station waits is bounded, and takes no other's room; stations are those
 * that this head-end is configured to know. Any thread.
 */
final class StoreLanes {
    private static final int REPORT_THREADS = 4;
    private static final int LOOKUP_THREADS = 2;

    /** Of one station; it has 16 on their way, and those again when they are late. */
    static final int REPORTS = 32;

    /** Of one asker. */
    static final int LOOKUPS = 64;

    private final ExecutorService reports = pool(REPORT_THREADS, "registry-reports");
    private final ExecutorService lookups = pool(LOOKUP_THREADS, "registry-lookups");
    private final Map<String, StationLane> lanes = new ConcurrentHashMap<>();
    private final Map<String, Semaphore> rooms = new ConcurrentHashMap<>();

    /** Of what the station tells. */
    StationLane of(String station) {
        return lanes.computeIfAbsent(station, name -> new StationLane(REPORTS, reports));
    }

    /**
     * A question.
     *
     * @param asker a station, or empty for operators
     * @return false: there is no room
     */
    boolean lookUp(String asker, Runnable work) {
        Semaphore room = rooms.computeIfAbsent(asker, name -> new Semaphore(LOOKUPS));
        if (!room.tryAcquire()) {
            return false;
        }
        try {
            lookups.execute(() -> {
                try {
                    work.run();
                } finally {
                    room.release();
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            room.release();
            return false;
        }
    }

    private static ExecutorService pool(int threads, String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    static ThreadFactory threads(String name) {
        return task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        };
    }

    /** What waits is not done any more. */
    void close() {
        reports.shutdownNow();
        lookups.shutdownNow();
    }

    /** Waits until nothing works any more, a second each at most; false: something still does. */
    boolean ended() throws InterruptedException {
        boolean ended = lookups.awaitTermination(1, TimeUnit.SECONDS);
        return reports.awaitTermination(1, TimeUnit.SECONDS) && ended;
    }
}
