package io.mediachassis.blade.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Sees to it that engines which drop the same segment at the same time never drop its last copy, whoever told them to and
 * however old what that one knew was. An engine marks a segment before it asks another, the keeper, whether that one
 * keeps it, and drops it only on the keeper's word; a keeper that has marked it itself does not give its word.
 *
 * <p>Why that holds: say that a ring of engines dropped it, each on the word of the next. Each gave its word before it
 * marked the segment, so each marked it later than the one that asked it, all around the ring: which can't be. Neither
 * clocks nor terms enter. Pure; any thread.
 */
final class DropGuard {
    private final Set<Key> marked = new HashSet<>();

    private record Key(String programId, int segment) {}

    /** Marks those that are not marked yet, which are returned; {@link #unmark} is to follow. */
    synchronized List<Integer> mark(String programId, List<Integer> segments) {
        List<Integer> fresh = new ArrayList<>();
        for (int segment : segments) {
            if (marked.add(new Key(programId, segment))) {
                fresh.add(segment);
            }
        }
        return fresh;
    }

    /** They are dropped, or stay. */
    synchronized void unmark(String programId, List<Integer> segments) {
        segments.forEach(segment -> marked.remove(new Key(programId, segment)));
    }

    /**
     * The keeper's word.
     *
     * @param held whether this engine holds a segment, whole
     * @return those that it keeps
     */
    synchronized List<Integer> kept(String programId, List<Integer> segments, IntPredicate held) {
        return segments.stream()
                .filter(segment -> !marked.contains(new Key(programId, segment)) && held.test(segment))
                .toList();
    }
}
