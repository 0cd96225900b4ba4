package io.mediachassis.controller.headend.metadata;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients that serve files to others, each for a time that they renew (seed 004: "client devices also may act as media data
 * file servers"). In memory alone: a controller that takes over hears of them within that time. Pure; one thread.
 */
final class ClientLeases {
    static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int IN_ALL = 10_000;
    private static final int OF_SUBSCRIBER = 64;
    private static final int OF_FILE = 8;

    private final List<Lease> leases = new ArrayList<>();

    private record Lease(String file, String subscriber, Source source, long untilNs) {}

    /** From now on, or for longer. */
    void serve(String file, String subscriber, Source source, Duration lease, long nowNs) {
        expire(nowNs);
        leases.removeIf(known -> known.file().equals(file) && known.source().address().equals(source.address()));
        long ofSubscriber = leases.stream().filter(known -> known.subscriber().equals(subscriber)).count();
        long ofFile = leases.stream().filter(known -> known.file().equals(file)).count();
        if (leases.size() >= IN_ALL || ofSubscriber >= OF_SUBSCRIBER || ofFile >= OF_FILE) {
            throw new MetadataRefusal(409, "there are enough clients that serve this file, or files that this one serves",
                    "try again later");
        }
        leases.add(new Lease(file, subscriber, source, nowNs + lease.toNanos()));
    }

    /** A client serves something no more. */
    void end(String file, String subscriber, String address) {
        leases.removeIf(known -> known.file().equals(file) && known.subscriber().equals(subscriber)
                && known.source().address().equals(address));
    }

    List<Source> of(String file, long nowNs) {
        expire(nowNs);
        return leases.stream().filter(known -> known.file().equals(file)).map(Lease::source).toList();
    }

    private void expire(long nowNs) {
        leases.removeIf(known -> known.untilNs() - nowNs <= 0);
    }
}
