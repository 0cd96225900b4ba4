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
    /** File servers of one subscriber that are asked at once: those that answer slowly keep all others waiting. */
    static final int ASKED_OF_SUBSCRIBER = 4;
    /** Nobody waits and is asked for longer than that. */
    private static final long ASKED_NS = Duration.ofMinutes(10).toNanos();

    private final List<Lease> leases = new ArrayList<>();
    private final List<Asked> asked = new ArrayList<>();

    private record Lease(String file, String subscriber, Source source, long untilNs) {
        boolean isOf(String other, String address) {
            return file.equals(other) && source.address().equals(address);
        }
    }

    private record Asked(String subscriber, long untilNs) {}

    /** Before a client's file server is asked whether it has the file: fails where there is no room for its answer. */
    void asking(String file, String subscriber, String address, long nowNs) {
        expire(nowNs);
        requireRoom(file, subscriber, address);
        if (asked.stream().filter(known -> known.subscriber().equals(subscriber)).count() >= ASKED_OF_SUBSCRIBER) {
            throw new MetadataRefusal(429, "other file servers of this subscriber are being asked still",
                    "try again in some seconds");
        }
        asked.add(new Asked(subscriber, nowNs + ASKED_NS));
    }

    /** One of a subscriber's was asked. */
    void asked(String subscriber) {
        asked.stream().filter(known -> known.subscriber().equals(subscriber)).findFirst().ifPresent(asked::remove);
    }

    private void requireRoom(String file, String subscriber, String address) {
        List<Lease> others = leases.stream().filter(known -> !known.isOf(file, address)).toList();
        long ofSubscriber = others.stream().filter(known -> known.subscriber().equals(subscriber)).count();
        long ofFile = others.stream().filter(known -> known.file().equals(file)).count();
        if (others.size() >= IN_ALL || ofSubscriber >= OF_SUBSCRIBER || ofFile >= OF_FILE) {
            throw new MetadataRefusal(409, "there are enough clients that serve this file, or files that this one serves",
                    "try again later");
        }
    }

    /** From now on, or for longer. */
    void serve(String file, String subscriber, Source source, Duration lease, long nowNs) {
        expire(nowNs);
        requireRoom(file, subscriber, source.address());
        leases.removeIf(known -> known.isOf(file, source.address()));
        leases.add(new Lease(file, subscriber, source, nowNs + lease.toNanos()));
    }

    /** A client serves something no more. */
    void end(String file, String subscriber, String address) {
        leases.removeIf(known -> known.isOf(file, address) && known.subscriber().equals(subscriber));
    }

    List<Source> of(String file, long nowNs) {
        expire(nowNs);
        return leases.stream().filter(known -> known.file().equals(file)).map(Lease::source).toList();
    }

    private void expire(long nowNs) {
        leases.removeIf(known -> known.untilNs() - nowNs <= 0);
        asked.removeIf(known -> known.untilNs() - nowNs <= 0);
    }
}
