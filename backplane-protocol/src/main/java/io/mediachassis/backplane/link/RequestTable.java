package io.mediachassis.backplane.link;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * The requests of one link that wait for their reply, each with a deadline; at most so many. Pure; one thread.
 *
 * @param <T> who waits
 */
final class RequestTable<T> {
    private record Waiting<T>(long id, long deadlineNs, T waiter) {}

    private final int limit;
    private final Map<Long, Waiting<T>> byId = new HashMap<>();
    private final TreeSet<Waiting<T>> byDeadline;
    private long lastId;

    RequestTable(int limit) {
        this.limit = limit;
        // By difference: the clock's origin is arbitrary.
        Comparator<Waiting<T>> order = (a, b) -> Long.signum(a.deadlineNs() - b.deadlineNs());
        byDeadline = new TreeSet<>(order.thenComparingLong(Waiting::id));
    }

    /**
     * Takes a waiter in.
     *
     * @return the number of its request, from 1 upward; empty when the table is full
     */
    OptionalLong open(T waiter, long deadlineNs) {
        if (byId.size() >= limit) {
            return OptionalLong.empty();
        }
        Waiting<T> waiting = new Waiting<>(++lastId, deadlineNs, waiter);
        byId.put(waiting.id(), waiting);
        byDeadline.add(waiting);
        return OptionalLong.of(waiting.id());
    }

    /** Whoever waits for this reply, once. */
    Optional<T> take(long id) {
        Waiting<T> waiting = byId.remove(id);
        if (waiting == null) {
            return Optional.empty();
        }
        byDeadline.remove(waiting);
        return Optional.of(waiting.waiter());
    }

    /** Takes out all whose deadline has come, earliest first. */
    List<T> expire(long nowNs) {
        List<T> expired = new ArrayList<>();
        while (!byDeadline.isEmpty() && byDeadline.first().deadlineNs() - nowNs <= 0) {
            Waiting<T> waiting = byDeadline.first();
            byDeadline.remove(waiting);
            byId.remove(waiting.id());
            expired.add(waiting.waiter());
        }
        return expired;
    }

    /** The earliest deadline. */
    OptionalLong nextDeadlineNs() {
        return byDeadline.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(byDeadline.first().deadlineNs());
    }

    /** Takes all out. */
    List<T> drain() {
        List<T> all = new ArrayList<>();
        byDeadline.forEach(waiting -> all.add(waiting.waiter()));
        byDeadline.clear();
        byId.clear();
        return all;
    }
}
