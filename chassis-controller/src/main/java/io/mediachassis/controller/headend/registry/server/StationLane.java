package io.mediachassis.controller.headend.registry.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What one station tells: its reports in their order, and ahead of those that it is there, so that its lease is not lost
 * behind them. It takes one thread at most, and gives that back after each, so that stations take turns. Any thread.
 */
final class StationLane {
    private final int bound;
    private final Executor threads;
    private final Deque<Runnable> reports = new ArrayDeque<>();
    private @Nullable Runnable alive;
    private boolean working;

    /** @param bound reports that wait, at least 1 */
    StationLane(int bound, Executor threads) {
        this.bound = bound;
        this.threads = threads;
    }

    /** Behind the reports that came before; false: there is no room. */
    synchronized boolean report(Runnable work) {
        if (reports.size() >= bound) {
            return false;
        }
        reports.add(work);
        return work();
    }

    /** Ahead of all reports; in the place of an earlier one that still waits, whose asker has given up or does so. */
    synchronized boolean alive(Runnable work) {
        alive = work;
        return work();
    }

    /** False: the threads have ended. */
    private boolean work() {
        if (!working) {
            try {
                threads.execute(this::turn);
                working = true;
            } catch (RejectedExecutionException e) {
                return false;
            }
        }
        return true;
    }

    private void turn() {
        try {
            Runnable work = next();
            if (work != null) {
                work.run();
            }
        } finally {
            done();
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable first = alive;
        alive = null;
        return first != null ? first : reports.poll();
    }

    private synchronized void done() {
        working = false;
        if (alive != null || !reports.isEmpty()) {
            work();
        }
    }
}
