package io.mediachassis.controller.headend.registry.server;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The threads that wait for the registry's store. What one station tells is worked on in its order; several stations, and
 * look-ups, do not wait for one another. Queues are bounded. Any thread.
 */
final class StoreLanes {
    private static final int LANES = 4;
    private static final int LOOKUP_THREADS = 2;
    private static final int WAITING = 256;

    private final List<ExecutorService> lanes =
            IntStream.range(0, LANES).mapToObj(n -> pool(1, "registry-reports")).toList();
    private final ExecutorService lookups = pool(LOOKUP_THREADS, "registry-lookups");

    /** Behind what came of the same station before; false: there is no room. */
    boolean ofStation(String station, Runnable work) {
        return give(lanes.get(Math.floorMod(station.hashCode(), LANES)), work);
    }

    /** False: there is no room. */
    boolean lookUp(Runnable work) {
        return give(lookups, work);
    }

    private static boolean give(ExecutorService pool, Runnable work) {
        try {
            pool.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private static ExecutorService pool(int threads, String name) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), threads(name));
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
        lanes.forEach(ExecutorService::shutdownNow);
        lookups.shutdownNow();
    }

    /** Waits until nothing works any more, a second at most; false: something still does. */
    boolean ended() throws InterruptedException {
        boolean ended = lookups.awaitTermination(1, TimeUnit.SECONDS);
        for (ExecutorService lane : lanes) {
            ended &= lane.awaitTermination(1, TimeUnit.SECONDS);
        }
        return ended;
    }
}
