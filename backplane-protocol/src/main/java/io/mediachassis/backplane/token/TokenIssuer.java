package io.mediachassis.backplane.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.mediachassis.backplane.clock.Clock;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;

/**
 * Signs tokens: JWT (RFC 7519) with Ed25519 (RFC 8037), the key's id in {@code kid}. Tokens are timed by the date,
 * which the boards of a chassis share within the verifier's leeway. Any thread.
 */
public final class TokenIssuer {
    static final String ROLE = "role";
    static final String PROGRAM = "program";
    static final String CHASSIS = "chassis";

    private final String chassis;
    private final byte[] publicKey;
    private final String keyId;
    private final EdDsa.Signer signer;
    private final Clock clock;

    /** @param keys Ed25519, see {@link Ed25519Keys} */
    public TokenIssuer(String chassis, KeyPair keys, Clock clock) throws GeneralSecurityException {
        this.chassis = chassis;
        this.publicKey = Ed25519Keys.raw(keys.getPublic());
        this.keyId = Ed25519Keys.id(publicKey);
        PrivateKey privateKey = keys.getPrivate();
        this.signer = new EdDsa.Signer(privateKey);
        this.clock = clock;
    }

    /** What the boards must trust to accept these tokens: key id to raw public key. */
    public Map<String, byte[]> trustedKeys() {
        return Map.of(keyId, publicKey.clone());
    }

    /** The claims of a new token that is good from now on for so long. */
    public TokenClaims claims(String subject, TokenClaims.Role role, Optional<String> program, Duration lifetime) {
        Instant expires = Instant.ofEpochSecond(clock.now().plus(lifetime).getEpochSecond());
        return new TokenClaims(subject, role, program, chassis, expires);
    }

    /** The token in compact form, some 300 characters. */
    public String issue(TokenClaims claims) {
        JWTClaimsSet.Builder set = new JWTClaimsSet.Builder()
                .subject(claims.subject())
                .claim(ROLE, claims.role().wire())
                .claim(CHASSIS, claims.chassis())
                .expirationTime(Date.from(claims.expires()));
        claims.program().ifPresent(program -> set.claim(PROGRAM, program));
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.EdDSA)
                        .type(JOSEObjectType.JWT)
                        .keyID(keyId)
                        .build(),
                set.build());
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("the token key " + keyId + " does not sign", e);
        }
        return jwt.serialize();
    }

    /** A new token in one call. */
    public String issue(String subject, TokenClaims.Role role, Optional<String> program, Duration lifetime) {
        return issue(claims(subject, role, program, lifetime));
    }
}
