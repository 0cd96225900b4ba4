package io.mediachassis.controller.headend.auth;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Consoles without a keyboard (RFC 8628): one shows a short code, its subscriber confirms that somewhere else, and the
 * console, which asks now and then, is let in. Kept in memory alone: after a change of controllers it begins again. Pure;
 * one thread.
 */
final class DeviceCodes {
    static final Duration LIFETIME = Duration.ofMinutes(10);
    static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int WAITING = 1000;
    private static final int OF_CLIENT = 50;
    /** Neither vowels, which make words, nor what looks alike (RFC 8628 section 6.1). */
    private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

    private static final int USER_CODE = 8;

    private final RandomGenerator random;
    private final Map<String, Waiting> byDeviceCode = new HashMap<>();

    /** What a console is told. */
    record Started(String deviceCode, String userCode) {}

    /** What it hears when it asks. */
    sealed interface Answer {
        /** Nobody has confirmed it yet. */
        record Pending() implements Answer {}

        /** The same, and it asks too often. */
        record SlowDown() implements Answer {}

        /** There is no such code, or no more. */
        record Expired() implements Answer {}

        /** Given once. */
        record Confirmed(String subscriber) implements Answer {}
    }

    private static final class Waiting {
        final String userCode;
        final String client;
        final long untilNs;
        long nextNs;
        long intervalNs = INTERVAL.toNanos();
        Optional<String> subscriber = Optional.empty();

        Waiting(String userCode, String client, long untilNs, long nextNs) {
            this.userCode = userCode;
            this.client = client;
            this.untilNs = untilNs;
            this.nextNs = nextNs;
        }
    }

    /** @param random hard to guess */
    DeviceCodes(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Begins; empty when too many wait.
     *
     * @param client address that asks
     */
    Optional<Started> start(String client, long nowNs) {
        byDeviceCode.values().removeIf(waiting -> nowNs - waiting.untilNs >= 0);
        long ofClient = byDeviceCode.values().stream().filter(waiting -> waiting.client.equals(client)).count();
        if (byDeviceCode.size() >= WAITING || ofClient >= OF_CLIENT) {
            return Optional.empty();
        }
        String userCode = userCode();
        while (find(userCode).isPresent()) {
            userCode = userCode();
        }
        String deviceCode = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        byDeviceCode.put(deviceCode, new Waiting(userCode, client, nowNs + LIFETIME.toNanos(), nowNs));
        return Optional.of(new Started(deviceCode, userCode.substring(0, 4) + "-" + userCode.substring(4)));
    }

    /**
     * A subscriber, who has just proved to be that one, lets the console in.
     *
     * @param userCode as shown, however it was typed
     * @return whether one waits with that code
     */
    boolean confirm(String userCode, String subscriber, long nowNs) {
        Optional<Waiting> found = find(userCode.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", ""))
                .filter(waiting -> nowNs - waiting.untilNs < 0 && waiting.subscriber.isEmpty());
        found.ifPresent(waiting -> waiting.subscriber = Optional.of(subscriber));
        return found.isPresent();
    }

    /** What this subscriber has confirmed and no console has fetched yet is nothing any more. */
    void forget(String subscriber) {
        byDeviceCode.values().removeIf(waiting -> waiting.subscriber.equals(Optional.of(subscriber)));
    }

    /** A console asks whether it has been let in. */
    Answer ask(String deviceCode, long nowNs) {
        Waiting waiting = byDeviceCode.get(deviceCode);
        if (waiting == null || nowNs - waiting.untilNs >= 0) {
            byDeviceCode.remove(deviceCode);
            return new Answer.Expired();
        }
        if (nowNs - waiting.nextNs < 0) {
            waiting.intervalNs += INTERVAL.toNanos();
            waiting.nextNs = nowNs + waiting.intervalNs;
            return new Answer.SlowDown();
        }
        waiting.nextNs = nowNs + waiting.intervalNs - INTERVAL.toNanos() / 5;
        if (waiting.subscriber.isEmpty()) {
            return new Answer.Pending();
        }
        byDeviceCode.remove(deviceCode);
        return new Answer.Confirmed(waiting.subscriber.get());
    }

    private Optional<Waiting> find(String userCode) {
        return byDeviceCode.values().stream().filter(waiting -> waiting.userCode.equals(userCode)).findAny();
    }

    private String userCode() {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < USER_CODE; i++) {
            code.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return code.toString();
    }
}
