package io.mediachassis.blade.agent;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads by which certificate another station's controllers are known, again and again until it can be read: a blade without
 * it serves its consoles all the same. Control loop.
 *
 * @param <T> what is read
 */
final class HeadEndTrust<T> {
    private static final Logger LOG = LoggerFactory.getLogger(HeadEndTrust.class);

    private final Callable<T> read;
    private final Executor disk;
    private final Executor control;
    private final Executor later;
    private final HeadEndLinks links;

    /**
     * Reads nothing yet.
     *
     * @param read may wait for the disk, and throw what it lacks
     * @param disk where it is read
     * @param later the control loop, some seconds on
     * @param links told why there are none
     */
    HeadEndTrust(Callable<T> read, Executor disk, Executor control, Executor later, HeadEndLinks links) {
        this.read = read;
        this.disk = disk;
        this.control = control;
        this.later = later;
        this.links = links;
    }

    /** @param then done once, on the control loop, with what was read */
    void start(Consumer<T> then) {
        CompletableFuture.supplyAsync(this::read, disk).whenCompleteAsync((trust, error) -> {
            if (error == null) {
                links.trouble("");
                then.accept(trust);
            } else {
                String why = "head-end.ca can't be used: " + reason(error);
                if (!links.trouble().equals(Optional.of(why))) {
                    LOG.warn("The head-end is not dialled: {}", why);
                }
                links.trouble(why);
                later.execute(() -> start(then));
            }
        }, control);
    }

    private T read() {
        try {
            return read.call();
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private static String reason(Throwable error) {
        Throwable cause = error.getCause();
        return String.valueOf(cause == null ? error.getMessage() : cause.getMessage());
    }
}
