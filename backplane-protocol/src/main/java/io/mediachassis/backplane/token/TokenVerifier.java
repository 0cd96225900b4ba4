package io.mediachassis.backplane.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.mediachassis.backplane.clock.Clock;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Says whether a token is good: signed with EdDSA by a trusted key, of this chassis, not expired by more than the
 * leeway. Any thread; {@link #trust} may be called while others verify.
 */
public final class TokenVerifier {
    /** How far the dates of two boards may differ. */
    public static final Duration LEEWAY = Duration.ofSeconds(30);

    private static final int MAX_CHARACTERS = 4096;
    private static final int MAX_KEYS = 16;

    /** Why a token is refused. */
    public enum Rejection {
        /** Not a signed JWT, or over 4096 characters. */
        MALFORMED,
        /** Another algorithm than EdDSA, or a critical header that we do not know. */
        ALGORITHM,
        /** No trusted key has its key id. */
        UNKNOWN_KEY,
        BAD_SIGNATURE,
        EXPIRED,
        WRONG_CHASSIS,
        /** A claim is missing, or has a value that we do not know. */
        CLAIMS
    }

    /** The answer. */
    public sealed interface Verdict {
        /** It is good for what it says. */
        record Accepted(TokenClaims claims) implements Verdict {}

        record Rejected(Rejection reason) implements Verdict {}
    }

    private final String chassis;
    private final Clock clock;
    private volatile Map<String, EdDsa.Verifier> keys = Map.of();

    /** Trusts no key yet. */
    public TokenVerifier(String chassis, Clock clock) {
        this.chassis = chassis;
        this.clock = clock;
    }

    /**
     * Replaces the trusted keys.
     *
     * @param rawKeys key id to raw Ed25519 key, at most 16
     * @throws GeneralSecurityException one is no key; the keys before stay trusted
     */
    public void trust(Map<String, byte[]> rawKeys) throws GeneralSecurityException {
        if (rawKeys.size() > MAX_KEYS) {
            throw new GeneralSecurityException(rawKeys.size() + " token keys, the limit is " + MAX_KEYS);
        }
        Map<String, EdDsa.Verifier> verifiers = new HashMap<>();
        for (Map.Entry<String, byte[]> entry : rawKeys.entrySet()) {
            verifiers.put(entry.getKey(), new EdDsa.Verifier(Ed25519Keys.publicKey(entry.getValue())));
        }
        keys = Map.copyOf(verifiers);
    }

    public Verdict verify(String token) {
        if (token.length() > MAX_CHARACTERS) {
            return rejected(Rejection.MALFORMED);
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWSHeader header = jwt.getHeader();
            if (!JWSAlgorithm.EdDSA.equals(header.getAlgorithm()) || header.getCriticalParams() != null) {
                return rejected(Rejection.ALGORITHM);
            }
            String keyId = header.getKeyID();
            EdDsa.Verifier verifier = keyId == null ? null : keys.get(keyId);
            if (verifier == null) {
                return rejected(Rejection.UNKNOWN_KEY);
            }
            if (!jwt.verify(verifier)) {
                return rejected(Rejection.BAD_SIGNATURE);
            }
            return judge(jwt.getJWTClaimsSet());
        } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException e) {
            return rejected(Rejection.MALFORMED);
        }
    }

    private Verdict judge(JWTClaimsSet set) throws ParseException {
        String role = set.getStringClaim(TokenIssuer.ROLE);
        Optional<TokenClaims.Role> known = role == null ? Optional.empty() : TokenClaims.Role.of(role);
        String subject = set.getSubject();
        String ofChassis = set.getStringClaim(TokenIssuer.CHASSIS);
        if (known.isEmpty() || subject == null || ofChassis == null || set.getExpirationTime() == null) {
            return rejected(Rejection.CLAIMS);
        }
        TokenClaims claims = new TokenClaims(
                subject,
                known.get(),
                Optional.ofNullable(set.getStringClaim(TokenIssuer.PROGRAM)),
                ofChassis,
                set.getExpirationTime().toInstant());
        if (!claims.chassis().equals(chassis)) {
            return rejected(Rejection.WRONG_CHASSIS);
        }
        if (!clock.now().isBefore(claims.expires().plus(LEEWAY))) {
            return rejected(Rejection.EXPIRED);
        }
        return new Verdict.Accepted(claims);
    }

    private static Verdict rejected(Rejection reason) {
        return new Verdict.Rejected(reason);
    }
}
