package io.mediachassis.controller.headend.metadata;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.TrustedKeys;
import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.backplane.token.TokenVerifier.Verdict;
import io.mediachassis.backplane.token.TrustedTokens;
import java.security.GeneralSecurityException;
import java.util.function.Supplier;

/**
 * Who shows a token: clients and owners log in at the authentication server, and the token that it gives them counts here
 * as it does at a blade. One thread.
 */
final class Bearers {
    private final TokenVerifier verifier;
    private final TrustedTokens trusted;
    private final Supplier<TrustedKeys> word;

    /** @param word what boards are told of keys and revocations now */
    Bearers(String chassis, Supplier<TrustedKeys> word, Clock clock) {
        this.verifier = new TokenVerifier(chassis, clock);
        this.trusted = new TrustedTokens(verifier);
        this.word = word;
    }

    /**
     * The claims of a good token.
     *
     * @param client address that shows it
     */
    TokenClaims of(String token, String client) {
        try {
            trusted.learn(word.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this controller's own keys can't be read", e);
        }
        if (!(verifier.verify(token) instanceof Verdict.Accepted accepted)
                || accepted.claims().role() != TokenClaims.Role.PLAY) {
            throw new MetadataRefusal(401, "no good token is shown", "POST /login gives one; show it as Authorization: Bearer TOKEN");
        }
        TokenClaims claims = accepted.claims();
        if (claims.address().isPresent() && !claims.address().get().equals(client)) {
            throw new MetadataRefusal(401, "this token is another address's", "POST /login here");
        }
        return claims;
    }
}
