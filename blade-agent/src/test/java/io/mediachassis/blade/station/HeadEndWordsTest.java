package io.mediachassis.blade.station;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.proto.StationDirectory;
import io.mediachassis.backplane.proto.StationRow;
import io.mediachassis.backplane.proto.TrustedKeys;
import io.mediachassis.backplane.token.Ed25519Keys;
import io.mediachassis.backplane.token.TokenClaims.Role;
import io.mediachassis.backplane.token.TokenIssuer;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.blade.engine.EngineToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the head-end says of stations and keys, and that it is known after a restart. */
class HeadEndWordsTest {
    @TempDir
    private Path folder;

    private TokenIssuer headEnd;
    private TokenVerifier verifier;
    private HeadEndWords words;

    @BeforeEach
    void open() throws Exception {
        headEnd = new TokenIssuer("MC-H", Ed25519Keys.generate(), new SystemClock());
        restart();
    }

    private void restart() {
        verifier = new TokenVerifier("MC-1", new SystemClock());
        words = new HeadEndWords("south", folder, verifier, Runnable::run);
    }

    private static StationDirectory directory(long epoch, long revision, String... names) {
        StationDirectory.Builder word = StationDirectory.newBuilder().setEpoch(epoch).setRevision(revision);
        for (String name : names) {
            word.addStations(StationRow.newBuilder().setName(name));
        }
        return word.build();
    }

    private List<String> others() {
        return words.directory().others().stream().map(StationRow::getName).toList();
    }

    private TrustedKeys keys(long revision, TokenIssuer issuer) {
        TrustedKeys.Builder word = TrustedKeys.newBuilder().setEpoch(1).setRevision(revision);
        issuer.trustedKeys().forEach((id, key) -> word.putEd25519(id, ByteString.copyFrom(key)));
        return word.build();
    }

    private boolean accepts(TokenIssuer issuer) {
        return verifier.verify(issuer.issue("blade-2", Role.ENGINE, Optional.empty(), Duration.ofMinutes(5)))
                instanceof TokenVerifier.Verdict.Accepted;
    }

    @Test
    void theNewestDirectoryCountsAndIsKnownAfterARestart() {
        assertFalse(words.directory().hasOthers());
        words.learn(directory(2, 1, "south", "north"));
        assertEquals(List.of("north"), others(), "this station is none of the others");
        words.learn(directory(1, 9, "east"));
        words.learn(directory(2, 1, "west"));
        assertEquals(List.of("north"), others());
        words.learn(directory(2, 2, "north", "west"));
        restart();
        assertEquals(List.of("north", "west"), others());
    }

    @Test
    void aDamagedFileIsLeftAside() throws Exception {
        Files.write(folder.resolve("stations"), new byte[] {1, 2, 3});
        restart();
        assertFalse(words.directory().hasOthers());
    }

    @Test
    void itsKeysCountBesideTheOwnOnesAndAfterARestart() throws Exception {
        TokenIssuer own = new TokenIssuer("MC-1", Ed25519Keys.generate(), new SystemClock());
        verifier.trust(own.trustedKeys());
        words.learn(keys(1, headEnd), "MC-H");
        assertTrue(accepts(own));
        assertTrue(accepts(headEnd));
        verifier.trust(own.trustedKeys());
        assertTrue(accepts(headEnd), "the own controllers' word replaces their own keys alone");
        restart();
        assertFalse(accepts(own));
        assertTrue(accepts(headEnd));
    }

    @Test
    void itSpeaksOfItsOwnChassisAloneAndOrdersNoDeliveries() throws Exception {
        words.learn(keys(1, headEnd), "MC-H");
        TokenIssuer claiming = new TokenIssuer("MC-1", Ed25519Keys.generate(), new SystemClock());
        words.learn(keys(2, claiming), "MC-H");
        assertFalse(accepts(claiming), "a token that says it is of this chassis");
        assertFalse(accepts(headEnd), "the newer word counts");
        words.learn(keys(3, headEnd), "MC-H");
        EngineToken gate = new EngineToken(verifier);
        assertTrue(gate.mayCopy(headEnd.issue("b", Role.ENGINE, Optional.empty(), Duration.ofMinutes(5)), "film"));
        String ingest = headEnd.issue("b", Role.INGEST, Optional.of("film"), Duration.ofMinutes(5));
        assertInstanceOf(TokenVerifier.Verdict.Accepted.class, verifier.verify(ingest));
        assertFalse(gate.mayIngest(ingest, "film"));
    }

    @Test
    void whichTokenIsShownDependsOnWhomItIsShownTo() {
        EngineToken token = new EngineToken(verifier);
        token.renew("own");
        assertEquals("own", token.forOthers(), "this station's controllers run the head-end");
        token.renewForOthers("head-end's");
        assertEquals("own", token.own());
        assertEquals("head-end's", token.forOthers());
    }
}
