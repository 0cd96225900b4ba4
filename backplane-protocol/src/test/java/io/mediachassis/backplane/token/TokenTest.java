package io.mediachassis.backplane.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.mediachassis.backplane.clock.ManualClock;
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

    private void rejected(Rejection reason, String token) {
        assertEquals(new Verdict.Rejected(reason), verifier.verify(token));
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
