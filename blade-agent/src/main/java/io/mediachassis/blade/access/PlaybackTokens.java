package io.mediachassis.blade.access;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.backplane.token.TokenVerifier.Rejection;
import io.mediachassis.backplane.token.TokenVerifier.Verdict;
import io.mediachassis.blade.access.Access.Fault;
import java.util.Optional;
import java.util.function.Function;

/**
 * The gate of a station whose programs need a token (seed 002, claim 23). The director asks it before it redirects or
 * answers, and the engine before it sends; both by what is on this blade alone. Any thread.
 */
public final class PlaybackTokens implements PlaybackGate {
    private final TokenVerifier verifier;
    private final Function<String, Optional<String>> programOfSet;
    private final Counts<AccessCounter> counts = new Counts<>(AccessCounter.class);

    /** @param programOfSet which program a staggered set sends, if there is such a set; any thread */
    public PlaybackTokens(TokenVerifier verifier, Function<String, Optional<String>> programOfSet) {
        this.verifier = verifier;
        this.programOfSet = programOfSet;
    }

    public Counts<AccessCounter> counts() {
        return counts;
    }

    @Override
    public boolean needsToken() {
        return true;
    }

    @Override
    public Optional<Fault> fault(String programId) {
        return Optional.empty();
    }

    @Override
    public Access check(String token, String programId, String client) {
        Access access = judge(token, programId, client);
        counts.add(access instanceof Access.Refused refused
                ? AccessCounter.of(refused.fault()) : AccessCounter.ACCEPTED);
        return access;
    }

    private Access judge(String token, String programId, String client) {
        if (token.isEmpty()) {
            return new Access.Refused(Fault.MISSING);
        }
        Verdict verdict = verifier.verify(token);
        if (verdict instanceof Verdict.Accepted accepted) {
            return judge(accepted.claims(), programId, client);
        }
        return new Access.Refused(fault(((Verdict.Rejected) verdict).reason()));
    }

    private Access judge(TokenClaims claims, String programId, String client) {
        if (claims.role() != TokenClaims.Role.PLAY) {
            return new Access.Refused(Fault.FORGED);
        }
        if (claims.address().isPresent() && !claims.address().get().equals(client)) {
            return new Access.Refused(Fault.WRONG_ADDRESS);
        }
        return isFor(claims, programId)
                ? new Access.Granted(Optional.of(claims))
                : new Access.Refused(Fault.WRONG_PROGRAM);
    }

    /** What is no set of this station's is found out by who looks for it. */
    private boolean isFor(TokenClaims claims, String programId) {
        if (!programId.startsWith(SET_PREFIX)) {
            return claims.isFor(programId.startsWith(INTERACTIVE_PREFIX)
                    ? programId.substring(INTERACTIVE_PREFIX.length()) : programId);
        }
        return programOfSet.apply(programId.substring(SET_PREFIX.length())).map(claims::isFor).orElse(true);
    }

    private static Fault fault(Rejection reason) {
        return switch (reason) {
            case MALFORMED, ALGORITHM, UNKNOWN_KEY, BAD_SIGNATURE, WRONG_CHASSIS, CLAIMS -> Fault.FORGED;
            case NOT_YET_VALID -> Fault.NOT_YET_VALID;
            case EXPIRED -> Fault.EXPIRED;
            case REVOKED -> Fault.REVOKED;
        };
    }

    @Override
    public boolean isKnown(String token) {
        return verifier.isKnown(token);
    }

    @Override
    public boolean isRevoked(TokenClaims claims) {
        return verifier.isRevoked(claims);
    }
}
