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
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Signs tokens: JWT (RFC 7519) with Ed25519 (RFC 8037), the key's id in {@code kid}. Tokens are timed by the date,
 * which the boards of a chassis share within the verifier's leeway. Any thread.
 */
public final class TokenIssuer {
    static final String ROLE = "role";
    static final String PROGRAMS = "programs";
    static final String ADDRESS = "address";
    static final String CHASSIS = "chassis";
    private static final int ID_BYTES = 12;

    private final String chassis;
    private final byte[] publicKey;
    private final String keyId;
    private final EdDsa.Signer signer;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** @param keys Ed25519, see {@link Ed25519Keys} */
    public TokenIssuer(String chassis, KeyPair keys, Clock clock) throws GeneralSecurityException {
        this.chassis = chassis;
        this.publicKey = Ed25519Keys.raw(keys.getPublic());
        this.keyId = Ed25519Keys.id(publicKey);
        this.signer = new EdDsa.Signer(keys.getPrivate());
        this.clock = clock;
    }

    /** What the boards must trust to accept these tokens: key id to raw public key. */
    public Map<String, byte[]> trustedKeys() {
        return Map.of(keyId, publicKey.clone());
    }

    /** The claims of a new token that is good from now on for so long. */
    public TokenClaims claims(String subject, TokenClaims.Role role, Optional<String> program, Duration lifetime) {
        Instant now = seconds(clock.now());
        return new TokenClaims(
                subject, role, program.map(Set::of).orElse(Set.of()), Optional.empty(), chassis, now, now,
                seconds(clock.now().plus(lifetime)), newId());
    }

    /**
     * The claims of a new token to play with.
     *
     * @param programs at most {@link TokenClaims#MAX_PROGRAMS}; none: all
     * @param issued not before this, nor before now; a token has whole seconds
     */
    public TokenClaims playing(
            String subject, Set<String> programs, Optional<String> address, Instant issued, Duration lifetime) {
        if (programs.size() > TokenClaims.MAX_PROGRAMS) {
            throw new IllegalArgumentException(
                    programs.size() + " programs in a token, the limit is " + TokenClaims.MAX_PROGRAMS);
        }
        Instant now = seconds(clock.now());
        Instant from = issued.isAfter(now) ? seconds(issued) : now;
        return new TokenClaims(
                subject, TokenClaims.Role.PLAY, programs, address, chassis, from, from, from.plus(lifetime), newId());
    }

    /** The token in compact form, some 350 characters. */
    public String issue(TokenClaims claims) {
        JWTClaimsSet.Builder set = new JWTClaimsSet.Builder()
                .subject(claims.subject())
                .jwtID(claims.id())
                .claim(ROLE, claims.role().wire())
                .claim(CHASSIS, claims.chassis())
                .issueTime(Date.from(claims.issued()))
                .notBeforeTime(Date.from(claims.notBefore()))
                .expirationTime(Date.from(claims.expires()));
        if (!claims.programs().isEmpty()) {
            set.claim(PROGRAMS, List.copyOf(claims.programs()));
        }
        claims.address().ifPresent(address -> set.claim(ADDRESS, address));
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

    private String newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        // A letter first: what begins with a hyphen is an option to command lines.
        id[0] &= 0x3f;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    private static Instant seconds(Instant time) {
        return Instant.ofEpochSecond(time.getEpochSecond());
    }
}
