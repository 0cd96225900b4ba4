package io.mediachassis.sim.console.order;

import io.mediachassis.backplane.clock.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Takes orders for a console, on any thread, and hands them to the one that receives. Each is answered once, with a
 * sentence that says what became of it. As many as {@value #WAITING} wait; what is more is refused at once.
 */
public final class Control {
    public static final int WAITING = 32;

    private final Clock clock;
    private final BlockingQueue<Asked> waiting = new ArrayBlockingQueue<>(WAITING);
    private @Nullable String over;

    public Control(Clock clock) {
        this.clock = clock;
    }

    /**
     * An order that waits.
     *
     * @param atNs when it was given
     * @param answer to be completed with a sentence
     */
    public record Asked(Order order, long atNs, CompletableFuture<String> answer) {}

    public CompletableFuture<String> pause() {
        return ask(new Order.Pause());
    }

    public CompletableFuture<String> play() {
        return ask(new Order.Play());
    }

    /**
     * Goes on at another speed.
     *
     * @param scale -32 to 32 and not 0; below 0 backward
     */
    public CompletableFuture<String> scale(double scale) {
        return ask(new Order.Scale(scale));
    }

    public CompletableFuture<String> seek(Duration to) {
        return ask(new Order.Seek(to));
    }

    /**
     * Goes so far from here.
     *
     * @param by negative: back
     */
    public CompletableFuture<String> jump(Duration by) {
        return ask(new Order.Jump(by));
    }

    public CompletableFuture<String> where() {
        return ask(new Order.Where());
    }

    public CompletableFuture<String> stop() {
        return ask(new Order.Stop());
    }

    /** Gives an order. Never waits, and the future never fails. */
    public synchronized CompletableFuture<String> ask(Order order) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        if (over != null) {
            answer.complete(over);
        } else if (!waiting.offer(new Asked(order, clock.nanoTime(), answer))) {
            answer.complete(WAITING + " orders wait already; this one is not done");
        }
        return answer;
    }

    /** The next one; null when none waits. For the thread that carries them out. */
    public @Nullable Asked next() {
        return waiting.poll();
    }

    /** Nothing more is carried out: what waits and what comes is answered with {@code why}. */
    public synchronized void over(String why) {
        over = why;
        for (Asked asked = waiting.poll(); asked != null; asked = waiting.poll()) {
            asked.answer().complete(why);
        }
    }
}
