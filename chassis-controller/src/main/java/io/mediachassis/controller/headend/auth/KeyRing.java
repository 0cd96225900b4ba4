package io.mediachassis.controller.headend.auth;

import io.mediachassis.backplane.token.TokenVerifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The keys that sign tokens, one after the other without a gap: a new one is made known first and signs only once every
 * board must have learnt it; the one before is trusted until all that it signed has expired. Immutable; times are of the
 * date.
 *
 * @param keys in the order in which they were made; at least one
 */
record KeyRing(List<Key> keys) {
    /** Boards learn of a key within 5 s; from then on it signs. */
    static final Duration KNOWN_AFTER = Duration.ofSeconds(10);

    /** Of the 16 that a board takes. */
    static final int LIMIT = 8;

    /**
     * One key.
     *
     * @param trustedUntil empty while it signs, or will
     */
    record Key(SigningKey material, Instant made, Instant signsFrom, Optional<Instant> trustedUntil) {
        String id() {
            return material.id();
        }

        private Key orEarlier(Key same) {
            boolean earlier = same.trustedUntil.isPresent()
                    && (trustedUntil.isEmpty() || same.trustedUntil.get().isBefore(trustedUntil.get()));
            return earlier ? same : this;
        }
    }

    KeyRing {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a ring without keys signs nothing");
        }
    }

    /** A first key, which signs at once: there is nobody who could have another. */
    static KeyRing of(SigningKey first, Instant now) {
        return new KeyRing(List.of(new Key(first, now, now, Optional.empty())));
    }

    /** The key that signs now: the newest whose time has come. */
    SigningKey signing(Instant now) {
        return keys.stream()
                .filter(key -> !key.signsFrom().isAfter(now))
                .max(Comparator.comparing(Key::signsFrom))
                .orElse(keys.get(0))
                .material();
    }

    /** All that boards are to trust, those to come included. */
    List<SigningKey> trusted(Instant now) {
        return keys.stream()
                .filter(key -> key.trustedUntil().isEmpty() || key.trustedUntil().get().isAfter(now))
                .map(Key::material)
                .toList();
    }

    /** Whether another key may be made; if not, some are to expire first. */
    boolean hasRoom(Instant now) {
        return trusted(now).size() < LIMIT;
    }

    /**
     * The same with a new key, which signs soon.
     *
     * @param longest that a token lives, with the leeway of who checks it
     */
    KeyRing rotated(SigningKey next, Instant now, Duration longest) {
        // Also when the date here is behind that of who made the newest.
        Instant made = later(now, newest(Key::made));
        Instant from = later(now.plus(KNOWN_AFTER), newest(Key::signsFrom).plusSeconds(1));
        List<Key> all = new ArrayList<>();
        for (Key key : withoutExpired(now).keys) {
            all.add(new Key(
                    key.material(), key.made(), key.signsFrom(),
                    key.trustedUntil().or(() -> Optional.of(from.plus(longest)))));
        }
        all.add(new Key(next, made, from, Optional.empty()));
        return new KeyRing(all);
    }

    /**
     * Only this one, which signs at once: all that the others signed is worth nothing from now on. It is made in a later
     * second than any of them, so that they are told apart by it.
     */
    KeyRing replaced(SigningKey next, Instant now) {
        Instant made = later(now, newest(Key::made).plusSeconds(1));
        return new KeyRing(List.of(new Key(next, made, now, Optional.empty())));
    }

    /**
     * These keys and those of the other controller. Of one key the earlier end counts, and one that another came after
     * ends as if it had been rotated.
     *
     * @param voidBefore keys that were made before are left out; whole seconds
     * @param longest that a token lives, with the leeway of who checks it
     */
    KeyRing and(KeyRing other, Instant voidBefore, Duration longest, Instant now) {
        Map<String, Key> byId = new LinkedHashMap<>();
        Stream.concat(keys.stream(), other.keys.stream())
                .filter(key -> !key.made().isBefore(voidBefore))
                .forEach(key -> byId.merge(key.id(), key, Key::orEarlier));
        List<Key> all = byId.values().stream()
                .sorted(Comparator.comparing(Key::signsFrom).thenComparing(Key::id))
                .toList();
        List<Key> still = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Key key = all.get(i);
            Optional<Instant> until = i + 1 == all.size()
                    ? key.trustedUntil()
                    : key.trustedUntil().or(() -> Optional.of(after(all, key).plus(longest)));
            if (until.isEmpty() || until.get().isAfter(now)) {
                still.add(new Key(key.material(), key.made(), key.signsFrom(), until));
            }
        }
        return still.isEmpty()
                ? this
                : new KeyRing(still.subList(Math.max(0, still.size() - TokenVerifier.MAX_KEYS), still.size()));
    }

    private static Instant after(List<Key> sorted, Key key) {
        return sorted.get(sorted.indexOf(key) + 1).signsFrom();
    }

    private Instant newest(Function<Key, Instant> date) {
        return keys.stream().map(date).reduce(Instant.EPOCH, KeyRing::later);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /** The same without those that nobody needs any more. */
    KeyRing withoutExpired(Instant now) {
        List<SigningKey> still = trusted(now);
        return new KeyRing(keys.stream().filter(key -> still.contains(key.material())).toList());
    }
}
