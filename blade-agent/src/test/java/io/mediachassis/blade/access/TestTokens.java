package io.mediachassis.blade.access;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.token.Ed25519Keys;
import io.mediachassis.backplane.token.Revocations;
import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.backplane.token.TokenIssuer;
import io.mediachassis.backplane.token.TokenVerifier;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A gate, and whoever gives tokens for it. */
public final class TestTokens {
    private final SystemClock clock = new SystemClock();
    private final TokenIssuer issuer;
    private final TokenVerifier verifier = new TokenVerifier("MC-1", clock);
    public final PlaybackTokens gate =
            new PlaybackTokens(verifier, set -> set.equals("239.1.1.0") ? Optional.of("clip") : Optional.empty());

    public TestTokens() throws GeneralSecurityException {
        issuer = new TokenIssuer("MC-1", Ed25519Keys.generate(), clock);
        verifier.trust(issuer.trustedKeys());
    }

    /** For a program, from anywhere, for a minute. */
    public String of(String program) {
        return issuer.issue(claims(program, Optional.empty()));
    }

    public TokenClaims claims(String program, Optional<String> address) {
        return issuer.playing("anna", Set.of(program), address, clock.now(), Duration.ofMinutes(1));
    }

    public String issue(TokenClaims claims) {
        return issuer.issue(claims);
    }

    public String expired(String program) {
        return issuer.issue(issuer.playing(
                "anna", Set.of(program), Optional.empty(), clock.now(), Duration.ofMinutes(-1)));
    }

    public String early(String program) {
        return issuer.issue(issuer.playing(
                "anna", Set.of(program), Optional.empty(), clock.now().plusSeconds(90), Duration.ofMinutes(1)));
    }

    public String engines() {
        return issuer.issue("blade-1", TokenClaims.Role.ENGINE, Optional.empty(), Duration.ofMinutes(1));
    }

    public void revoke(TokenClaims claims) {
        verifier.revoke(new Revocations(Map.of(claims.id(), claims.expires()), Map.of()));
    }
}
