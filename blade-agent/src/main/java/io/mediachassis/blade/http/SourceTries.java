package io.mediachassis.blade.http;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which engine is asked next for a piece: the one that failed least, in the order given. One that has failed twice in a
 * row is not asked again; one that gave something in between is, after the others. Pure; one thread.
 */
final class SourceTries {
    static final int TRIES = 2;
    /** Less than this is nothing: a source that breaks off after each byte must come to an end. */
    static final long PROGRESS_BYTES = 16 << 10;

    private final Map<InetSocketAddress, Integer> failures = new HashMap<>();

    /** Chooses; empty when nobody is left to ask. */
    Optional<InetSocketAddress> next(List<InetSocketAddress> holders) {
        InetSocketAddress best = null;
        int least = TRIES;
        for (InetSocketAddress holder : holders) {
            int failed = failures.getOrDefault(holder, 0);
            if (failed < least) {
                best = holder;
                least = failed;
            }
        }
        return Optional.ofNullable(best);
    }

    /**
     * It could not be reached, or broke off.
     *
     * @param gave bytes that came from it before
     */
    void failed(InetSocketAddress source, long gave) {
        failures.merge(source, 1, (old, one) -> gave >= PROGRESS_BYTES ? one : old + one);
    }
}
