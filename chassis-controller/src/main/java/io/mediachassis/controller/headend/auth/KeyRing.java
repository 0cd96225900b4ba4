package io.mediachassis.controller.headend.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
        Instant from = now.plus(KNOWN_AFTER);
        List<Key> all = new ArrayList<>();
        for (Key key : withoutExpired(now).keys) {
            all.add(new Key(
                    key.material(), key.made(), key.signsFrom(),
                    key.trustedUntil().or(() -> Optional.of(from.plus(longest)))));
        }
        all.add(new Key(next, now, from, Optional.empty()));
        return new KeyRing(all);
    }

    /** Only this one, which signs at once: all that the others signed is worth nothing from now on. */
    static KeyRing replaced(SigningKey next, Instant now) {
        return of(next, now);
    }

    /** The same without those that nobody needs any more. */
    KeyRing withoutExpired(Instant now) {
        List<SigningKey> still = trusted(now);
        return new KeyRing(keys.stream().filter(key -> still.contains(key.material())).toList());
    }
}
