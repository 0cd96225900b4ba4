package io.mediachassis.controller.headend.auth;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread and what waits for it, which is bounded: what finds no room is refused at once. Any thread. */
final class WorkQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);
    private static final long END_S = 2;

    private final ExecutorService thread;

    /** @param waiting the most that wait */
    WorkQueue(String name, int waiting) {
        this(new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        }));
    }

    /** @param thread ended with this */
    WorkQueue(ExecutorService thread) {
        this.thread = thread;
    }

    /** Fails with {@link AuthRefusal} when there is no room, and with what the task throws. */
    <T> CompletionStage<T> run(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try {
                    result.complete(task.call());
                } catch (Exception e) {
                    if (!(e instanceof AuthRefusal)) {
                        LOG.error("The authentication server could not do what it was asked", e);
                    }
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new AuthRefusal(
                    503, "too many want to log in now", "try again in some seconds", Duration.ofSeconds(3)));
        }
        return result;
    }

    /** Ends when what waits is done, or after 2 s. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(END_S, TimeUnit.SECONDS)) {
                LOG.warn("What the authentication server had to do was not done within {} s", END_S);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
