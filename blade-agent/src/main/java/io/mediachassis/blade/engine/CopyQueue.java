package io.mediachassis.blade.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which copy of each program runs here and which is to follow it. A director that sees the first arrive orders what else
 * is missing at once, often before this engine is done with the first: such an order waits, and a later one takes its
 * place. Pure; any thread.
 */
final class CopyQueue {
    /** An empty value: nothing follows. */
    private final Map<String, Optional<Order>> running = new HashMap<>();

    /** @param segments which; none: all */
    record Order(List<Integer> segments, String sourceBase) {}

    /** Whether this order is to be run now; else it waits for the one that is running. */
    synchronized boolean start(String programId, Order order) {
        return running.put(programId, running.containsKey(programId) ? Optional.of(order) : Optional.empty()) == null;
    }

    /** The running one is over: what is to be run now, if anything is. */
    synchronized Optional<Order> following(String programId) {
        Optional<Order> next = running.getOrDefault(programId, Optional.empty());
        if (next.isPresent()) {
            running.put(programId, Optional.empty());
        } else {
            running.remove(programId);
        }
        return next;
    }
}
