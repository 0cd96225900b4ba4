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
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says whether a token is good: signed with EdDSA by a trusted key, of that key's chassis, its time not over by more than the
 * leeway and, if it is to play, begun, and not revoked. Asks nobody. What it has verified it remembers, so that the same
 * token again costs no signature; time and revocation are looked at each time. Any thread; {@link #trust} and
 * {@link #revoke} may be called while others verify.
 */
public final class TokenVerifier {
    /** How far the dates of two boards may differ. */
    public static final Duration LEEWAY = Duration.ofSeconds(30);

    /** A longer one is not looked at. */
    public static final int MAX_CHARACTERS = 4096;
    /** Keys trusted at once. */
    public static final int MAX_KEYS = 16;

    private static final int REMEMBERED = 1024;

    /** Why a token is refused. */
    public enum Rejection {
        /** Not a signed JWT, or over 4096 characters. */
        MALFORMED,
        /** Another algorithm than EdDSA, or a critical header that we do not know. */
        ALGORITHM,
        /** No trusted key has its key id. */
        UNKNOWN_KEY,
        BAD_SIGNATURE,
        NOT_YET_VALID,
        EXPIRED,
        REVOKED,
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
    private final VerifiedTokens verified = new VerifiedTokens(REMEMBERED);
    private Map<String, Key> own = Map.of();
    private Map<String, Key> headEnd = Map.of();
    private volatile Map<String, Key> keys = Map.of();
    private volatile Revocations revocations = Revocations.NONE;

    /** A trusted key, and of which chassis it speaks. */
    private record Key(EdDsa.Verifier verifier, String chassis) {}

    /** Trusts no key yet. */
    public TokenVerifier(String chassis, Clock clock) {
        this.chassis = chassis;
        this.clock = clock;
    }

    /** The chassis that this board is of. */
    public String chassis() {
        return chassis;
    }

    /**
     * Replaces the trusted keys of this chassis' own controllers.
     *
     * @param rawKeys key id to raw Ed25519 key, at most 16
     * @throws GeneralSecurityException one is no key; the keys before stay trusted
     */
    public synchronized void trust(Map<String, byte[]> rawKeys) throws GeneralSecurityException {
        own = keys(rawKeys, chassis);
        together();
    }

    /**
     * Replaces the trusted keys of the head-end, where another chassis' controllers run it. They speak of that chassis alone,
     * and never in the place of an own key.
     *
     * @param ofChassis serial number of that chassis
     * @param rawKeys as in {@link #trust}
     * @throws GeneralSecurityException as {@link #trust}
     */
    public synchronized void trustHeadEnd(String ofChassis, Map<String, byte[]> rawKeys) throws GeneralSecurityException {
        headEnd = keys(rawKeys, ofChassis);
        together();
    }

    private static Map<String, Key> keys(Map<String, byte[]> raw, String chassis) throws GeneralSecurityException {
        if (raw.size() > MAX_KEYS) {
            throw new GeneralSecurityException(raw.size() + " token keys, the limit is " + MAX_KEYS);
        }
        Map<String, Key> read = new HashMap<>();
        for (Map.Entry<String, byte[]> entry : raw.entrySet()) {
            read.put(entry.getKey(), new Key(new EdDsa.Verifier(Ed25519Keys.publicKey(entry.getValue())), chassis));
        }
        return read;
    }

    private void together() {
        Map<String, Key> all = new HashMap<>(headEnd);
        all.putAll(own);
        keys = Map.copyOf(all);
        verified.forget();
    }

    /** Refuses these too from now on; what was revoked before stays so. */
    public void revoke(Revocations more) {
        synchronized (this) {
            revocations = revocations.and(more, clock.now());
        }
    }

    /** Whether a token that was accepted has been revoked since; looks at nothing else. */
    public boolean isRevoked(TokenClaims claims) {
        return revocations.revokes(claims);
    }

    /** Whether its signature was found good lately, so that it costs nothing to look at it again. */
    public boolean isKnown(String token) {
        return verified.find(token) != null;
    }

    public Verdict verify(String token) {
        TokenClaims known = verified.find(token);
        return known != null ? inTime(known) : check(token);
    }

    private Verdict check(String token) {
        if (!isCompactForm(token)) {
            return rejected(Rejection.MALFORMED);
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWSHeader header = jwt.getHeader();
            if (!JWSAlgorithm.EdDSA.equals(header.getAlgorithm()) || header.getCriticalParams() != null) {
                return rejected(Rejection.ALGORITHM);
            }
            String keyId = header.getKeyID();
            Map<String, Key> trusted = keys;
            Key key = keyId == null ? null : trusted.get(keyId);
            if (key == null) {
                return rejected(Rejection.UNKNOWN_KEY);
            }
            if (!jwt.verify(key.verifier())) {
                return rejected(Rejection.BAD_SIGNATURE);
            }
            Optional<TokenClaims> claims = claims(jwt.getJWTClaimsSet());
            if (claims.isEmpty()) {
                return rejected(Rejection.CLAIMS);
            }
            if (!claims.get().chassis().equals(key.chassis())) {
                return rejected(Rejection.WRONG_CHASSIS);
            }
            Verdict verdict = inTime(claims.get());
            if (verdict instanceof Verdict.Accepted) {
                verified.add(token, claims.get(), () -> isSame(trusted));
            }
            return verdict;
        } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException e) {
            return rejected(Rejection.MALFORMED);
        }
    }

    // The map itself tells whether the keys were replaced meanwhile.
    @SuppressWarnings("ReferenceEquality")
    private boolean isSame(Map<String, Key> trusted) {
        return keys == trusted;
    }

    /** Three parts in base64url without padding: a decoder that is lenient would read others too. */
    private static boolean isCompactForm(String token) {
        if (token.length() > MAX_CHARACTERS) {
            return false;
        }
        int dots = 0;
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (c == '.') {
                dots++;
            } else if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
                    || c == '_')) {
                return false;
            }
        }
        return dots == 2;
    }

    private static Optional<TokenClaims> claims(JWTClaimsSet set) throws ParseException {
        String role = set.getStringClaim(TokenIssuer.ROLE);
        Optional<TokenClaims.Role> known = role == null ? Optional.empty() : TokenClaims.Role.of(role);
        String subject = set.getSubject();
        String ofChassis = set.getStringClaim(TokenIssuer.CHASSIS);
        String id = set.getJWTID();
        Date issued = set.getIssueTime();
        Date notBefore = set.getNotBeforeTime();
        Date expires = set.getExpirationTime();
        List<String> programs = set.getStringListClaim(TokenIssuer.PROGRAMS);
        if (known.isEmpty() || subject == null || ofChassis == null || id == null || issued == null
                || notBefore == null || expires == null || (programs != null && programs.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new TokenClaims(
                subject,
                known.get(),
                programs == null ? Set.of() : Set.copyOf(programs),
                Optional.ofNullable(set.getStringClaim(TokenIssuer.ADDRESS)),
                ofChassis,
                issued.toInstant(),
                notBefore.toInstant(),
                expires.toInstant(),
                id));
    }

    private Verdict inTime(TokenClaims claims) {
        Instant now = clock.now();
        // Only a subscriber's is made for later: the others count from when they are made, and a date here may be behind.
        if (claims.role() == TokenClaims.Role.PLAY && now.plus(LEEWAY).isBefore(claims.notBefore())) {
            return rejected(Rejection.NOT_YET_VALID);
        }
        if (!now.isBefore(claims.expires().plus(LEEWAY))) {
            return rejected(Rejection.EXPIRED);
        }
        return revocations.revokes(claims) ? rejected(Rejection.REVOKED) : new Verdict.Accepted(claims);
    }

    private static Verdict rejected(Rejection reason) {
        return new Verdict.Rejected(reason);
    }
}
