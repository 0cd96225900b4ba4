package io.mediachassis.blade.anchor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** The sessions that ended last. Any thread. */
final class OverSessions {
    private static final int LIMIT = 10_000;

    private final Set<Long> sessions = new HashSet<>();
    private final Deque<Long> oldestFirst = new ArrayDeque<>();

    synchronized void add(long session) {
        if (sessions.add(session)) {
            oldestFirst.add(session);
            if (oldestFirst.size() > LIMIT) {
                sessions.remove(oldestFirst.remove());
            }
        }
    }

    synchronized boolean contains(long session) {
        return sessions.contains(session);
    }
}
