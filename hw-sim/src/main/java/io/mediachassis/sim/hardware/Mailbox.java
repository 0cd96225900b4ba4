package io.mediachassis.sim.hardware;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Brings what other threads want to the one that owns the hardware. Any thread, unless said otherwise. */
final class Mailbox {
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Runnable wake;
    private volatile boolean open = true;

    /** @param wake brings the owner to {@link #run} soon; any thread */
    Mailbox(Runnable wake) {
        this.wake = wake;
    }

    /** Has it done soon, and does not wait for that. */
    void post(Runnable command) {
        commands.add(command);
        wake.run();
    }

    /** Has it done, and waits for that; throws what it throws, in a {@code CompletionException}. */
    void call(Runnable command) {
        ask(() -> {
            command.run();
            return Boolean.TRUE;
        });
    }

    /**
     * Asks the owner and waits for the answer.
     *
     * @throws IllegalStateException if the owner has stopped; in a {@code CompletionException} if it stops meanwhile
     */
    <T> T ask(Supplier<T> question) {
        if (!open) {
            throw stopped();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        post(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        if (!open) {
            // It stopped between the check and the post: nobody would answer.
            answer.completeExceptionally(stopped());
        }
        return Objects.requireNonNull(answer.join());
    }

    /** Does what waits. The owner's thread. */
    void run() {
        Runnable command;
        while ((command = commands.poll()) != null) {
            command.run();
        }
    }

    /** Does what still waits; nothing is taken from here on. The owner's thread. */
    void close() {
        open = false;
        run();
    }

    private static IllegalStateException stopped() {
        return new IllegalStateException("the simulated hardware has stopped; its log says why, start the unit again");
    }
}
