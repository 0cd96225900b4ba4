package io.mediachassis.controller.headend.auth;

import java.time.Instant;
import java.util.List;

/**
 * A subscriber.
 *
 * @param passwordHash see {@link PasswordHash}; empty: no log-in by password
 * @param programs what its tokens may be for; none: all
 * @param revision the reign's epoch in the upper 32 bits, and a number that rises within it
 * @param removed it is no more
 */
record Account(
        String name, String passwordHash, List<String> programs, List<ApiKey> keys, Instant made, long revision,
        boolean removed) {
    /**
     * What a program logs in with.
     *
     * @param hash SHA-256 of the key in hexadecimal: it has so many random bits that nobody guesses them
     * @param label for people
     */
    record ApiKey(String id, String hash, String label) {}

    Account {
        programs = List.copyOf(programs);
        keys = List.copyOf(keys);
    }

    Account withPassword(String hash) {
        return new Account(name, hash, programs, keys, made, revision, removed);
    }

    Account withKeys(List<ApiKey> now) {
        return new Account(name, passwordHash, programs, now, made, revision, removed);
    }

    Account with(long newRevision) {
        return new Account(name, passwordHash, programs, keys, made, newRevision, removed);
    }

    /** Nothing is left of it but that it is gone. */
    Account gone() {
        return new Account(name, "", List.of(), List.of(), made, revision, true);
    }
}
