package io.mediachassis.controller.headend.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.TrustedKeys;
import io.mediachassis.backplane.token.Revocations;
import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.backplane.token.TokenVerifier.Verdict;
import io.mediachassis.backplane.token.TrustedTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrustLedgerTest {
    private static final Duration LONGEST = Duration.ofHours(12);

    private final SteppedClock clock = new SteppedClock();
    private final TokenVerifier board = new TokenVerifier("MC-1", clock);
    private final TrustedTokens trusted = new TrustedTokens(board);

    @TempDir
    private Path folder;

    private TrustLedger open(String name, SigningKey first) throws IOException {
        return new TrustLedger(Files.createDirectories(folder.resolve(name)), first, "MC-1", LONGEST, clock);
    }

    private String token(TrustLedger ledger, Duration valid) {
        return ledger.issuer().issue(ledger.issuer()
                .playing("anna", Set.of(), Optional.empty(), clock.now(), valid));
    }

    private boolean good(String token) {
        return board.verify(token) instanceof Verdict.Accepted;
    }

    @Test
    void rotatesWithoutAGap() throws Exception {
        TrustLedger ledger = open("c1", SigningKey.generate());
        ledger.beginReign(1);
        trusted.learn(ledger.word());
        record Held(String token, long untilS) {}
        List<Held> out = new ArrayList<>();
        // What boards are told comes 5 s late; a token is issued every 10 s, and each is good until it expires.
        Deque<Map.Entry<Long, TrustedKeys>> onTheWay = new ArrayDeque<>();
        Random random = new Random(3);
        long rotated = 0;
        Set<String> kids = new TreeSet<>();
        for (int second = 0; second < 3600; second += 10) {
            clock.advance(Duration.ofSeconds(10));
            if (second % 900 == 450 && ledger.rotate(false).isPresent()) {
                rotated++;
                onTheWay.add(Map.entry(second + 5L, ledger.word()));
            }
            while (!onTheWay.isEmpty() && onTheWay.getFirst().getKey() <= second) {
                trusted.learn(onTheWay.removeFirst().getValue());
            }
            long seconds = 1L + random.nextInt(3000);
            String token = token(ledger, Duration.ofSeconds(seconds));
            kids.add(token.substring(0, token.indexOf('.')));
            assertTrue(good(token), "at once, at " + second);
            out.add(new Held(token, second + seconds));
            Held some = out.get(random.nextInt(out.size()));
            assertEquals(second <= some.untilS() + TokenVerifier.LEEWAY.toSeconds() - 1, good(some.token()),
                    "second " + second + " until " + some.untilS());
        }
        assertEquals(4, rotated);
        assertEquals(5, kids.size());
        clock.advance(LONGEST.plusMinutes(10));
        assertEquals(1, ledger.word().getEd25519Count(), "keys whose tokens have all expired are trusted no more");
    }

    @Test
    void atOnceNothingOfBeforeCounts_alsoAfterARestart() throws Exception {
        SigningKey first = SigningKey.generate();
        TrustLedger ledger = open("c1", first);
        ledger.beginReign(4);
        String before = token(ledger, LONGEST);
        trusted.learn(ledger.word());
        assertTrue(good(before));
        ledger.rotate(true);
        TrustLedger again = open("c1", first);
        trusted.learn(again.word());
        assertFalse(good(before));
        assertTrue(good(token(again, LONGEST)));
    }

    @Test
    void bothControllersComeToTheSame() throws Exception {
        SigningKey first = SigningKey.generate();
        TrustLedger active = open("c1", first);
        TrustLedger standby = open("c2", first);
        active.beginReign(1);
        active.rotate(false);
        TokenClaims claims = active.issuer().playing("anna", Set.of(), Optional.empty(), clock.now(), LONGEST);
        active.revoke(new Revocations(Map.of(claims.id(), active.rememberedUntil()), Map.of()));
        assertTrue(standby.merge(active.row(), false));
        assertFalse(standby.merge(active.row(), false));
        same(active, standby);
        // The active one dies before the other hears of this, and what it then does counts more.
        TokenClaims late = active.issuer().playing("anna", Set.of(), Optional.empty(), clock.now(), LONGEST);
        active.revoke(new Revocations(Map.of(late.id(), active.rememberedUntil()), Map.of()));
        clock.advance(Duration.ofSeconds(2));
        active.rotate(true);
        String madeAtOnce = active.word().getEd25519Map().keySet().iterator().next();
        trusted.learn(active.word());
        clock.advance(Duration.ofSeconds(2));
        standby.beginReign(2);
        String madeLater = standby.rotate(false).orElseThrow().id();
        trusted.learn(standby.word());
        String token = standby.issuer().issue(late);
        assertFalse(good(token), "a board forgets nothing that was revoked");
        assertTrue(standby.merge(active.row(), true));
        assertTrue(standby.isNewerThan(trusted.epoch(), trusted.revision()), "all boards are to hear of it");
        assertTrue(active.merge(standby.row(), false));
        same(active, standby);
        assertEquals(2, active.revocations().size());
        // The keys that were replaced at once do not come back with who never heard of it, and no new one is lost.
        assertEquals(Set.of(madeAtOnce, madeLater), active.word().getEd25519Map().keySet());
        TrustLedger restarted = open("c2", first);
        assertFalse(restarted.merge(active.row(), true), "all of it is on the disk");
    }

    private static void same(TrustLedger one, TrustLedger other) {
        assertEquals(one.word().getEd25519Map(), other.word().getEd25519Map());
        assertEquals(one.word().getRevision(), other.word().getRevision());
        assertEquals(one.revocations(), other.revocations());
    }
}
