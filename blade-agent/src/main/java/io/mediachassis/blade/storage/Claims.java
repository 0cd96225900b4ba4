package io.mediachassis.blade.storage;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who works on which program: one that writes or removes it whole, or any number that receive segments of it, each
 * segment by one. Any thread.
 */
final class Claims {
    private final Map<String, Claim> byId = new HashMap<>();

    private static final class Claim {
        private boolean whole;
        private int receivers;
        private final Set<Integer> segments = new HashSet<>();
    }

    /** @throws StoreException when anyone works on it */
    synchronized void writer(String id) throws StoreException {
        if (!tryWriter(id)) {
            throw new StoreException("program " + id + " is being written already");
        }
    }

    synchronized boolean tryWriter(String id) {
        if (byId.containsKey(id)) {
            return false;
        }
        of(id).whole = true;
        return true;
    }

    synchronized void release(String id) {
        byId.remove(id);
    }

    /** @throws StoreException when it is being written or removed as a whole */
    synchronized void receiver(String id) throws StoreException {
        Claim claim = of(id);
        if (claim.whole) {
            throw new StoreException("program " + id + " is being written already");
        }
        claim.receivers++;
    }

    synchronized void received(String id) {
        of(id).receivers--;
        removeIfFree(id);
    }

    /** @throws StoreException when another works on this segment, or on the whole */
    synchronized void segment(String id, int segment) throws StoreException {
        Claim claim = of(id);
        if (claim.whole || !claim.segments.add(segment)) {
            throw new StoreException("segment " + segment + " of program " + id + " is being written already");
        }
    }

    synchronized void release(String id, int segment) {
        of(id).segments.remove(segment);
        removeIfFree(id);
    }

    private void removeIfFree(String id) {
        Claim claim = byId.get(id);
        if (claim != null && !claim.whole && claim.receivers <= 0 && claim.segments.isEmpty()) {
            byId.remove(id);
        }
    }

    private Claim of(String id) {
        return byId.computeIfAbsent(id, i -> new Claim());
    }
}
