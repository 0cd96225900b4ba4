package io.mediachassis.controller.headend.metadata;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of the meta data server: one that waits for the disk and owns all that is known, some on which file servers are
 * asked. Both queues are bounded, and what finds no room is refused. Any thread, and nothing blocks but {@link #close}.
 */
final class MetadataThreads implements AutoCloseable {
    /** File servers that are asked at once. */
    static final int ASKING = 4;

    private static final Logger LOG = LoggerFactory.getLogger(MetadataThreads.class);
    private static final int QUEUE = 1000;
    private static final int TO_ASK = 256;

    private final ExecutorService thread = pool("metadata", 1, QUEUE);
    private final ExecutorService asking = pool("reachability", ASKING, TO_ASK);
    private final CompletableFuture<Parts> parts;

    /** What is there once the database is open. */
    record Parts(
            Catalogue catalogue, Bearers bearers, ServerHealth health, ClientLeases leases, ClientWork clients,
            OwnerWork owners, OperatorWork operator) {}

    /** Something to be done with all that is known. */
    interface Task<T> {
        T run(Parts parts) throws IOException;
    }

    /** @param open called on the thread that waits for the disk; what is asked meanwhile waits */
    MetadataThreads(Supplier<Parts> open) {
        parts = CompletableFuture.supplyAsync(open, thread);
        parts.whenComplete((opened, error) -> {
            if (error != null) {
                LOG.error("There is no meta data server at this controller: {}", error.getMessage());
            }
        });
    }

    private static ExecutorService pool(String name, int threads, int waiting) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), task -> {
                    Thread made = new Thread(task, name);
                    made.setDaemon(true);
                    return made;
                });
        pool.allowCoreThreadTimeOut(threads > 1);
        return pool;
    }

    <T> CompletionStage<T> run(Task<T> task) {
        return on(thread, () -> task.run(opened()));
    }

    /** Asks a file server. */
    <T> CompletionStage<T> asked(Callable<T> question) {
        return on(asking, question);
    }

    // What has no result gives null.
    @SuppressWarnings("NullAway")
    static Void nothing() {
        return null;
    }

    private Parts opened() {
        try {
            return parts.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof MetadataRefusal refusal ? refusal : e;
        }
    }

    private static <T> CompletionStage<T> on(ExecutorService where, Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            where.execute(() -> {
                try {
                    result.complete(task.call());
                } catch (Exception e) {
                    if (!(e instanceof MetadataRefusal)) {
                        LOG.error("The meta data server could not do what it was asked", e);
                    }
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new MetadataRefusal(
                    503, "too many ask the meta data server now", "try again in some seconds"));
        }
        return result;
    }

    @Override
    public void close() {
        run(known -> {
            known.catalogue().close();
            return nothing();
        });
        thread.shutdown();
        asking.shutdownNow();
        try {
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.warn("The meta data server's disk did not end within 2 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
