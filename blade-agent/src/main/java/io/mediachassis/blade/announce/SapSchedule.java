package io.mediachassis.blade.announce;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * When sessions are announced again (RFC 2974 section 3.1): all announcers of a group together take no more than a
 * limit of bandwidth, each session comes every 300 s at the most often, and by a random third earlier or later, so that
 * announcers never fall into step. Times are monotonic nanoseconds. Pure; one thread.
 */
public final class SapSchedule {
    /** Bandwidth of one announcement group that the RFC has for SAP, bit/s. */
    public static final int DEFAULT_LIMIT_BPS = 4000;
    /** Least time between two announcements of a session, before the random part. */
    static final long LEAST_S = 300;

    // New sessions are announced at once, but a hundred of them not in one burst.
    private static final long FIRST_GAP_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final int limitBps;
    private final RandomGenerator random;
    private final Map<String, Session> sessions = new HashMap<>();
    private int others;
    private long firstFreeNs;
    private boolean started;

    private record Session(int bytes, long dueNs) {}

    /** @param limitBps bit/s that all announcements in the group may take, greater than 0 */
    public SapSchedule(int limitBps, RandomGenerator random) {
        Checks.range("the announcements' bandwidth", limitBps, 1, Integer.MAX_VALUE);
        this.limitBps = limitBps;
        this.random = random;
    }

    /** A session is announced from now on, or with a new text; {@code bytes}: its packet. */
    public void put(String id, int bytes, long nowNs) {
        firstFreeNs = started && firstFreeNs - nowNs > 0 ? firstFreeNs : nowNs;
        started = true;
        sessions.put(id, new Session(bytes, firstFreeNs));
        firstFreeNs += FIRST_GAP_NS;
    }

    /** A session is announced no more. */
    public void remove(String id) {
        sessions.remove(id);
    }

    /** How many sessions others announce in the group, as far as heard; they share the bandwidth. */
    public void heard(int sessionsOfOthers) {
        Checks.range("the sessions of others", sessionsOfOthers, 0, Integer.MAX_VALUE);
        others = sessionsOfOthers;
    }

    /** The sessions to announce now; each is due again after its next interval. */
    public List<String> due(long nowNs) {
        List<String> due = new ArrayList<>();
        for (Map.Entry<String, Session> entry : sessions.entrySet()) {
            if (nowNs - entry.getValue().dueNs() >= 0) {
                due.add(entry.getKey());
            }
        }
        for (String id : due) {
            sessions.computeIfPresent(id, (key, session) ->
                    new Session(session.bytes(), nowNs + nextNs(session.bytes())));
        }
        return due;
    }

    /** Seconds between announcements of a session, before the random part. */
    long intervalS(int bytes) {
        return Math.max(LEAST_S, 8L * (sessions.size() + (long) others) * bytes / limitBps);
    }

    private long nextNs(int bytes) {
        long intervalNs = TimeUnit.SECONDS.toNanos(intervalS(bytes));
        return intervalNs - intervalNs / 3 + random.nextLong(intervalNs * 2 / 3);
    }
}
