package io.mediachassis.controller.ca;

import io.mediachassis.backplane.proto.Party;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The one-time tokens that are out: one for each board that may enrol, good for a time and for one try. A new token for
 * a board voids the one before. Pure; one thread at a time.
 */
final class EnrolmentTokens {
    /** Whom a token is for. */
    record Board(Party party, int number) {}

    /** What a token was worth. */
    enum Use {
        GOOD,
        /** Never given, given for another board, or used before. */
        UNKNOWN,
        EXPIRED
    }

    @SuppressWarnings("ArrayRecordComponent") // compared in constant time, never by equals
    private record Given(byte[] token, long expiresNs) {}

    private final long lifetimeNs;
    private final int limit;
    private final Supplier<byte[]> source;
    private final Map<Board, Given> given = new LinkedHashMap<>();

    /**
     * @param source of tokens that nobody guesses
     * @param limit of tokens outstanding
     */
    EnrolmentTokens(Duration lifetime, int limit, Supplier<byte[]> source) {
        this.lifetimeNs = lifetime.toNanos();
        this.limit = limit;
        this.source = source;
    }

    /** A new token; empty when too many are out. */
    Optional<byte[]> give(Board board, long nowNs) {
        given.remove(board);
        for (Iterator<Given> all = given.values().iterator(); all.hasNext(); ) {
            if (all.next().expiresNs() - nowNs <= 0) {
                all.remove();
            }
        }
        if (given.size() >= limit) {
            return Optional.empty();
        }
        byte[] token = source.get();
        given.put(board, new Given(token.clone(), nowNs + lifetimeNs));
        return Optional.of(token);
    }

    /** Uses a token; a good one is used up, a wrong one leaves the board's own as it is. */
    Use use(Board board, byte[] token, long nowNs) {
        Given its = given.get(board);
        if (its == null || !MessageDigest.isEqual(its.token(), token)) {
            return Use.UNKNOWN;
        }
        given.remove(board);
        return its.expiresNs() - nowNs <= 0 ? Use.EXPIRED : Use.GOOD;
    }
}
