package io.mediachassis.controller.headend.registry.store.etcd;

import io.etcd.jetcd.Client;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.controller.headend.registry.StoreException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * The nodes of an etcd cluster, each with a connection of its own: one that is gone, or hangs, is left for the next, and
 * what answered last is asked first. Any thread; blocks.
 */
final class EtcdNodes implements AutoCloseable {
    private static final long PAUSE_NS = 50_000_000;

    private final List<String> endpoints;
    private final Clock clock;
    private final Vertx vertx;
    private final List<Client> clients;
    private volatile int preferred;

    /** @param endpoints HOST:PORT each */
    EtcdNodes(List<String> endpoints, Clock clock) {
        this.endpoints = List.copyOf(endpoints);
        this.clock = clock;
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        this.clients = endpoints.stream()
                .map(endpoint -> Client.builder()
                        .endpoints("http://" + endpoint)
                        .vertx(vertx)
                        // Which node is asked next, and for how long at all, is decided here.
                        .waitForReady(false)
                        .retryMaxAttempts(1)
                        .build())
                .toList();
    }

    /** The next thing is to be done by this time. */
    long deadlineNs(Duration limit) {
        return clock.nanoTime() + limit.toNanos();
    }

    boolean isPast(long deadlineNs) {
        return deadlineNs - clock.nanoTime() <= 0;
    }

    /**
     * Asks one node after the other until one answers.
     *
     * @param question answered the same however often it is asked
     * @param perNode for which one node is waited for
     * @throws StoreException when none answered by the deadline; says which was tried and why
     */
    <T> T ask(Function<Client, CompletableFuture<T>> question, Duration perNode, long deadlineNs) {
        StringBuilder troubles = new StringBuilder();
        int first = preferred;
        for (int tried = 0; ; tried++) {
            int node = (first + tried) % clients.size();
            long waitNs = Math.min(perNode.toNanos(), deadlineNs - clock.nanoTime());
            if (waitNs <= 0 || Thread.currentThread().isInterrupted()) {
                throw new StoreException("etcd does not do what it was asked: " + (troubles.isEmpty() ? "no time" : troubles));
            }
            CompletableFuture<T> answer = question.apply(clients.get(node));
            try {
                T value = answer.get(waitNs, TimeUnit.NANOSECONDS);
                preferred = node;
                return value;
            } catch (TimeoutException e) {
                answer.cancel(true);
                note(troubles, node, "no answer within " + waitNs / 1_000_000 + " ms");
            } catch (ExecutionException e) {
                note(troubles, node, String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()));
                if (tried % clients.size() == clients.size() - 1) {
                    LockSupport.parkNanos(PAUSE_NS); // all have refused in this round
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException("interrupted", e);
            }
        }
    }

    private void note(StringBuilder troubles, int node, String trouble) {
        if (troubles.length() < 400) {
            troubles.append(troubles.isEmpty() ? "" : "; ").append(endpoints.get(node)).append(": ").append(trouble);
        }
    }

    int count() {
        return clients.size();
    }

    @Override
    public String toString() {
        return String.join(",", endpoints);
    }

    @Override
    public void close() {
        clients.forEach(Client::close);
        vertx.close();
    }
}
