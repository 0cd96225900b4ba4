package io.mediachassis.backplane.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.mediachassis.backplane.clock.ManualClock;
import io.mediachassis.backplane.proto.TrustedKeys;
import io.mediachassis.backplane.token.TokenClaims.Role;
import io.mediachassis.backplane.token.TokenVerifier.Rejection;
import io.mediachassis.backplane.token.TokenVerifier.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TokenTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualClock clock = new ManualClock();
    private TokenIssuer issuer;
    private TokenVerifier verifier;

    @BeforeEach
    void trust() throws GeneralSecurityException {
        issuer = new TokenIssuer("MC-1", Ed25519Keys.generate(), clock);
        verifier = new TokenVerifier("MC-1", clock);
        verifier.trust(issuer.trustedKeys());
    }

    @Test
    void acceptsWhatItSays() {
        TokenClaims claims = issuer.claims("blade-3", Role.INGEST, Optional.of("p1"), MINUTE);
        assertEquals(new Verdict.Accepted(claims), verifier.verify(issuer.issue(claims)));
    }

    @Test
    void expiresAfterTheLeeway() {
        String token = issuer.issue("blade-3", Role.ENGINE, Optional.empty(), MINUTE);
        clock.advance(MINUTE.plus(TokenVerifier.LEEWAY).minusSeconds(2));
        assertEquals(Verdict.Accepted.class, verifier.verify(token).getClass());
        clock.advance(Duration.ofSeconds(2));
        rejected(Rejection.EXPIRED, token);
    }

    @Test
    void refusesOtherKeysAndChassis() throws GeneralSecurityException {
        TokenIssuer stranger = new TokenIssuer("MC-1", Ed25519Keys.generate(), clock);
        String token = stranger.issue("blade-3", Role.ENGINE, Optional.empty(), MINUTE);
        rejected(Rejection.UNKNOWN_KEY, token);
        String ownId = issuer.trustedKeys().keySet().iterator().next();
        String strangersId = stranger.trustedKeys().keySet().iterator().next();
        verifier.trust(Map.of(strangersId, issuer.trustedKeys().get(ownId)));
        rejected(Rejection.BAD_SIGNATURE, token);
        verifier.trust(stranger.trustedKeys());
        assertEquals(Verdict.Accepted.class, verifier.verify(token).getClass());
        TokenVerifier elsewhere = new TokenVerifier("MC-2", clock);
        elsewhere.trust(stranger.trustedKeys());
        assertEquals(new Verdict.Rejected(Rejection.WRONG_CHASSIS), elsewhere.verify(token));
    }

    @Test
    void refusesWhatWasChanged() {
        String[] parts = issuer.issue("blade-3", Role.ENGINE, Optional.empty(), MINUTE).split("\\.", -1);
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String forged = payload.replace("blade-3", "blade-4");
        rejected(Rejection.BAD_SIGNATURE, parts[0] + "." + base64(forged) + "." + parts[2]);
        rejected(Rejection.BAD_SIGNATURE, parts[0] + "." + parts[1] + "." + base64("short"));
        rejected(Rejection.MALFORMED, parts[0] + "." + parts[1]);
        rejected(Rejection.MALFORMED, "");
        rejected(Rejection.MALFORMED, "a".repeat(5000));
    }

    @Test
    void takesNoOtherAlgorithm() throws Exception {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .subject("blade-3")
                .claim("role", "engine")
                .claim("chassis", "MC-1")
                .jwtID("1")
                .issueTime(Date.from(clock.now()))
                .notBeforeTime(Date.from(clock.now()))
                .expirationTime(Date.from(clock.now().plusSeconds(60)))
                .build();
        rejected(Rejection.MALFORMED, new PlainJWT(claims).serialize());
        // The public key as a secret: the classic confusion.
        var key = issuer.trustedKeys().entrySet().iterator().next();
        SignedJWT hmac = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKey()).build(), claims);
        hmac.sign(new MACSigner(key.getValue()));
        rejected(Rejection.ALGORITHM, hmac.serialize());
    }

    @Test
    void keysGoToRawFormAndBack() throws GeneralSecurityException {
        // RFC 8032, section 7.1, tests 1 and 2; generated ones for the rest, sign bit included.
        for (String hex : new String[] {
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
        }) {
            byte[] raw = HexFormat.of().parseHex(hex);
            assertArrayEquals(raw, Ed25519Keys.raw(Ed25519Keys.publicKey(raw)));
        }
        for (int i = 0; i < 20; i++) {
            var key = Ed25519Keys.generate().getPublic();
            assertEquals(key, Ed25519Keys.publicKey(Ed25519Keys.raw(key)));
        }
        assertThrows(GeneralSecurityException.class, () -> verifier.trust(Map.of("k", new byte[31])));
    }

    @Test
    void playingTokensSayForWhatAndFromWhen() {
        TokenClaims claims = issuer.playing(
                "anna", Set.of("p1", "p2"), Optional.of("192.0.2.7"), clock.now().plus(MINUTE), MINUTE);
        String token = issuer.issue(claims);
        rejected(Rejection.NOT_YET_VALID, token);
        clock.advance(MINUTE.minus(TokenVerifier.LEEWAY));
        assertEquals(new Verdict.Accepted(claims), verifier.verify(token));
        assertTrue(claims.isFor("p2"));
        assertFalse(claims.isFor("p3"));
        // The clock of another board may be behind: then it is early there again, known or not.
        clock.advance(Duration.ofSeconds(-1));
        rejected(Rejection.NOT_YET_VALID, token);
    }

    /** A blade whose date is behind goes on serving the other engines. */
    @Test
    void whatEnginesShowIsNeverEarly() throws GeneralSecurityException {
        ManualClock behind = new ManualClock();
        TokenVerifier board = new TokenVerifier("MC-1", behind);
        board.trust(issuer.trustedKeys());
        clock.advance(MINUTE.multipliedBy(10));
        String engine = issuer.issue("blade-3", Role.ENGINE, Optional.empty(), MINUTE);
        assertEquals(Verdict.Accepted.class, board.verify(engine).getClass());
        String play = issuer.issue(issuer.playing("anna", Set.of(), Optional.empty(), clock.now(), MINUTE));
        assertEquals(new Verdict.Rejected(Rejection.NOT_YET_VALID), board.verify(play));
    }

    @Test
    void revokedIsRefusedAlthoughItWasGood() {
        TokenClaims one = issuer.playing("anna", Set.of(), Optional.empty(), clock.now(), MINUTE);
        String token = issuer.issue(one);
        String other = issuer.issue(issuer.playing("anna", Set.of(), Optional.empty(), clock.now(), MINUTE));
        assertEquals(new Verdict.Accepted(one), verifier.verify(token));
        verifier.revoke(new Revocations(Map.of(one.id(), clock.now().plus(MINUTE)), Map.of()));
        rejected(Rejection.REVOKED, token);
        assertEquals(Verdict.Accepted.class, verifier.verify(other).getClass());
        verifier.revoke(new Revocations(
                Map.of(), Map.of("anna", new Revocations.OfSubject(clock.now(), clock.now().plus(MINUTE)))));
        rejected(Rejection.REVOKED, other);
        rejected(Rejection.REVOKED, token);
        String later = issuer.issue(
                issuer.playing("anna", Set.of(), Optional.empty(), clock.now().plusSeconds(1), MINUTE));
        assertEquals(Verdict.Accepted.class, verifier.verify(later).getClass());
    }

    @Test
    void theNewerWordAboutKeysCountsAndRevocationsOfAll() throws GeneralSecurityException {
        TrustedTokens trusted = new TrustedTokens(verifier);
        TokenIssuer next = new TokenIssuer("MC-1", Ed25519Keys.generate(), clock);
        String old = issuer.issue("b", Role.PLAY, Optional.empty(), MINUTE);
        TokenClaims claims = next.claims("b", Role.PLAY, Optional.empty(), MINUTE);
        String fresh = next.issue(claims);
        trusted.learn(word(issuer, 3, 7).build());
        trusted.learn(word(issuer, 3, 8)
                .putAllEd25519(word(next, 0, 0).getEd25519Map())
                .build());
        // Both during the change of keys: nothing that was given out stops.
        assertEquals(Verdict.Accepted.class, verifier.verify(old).getClass());
        assertEquals(Verdict.Accepted.class, verifier.verify(fresh).getClass());
        trusted.learn(word(next, 3, 9).build());
        rejected(Rejection.UNKNOWN_KEY, old);
        // An older word, of the other controller: its keys count no more, what it revokes does.
        trusted.learn(word(issuer, 2, 99)
                .addAllRevoked(TrustedTokens.word(
                                new Revocations(Map.of(claims.id(), clock.now().plus(MINUTE)), Map.of()))
                        .getRevokedList())
                .build());
        rejected(Rejection.UNKNOWN_KEY, old);
        rejected(Rejection.REVOKED, fresh);
        assertEquals(9, trusted.revision());
    }

    @Test
    void remembersNoMoreThanItMay() {
        VerifiedTokens few = new VerifiedTokens(2);
        TokenClaims claims = issuer.claims("b", Role.PLAY, Optional.empty(), MINUTE);
        for (int i = 0; i < 5; i++) {
            few.add("t" + i, claims, () -> true);
        }
        few.add("of keys that went", claims, () -> false);
        assertEquals(2, few.size());
        assertNotNull(few.find("t4"));
        assertNull(few.find("of keys that went"));
    }

    /** Anything but the token itself is refused, in any way but by an error. */
    @Test
    void neverAcceptsWhatNobodyIssued() {
        String good = issuer.issue(issuer.playing("anna", Set.of("p1"), Optional.empty(), clock.now(), MINUTE));
        RandomGenerator random = new Random(15);
        String signs = "eyJhbGciOiJub25lIn0.{}[]\",:= \n\u00e9-_AZ09/+%";
        for (int i = 0; i < 4000; i++) {
            StringBuilder token = new StringBuilder(i % 4 == 0 ? "" : good);
            int changes = 1 + random.nextInt(4);
            for (int n = 0; n < changes; n++) {
                int at = random.nextInt(token.length() + 1);
                char sign = signs.charAt(random.nextInt(signs.length()));
                switch (random.nextInt(3)) {
                    case 0 -> token.insert(at, sign);
                    case 1 -> token.delete(at, Math.min(token.length(), at + 1 + random.nextInt(20)));
                    default -> token.replace(at, Math.min(token.length(), at + 1), String.valueOf(sign));
                }
            }
            String changed = token.toString();
            if (!changed.equals(good)) {
                assertEquals(Verdict.Rejected.class, verifier.verify(changed).getClass(), changed);
            }
        }
        rejected(Rejection.MALFORMED, good + "=");
        // The last sign of a signature has four bits that say nothing: still it is one token and not sixteen.
        char last = good.charAt(good.length() - 1);
        rejected(Rejection.BAD_SIGNATURE, good.substring(0, good.length() - 1) + (char) (last + 1));
        rejected(Rejection.MALFORMED, base64("[".repeat(2000)) + ".e30.AAAA");
    }

    private static TrustedKeys.Builder word(TokenIssuer of, long epoch, long revision) {
        TrustedKeys.Builder word = TrustedKeys.newBuilder().setEpoch(epoch).setRevision(revision);
        of.trustedKeys().forEach((id, key) -> word.putEd25519(id, ByteString.copyFrom(key)));
        return word;
    }

    private void rejected(Rejection reason, String token) {
        assertEquals(new Verdict.Rejected(reason), verifier.verify(token));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
