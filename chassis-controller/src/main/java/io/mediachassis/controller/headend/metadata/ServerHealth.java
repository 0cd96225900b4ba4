package io.mediachassis.controller.headend.metadata;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which file servers answer. Our own questions decide; clients' reports only make a server suspect, and have it asked
 * sooner: what one client can't reach others may. Pure; one thread.
 */
final class ServerHealth {
    private static final long EACH_NS = Duration.ofMinutes(1).toNanos();
    private static final long SUSPECT_NS = Duration.ofSeconds(10).toNanos();
    private static final long REMEMBERED_NS = Duration.ofMinutes(5).toNanos();
    private static final int FAILURES = 2;
    private static final int REPORTERS = 3;

    /** In the order in which clients try them. */
    public enum State {
        /** Nothing speaks against it. */
        UP,
        /** Several subscribers say that it does not give what it should. */
        SUSPECT,
        /** It did not answer us, twice in a row. */
        DOWN
    }

    private static final class Known {
        boolean asked;
        boolean asking;
        long askedNs;
        int failures;
        String text = "";
        final Map<String, Long> reports = new HashMap<>();
    }

    private final Map<String, Known> servers = new HashMap<>();

    State state(String address) {
        Known known = servers.get(address);
        return known == null ? State.UP : state(known);
    }

    private static State state(Known known) {
        return known.failures >= FAILURES ? State.DOWN : known.reports.size() >= REPORTERS ? State.SUSPECT : State.UP;
    }

    /** What was last wrong with it; empty when nothing was. */
    String text(String address) {
        Known known = servers.get(address);
        return known == null ? "" : known.text;
    }

    /** From now on these are the servers there are. */
    void are(Collection<String> addresses) {
        servers.keySet().retainAll(addresses);
        addresses.forEach(address -> servers.computeIfAbsent(address, a -> new Known()));
    }

    /** Those to be asked now, the longest unasked first; each counts as being asked. */
    List<String> due(int most, long nowNs) {
        List<String> due = new ArrayList<>();
        servers.forEach((address, known) -> {
            long each = state(known) == State.SUSPECT || known.failures > 0 ? SUSPECT_NS : EACH_NS;
            if (!known.asking && (!known.asked || nowNs - known.askedNs >= each)) {
                due.add(address);
            }
        });
        due.sort(Comparator.comparingLong((String address) -> {
            Known known = known(address);
            return known.asked ? known.askedNs - nowNs : Long.MIN_VALUE;
        }).thenComparing(address -> address));
        List<String> now = List.copyOf(due.subList(0, Math.min(most, due.size())));
        now.forEach(address -> known(address).asking = true);
        return now;
    }

    /**
     * It was asked.
     *
     * @param fault empty: it answered
     */
    void asked(String address, String fault, long nowNs) {
        Known known = known(address);
        known.asking = false;
        known.asked = true;
        known.askedNs = nowNs;
        known.text = fault;
        known.failures = fault.isEmpty() ? 0 : known.failures + 1;
        if (fault.isEmpty()) {
            known.reports.clear();
        }
    }

    /** It could not be asked: nothing is known now that was not known before. */
    void unasked(String address, long nowNs) {
        Known known = servers.get(address);
        if (known != null) {
            known.asking = false;
            // It waits for its next turn: one that can never be asked must not take that of the others.
            known.asked = true;
            known.askedNs = nowNs;
        }
    }

    /** A client could not get a file from it. */
    void reported(String address, String subscriber, String error, long nowNs) {
        Known known = servers.get(address);
        if (known != null) {
            known.reports.values().removeIf(atNs -> nowNs - atNs > REMEMBERED_NS);
            if (known.reports.size() < REPORTERS) {
                known.reports.put(subscriber, nowNs);
            }
            if (known.text.isEmpty()) {
                known.text = error;
            }
        }
    }

    private Known known(String address) {
        return servers.computeIfAbsent(address, a -> new Known());
    }
}
