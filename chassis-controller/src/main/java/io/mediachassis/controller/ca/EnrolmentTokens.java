package io.mediachassis.controller.ca;

import io.mediachassis.backplane.proto.Party;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The one-time tokens that are out: for each board that may enrol the newest and the one before it, good for a time and
 * for one try. The one before still counts because the new one is on its way over a serial line while the board may be
 * using the old; whichever is used voids both. Pure; one thread at a time.
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

    private static final int FOR_A_BOARD = 2;

    private final long lifetimeNs;
    private final int limit;
    private final Supplier<byte[]> source;
    private final Map<Board, Deque<Given>> given = new LinkedHashMap<>();

    /**
     * @param source of tokens that nobody guesses
     * @param limit of boards that have one outstanding
     */
    EnrolmentTokens(Duration lifetime, int limit, Supplier<byte[]> source) {
        this.lifetimeNs = lifetime.toNanos();
        this.limit = limit;
        this.source = source;
    }

    /** A new token; empty when too many boards have one. */
    Optional<byte[]> give(Board board, long nowNs) {
        given.values().forEach(its -> its.removeIf(token -> token.expiresNs() - nowNs <= 0));
        given.values().removeIf(Deque::isEmpty);
        if (given.size() >= limit && !given.containsKey(board)) {
            return Optional.empty();
        }
        Deque<Given> its = given.computeIfAbsent(board, b -> new ArrayDeque<>());
        if (its.size() >= FOR_A_BOARD) {
            its.removeFirst();
        }
        byte[] token = source.get();
        its.addLast(new Given(token.clone(), nowNs + lifetimeNs));
        return Optional.of(token);
    }

    /** Uses a token; a good one is used up, a wrong one leaves the board's own as they are. */
    Use use(Board board, byte[] token, long nowNs) {
        for (Given its : given.getOrDefault(board, new ArrayDeque<>())) {
            if (MessageDigest.isEqual(its.token(), token)) {
                given.remove(board);
                return its.expiresNs() - nowNs <= 0 ? Use.EXPIRED : Use.GOOD;
            }
        }
        return Use.UNKNOWN;
    }
}
