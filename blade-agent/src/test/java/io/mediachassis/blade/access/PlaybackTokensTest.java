package io.mediachassis.blade.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.blade.access.Access.Fault;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PlaybackTokensTest {
    private static final String HERE = "192.0.2.7";

    private final TestTokens tokens;

    PlaybackTokensTest() throws Exception {
        tokens = new TestTokens();
    }

    private void refused(Fault fault, String token, String program) {
        AccessCounter counter = AccessCounter.of(fault);
        long before = tokens.gate.counts().get(counter);
        assertEquals(new Access.Refused(fault), tokens.gate.check(token, program, HERE));
        assertEquals(before + 1, tokens.gate.counts().get(counter));
    }

    private void granted(String token, String program) {
        assertTrue(tokens.gate.check(token, program, HERE) instanceof Access.Granted);
    }

    @Test
    void lettingIn() throws Exception {
        granted(tokens.of("clip"), "clip");
        assertEquals(1, tokens.gate.counts().get(AccessCounter.ACCEPTED));
        granted(tokens.issue(tokens.claims("clip", Optional.of(HERE))), "clip");
        granted(tokens.of("clip"), "nvod/239.1.1.0");
        // Which is not there: who looks for it says so.
        granted(tokens.of("clip"), "nvod/239.9.9.9");
        granted(tokens.of("clip"), "nvod/");
    }

    @Test
    void refusals_eachCounted() throws Exception {
        refused(Fault.MISSING, "", "clip");
        refused(Fault.FORGED, "abc", "clip");
        refused(Fault.FORGED, new TestTokens().of("clip"), "clip");
        // It lets engines copy, and nobody play.
        refused(Fault.FORGED, tokens.engines(), "clip");
        refused(Fault.EXPIRED, tokens.expired("clip"), "clip");
        refused(Fault.NOT_YET_VALID, tokens.early("clip"), "clip");
        refused(Fault.WRONG_PROGRAM, tokens.of("other"), "clip");
        refused(Fault.WRONG_PROGRAM, tokens.of("other"), "nvod/239.1.1.0");
        // Overheard, and shown from somewhere else.
        refused(Fault.WRONG_ADDRESS, tokens.issue(tokens.claims("clip", Optional.of("192.0.2.8"))), "clip");
        TokenClaims claims = tokens.claims("clip", Optional.empty());
        String token = tokens.issue(claims);
        granted(token, "clip");
        tokens.revoke(claims);
        assertTrue(tokens.gate.isRevoked(claims));
        refused(Fault.REVOKED, token, "clip");
    }

    @Test
    void findsTheTokenThatIsShown() {
        assertEquals("a.b.c", ShownToken.inHeader("bearer a.b.c "));
        assertEquals("", ShownToken.inHeader("Basic abc"));
        assertEquals("a.b.c", ShownToken.inQuery("/programs/clip.ts?token=a.b.c"));
        assertEquals("a.b.c", ShownToken.inQuery("/programs/clip.m3u8?at=station&token=a.b.c&x=1"));
        // As some players put a control attribute behind a URL.
        assertEquals("a.b.c", ShownToken.inQuery("rtsp://h/clip?token=a.b.c/trackID=0"));
        assertEquals("", ShownToken.inQuery("/programs/clip.ts?nottoken=a.b.c"));
        assertEquals("a.b.c", ShownToken.inCookies("x=y; mediachassis-token=a.b.c; z=1"));
        assertEquals("", ShownToken.inCookies("xmediachassis-token=a.b.c"));
        assertEquals("/clip?x=1&token=...&y=2", ShownToken.hidden("/clip?x=1&token=a.b.c&y=2"));
        assertEquals("/clip?token=a", ShownToken.with("/clip", "a"));
        assertEquals("/clip?x=1&token=a", ShownToken.with("/clip?x=1", "a"));
    }
}
