package io.mediachassis.controller.headend.auth;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How often somebody may try to log in. An attempt counts as failed until it succeeds, so that many at once get no more
 * tries than one after the other; and names that nobody has are treated as all others. What is at its limit waits, twice
 * as long each time. Pure; one thread.
 *
 * <p>Three limits: of a name at one address, so that a stranger elsewhere can't lock a subscriber out; of a name
 * everywhere, against many addresses; and of an address for all names, against many names.
 */
final class LoginLimits {
    private static final int OF_NAME_AT_ADDRESS = 5;
    private static final int OF_NAME = 50;
    private static final int OF_ADDRESS = 50;
    private static final long FIRST_WAIT_NS = Duration.ofSeconds(30).toNanos();
    private static final long LONGEST_WAIT_NS = Duration.ofMinutes(15).toNanos();
    private static final long FORGOTTEN_NS = Duration.ofMinutes(30).toNanos();
    private static final int REMEMBERED = 16_384;

    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param waitUntilNs no further attempt before */
    private record Failures(int count, long lastNs, long waitUntilNs) {}

    private record Limit(String key, int attempts) {}

    /** Begins an attempt; if it may not be made now, how long to wait. */
    Optional<Duration> begin(String name, String address, long nowNs) {
        long longest = 0;
        for (Limit limit : limits(name, address)) {
            Failures known = known(limit.key(), nowNs);
            longest = Math.max(longest, known.waitUntilNs() - nowNs);
        }
        if (longest > 0) {
            return Optional.of(Duration.ofNanos(longest));
        }
        for (Limit limit : limits(name, address)) {
            int count = known(limit.key(), nowNs).count() + 1;
            int over = count - limit.attempts();
            long wait = over < 0 ? 0 : Math.min(LONGEST_WAIT_NS, FIRST_WAIT_NS << Math.min(over, 16));
            failures.put(limit.key(), new Failures(count, nowNs, nowNs + wait));
        }
        return Optional.empty();
    }

    /** The attempt was right: what failed before no longer counts against this subscriber here. */
    void succeeded(String name, String address, long nowNs) {
        List<Limit> limits = limits(name, address);
        failures.remove(limits.get(0).key());
        limits.subList(1, limits.size()).forEach(limit -> takeBack(limit, nowNs));
    }

    /** The attempt was not looked at: it counts neither as right nor as failed. */
    void takeBack(String name, String address, long nowNs) {
        limits(name, address).forEach(limit -> takeBack(limit, nowNs));
    }

    private void takeBack(Limit limit, long nowNs) {
        Failures known = known(limit.key(), nowNs);
        failures.put(limit.key(), new Failures(Math.max(0, known.count() - 1), known.lastNs(), nowNs));
    }

    private Failures known(String key, long nowNs) {
        Failures known = failures.get(key);
        return known == null || nowNs - known.lastNs() > FORGOTTEN_NS ? new Failures(0, nowNs, nowNs) : known;
    }

    private static List<Limit> limits(String name, String address) {
        return List.of(
                new Limit("name " + name + " at " + address, OF_NAME_AT_ADDRESS),
                new Limit("name " + name, OF_NAME),
                new Limit("address " + address, OF_ADDRESS));
    }
}
