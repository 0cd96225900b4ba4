package io.mediachassis.backplane.token;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Tokens that are good no more although their time is not over. Only ever grows, and forgets what has expired by itself.
 * Immutable.
 *
 * @param tokens id of each, and until when it has to be remembered
 * @param subjects of whom all tokens to play are revoked that were issued until then
 */
public record Revocations(Map<String, Instant> tokens, Map<String, OfSubject> subjects) {
    /** More at once are not taken: whoever revokes as many shall change the key instead. */
    public static final int LIMIT = 4096;

    public static final Revocations NONE = new Revocations(Map.of(), Map.of());

    /**
     * All of somebody's tokens so far.
     *
     * @param issuedUntil those issued then or before
     * @param until has to be remembered so long
     */
    public record OfSubject(Instant issuedUntil, Instant until) {}

    public Revocations {
        tokens = Map.copyOf(tokens);
        subjects = Map.copyOf(subjects);
    }

    public int size() {
        return tokens.size() + subjects.size();
    }

    boolean revokes(TokenClaims claims) {
        if (tokens.containsKey(claims.id())) {
            return true;
        }
        // A subscriber may have the name of a blade.
        OfSubject all = claims.role() == TokenClaims.Role.PLAY ? subjects.get(claims.subject()) : null;
        return all != null && !claims.issued().isAfter(all.issuedUntil());
    }

    /** These and those; what has to be remembered no longer is left out. */
    public Revocations and(Revocations more, Instant now) {
        Map<String, Instant> allTokens = new HashMap<>(tokens);
        more.tokens.forEach((id, until) -> allTokens.merge(id, until, Revocations::later));
        allTokens.values().removeIf(until -> until.isBefore(now));
        Map<String, OfSubject> allSubjects = new HashMap<>(subjects);
        more.subjects.forEach((subject, of) -> allSubjects.merge(subject, of, (a, b) -> new OfSubject(
                later(a.issuedUntil(), b.issuedUntil()), later(a.until(), b.until()))));
        allSubjects.values().removeIf(of -> of.until().isBefore(now));
        return new Revocations(allTokens, allSubjects);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
