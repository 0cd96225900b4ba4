package io.mediachassis.controller.headend.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.AuthReplica;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.backplane.token.TokenVerifier.Rejection;
import io.mediachassis.backplane.token.TokenVerifier.Verdict;
import io.mediachassis.backplane.token.TrustedTokens;
import io.mediachassis.controller.headend.auth.AuthDesk.Issued;
import io.mediachassis.controller.headend.auth.AuthDesk.Wish;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuthServerTest {
    private static final Wish ANY = new Wish(Set.of(), Optional.empty(), Optional.empty());
    private static final String HERE = "192.0.2.7";
    private static final String RIGHT = "correct horse";

    private final SteppedClock clock = new SteppedClock();
    private final TokenVerifier board = new TokenVerifier("MC-1", clock);
    private final TrustedTokens trusted = new TrustedTokens(board);
    private final LinkedBlockingQueue<AuthReplica> told = new LinkedBlockingQueue<>();

    @TempDir
    private Path folder;

    private SigningKey first;
    private AuthServer server;

    /** A controller: its folder, its ledger, its server. */
    private final class Controller implements AuthServer.Outlet {
        final TrustLedger ledger;
        final AuthServer server;

        Controller(String name, boolean bound) throws Exception {
            Path data = Files.createDirectories(folder.resolve(name));
            ledger = new TrustLedger(data, first, "MC-1", Duration.ofDays(1), clock);
            server = new AuthServer(
                    data, ledger, new AuthSettings(Duration.ofHours(1), Duration.ofDays(1), bound), clock, this);
        }

        @Override
        public void tellBoards() {
            try {
                trusted.learn(ledger.word());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void tellPeer(AuthReplica replica) {
            told.add(replica);
        }
    }

    @BeforeEach
    void start() throws Exception {
        first = SigningKey.generate();
        server = new Controller("c1", false).server;
        server.beginReign(1);
        done(server.add("anna", RIGHT, Set.of()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static AuthRefusal refused(CompletionStage<?> stage) {
        ExecutionException failure = assertThrows(
                ExecutionException.class, () -> stage.toCompletableFuture().get(20, TimeUnit.SECONDS));
        return assertInstanceOf(AuthRefusal.class, failure.getCause());
    }

    private Verdict verdict(Issued issued) {
        return board.verify(issued.token());
    }

    @Test
    void logsIn_andTheTokenIsGoodAtABoard() throws Exception {
        Issued issued = done(server.login("anna", RIGHT, ANY, HERE));
        assertEquals(new Verdict.Accepted(issued.claims()), verdict(issued));
        assertEquals("anna", issued.claims().subject());
        assertEquals(clock.now().plus(Duration.ofHours(1)).getEpochSecond(), issued.claims().expires().getEpochSecond());
        assertEquals(List.of("login", "subscriber.added"), done(server.audited(9)).stream().map(Audit::kind).toList());
        assertEquals(HERE, done(server.audited(1)).get(0).client());
    }

    @Test
    void whoIsWrongLearnsNothing_andHasToWait() throws Exception {
        AuthRefusal wrong = refused(server.login("anna", "wrong", ANY, HERE));
        AuthRefusal nobody = refused(server.login("nobody' OR 1=1 --\n", "wrong", ANY, HERE));
        assertEquals(401, wrong.status());
        assertEquals(wrong.getMessage() + wrong.hint(), nobody.getMessage() + nobody.hint());
        for (int i = 0; i < 4; i++) {
            assertEquals(401, refused(server.login("anna", "wrong", ANY, HERE)).status());
        }
        AuthRefusal locked = refused(server.login("anna", RIGHT, ANY, HERE));
        assertEquals(429, locked.status());
        assertTrue(locked.retryAfterSeconds() > 0);
        clock.advance(Duration.ofSeconds(31));
        done(server.login("anna", RIGHT, ANY, HERE));
        assertTrue(done(server.audited(99)).stream().noneMatch(entry -> entry.subscriber().contains("\n")));
    }

    @Test
    void anAttemptThatFoundNoRoomIsNone() throws Exception {
        ExecutorService full = Executors.newSingleThreadExecutor();
        full.shutdown();
        Path data = Files.createDirectories(folder.resolve("full"));
        TrustLedger ledger = new TrustLedger(data, first, "MC-1", Duration.ofDays(1), clock);
        AuthSettings settings = new AuthSettings(Duration.ofHours(1), Duration.ofDays(1), false);
        Controller outlet = new Controller("other", false);
        try (AuthServer other = outlet.server;
                AuthServer busy = new AuthServer(
                        data, ledger, settings, clock, outlet, new WorkQueue(full))) {
            for (int i = 0; i < 9; i++) {
                assertEquals(503, refused(busy.login("anna", RIGHT, ANY, HERE)).status());
            }
            assertEquals(401, refused(other.login("anna", RIGHT, ANY, HERE)).status(), "there she is nobody");
        }
    }

    @Test
    void whatCanBeNobodysNameIsCountedAsOne() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertEquals(401, refused(server.login(i + "n".repeat(4000), "wrong", ANY, HERE)).status());
        }
        assertEquals(429, refused(server.login("", "wrong", ANY, HERE)).status());
        done(server.login("anna", RIGHT, ANY, HERE));
    }

    @Test
    void apiKeysLetIn_untilTheyAreTakenBack() throws Exception {
        AuthDesk.NewKey key = done(server.addApiKey("anna", "set-top box"));
        assertEquals("anna", done(server.loginByKey(key.secret(), ANY, HERE)).claims().subject());
        assertEquals(401, refused(server.loginByKey(key.secret() + "x", ANY, HERE)).status());
        assertTrue(stored().contains("set-top box"), "what is looked through");
        assertFalse(stored().contains(key.secret()));
        done(server.removeApiKey("anna", key.id()));
        assertEquals(401, refused(server.loginByKey(key.secret(), ANY, HERE)).status());
    }

    @Test
    void aConsoleIsLetInByItsCode() throws Exception {
        AuthDesk.Device device = done(server.deviceBegins(HERE));
        assertEquals("authorization_pending", refused(server.deviceAsks(device.deviceCode(), ANY, HERE)).getMessage());
        assertEquals(401, refused(server.confirmDevice(device.userCode(), "anna", "wrong", HERE)).status());
        done(server.confirmDevice(device.userCode(), "anna", RIGHT, HERE));
        clock.advance(Duration.ofSeconds(5));
        assertEquals("anna", done(server.deviceAsks(device.deviceCode(), ANY, HERE)).claims().subject());
    }

    @Test
    void aConfirmedCodeEndsWithTheTokens() throws Exception {
        AuthDesk.Device device = done(server.deviceBegins(HERE));
        done(server.confirmDevice(device.userCode(), "anna", RIGHT, HERE));
        done(server.revokeAllOf("anna"));
        assertEquals("expired_token", refused(server.deviceAsks(device.deviceCode(), ANY, HERE)).getMessage());
    }

    @Test
    void nobodyGetsMoreThanHeMayHave() throws Exception {
        done(server.add("bert", RIGHT, Set.of("p1", "p2")));
        assertEquals(Set.of("p1", "p2"), done(server.login("bert", RIGHT, ANY, HERE)).claims().programs());
        Wish p3 = new Wish(Set.of("p1", "p3"), Optional.empty(), Optional.empty());
        assertEquals(403, refused(server.login("bert", RIGHT, p3, HERE)).status());
        Wish ever = new Wish(Set.of(), Optional.empty(), Optional.of(Duration.ofDays(2)));
        assertEquals(400, refused(server.issue("bert", ever)).status());
        assertEquals(409, refused(server.add("bert", RIGHT, Set.of())).status());
        assertEquals(400, refused(server.add("a b", RIGHT, Set.of())).status());
        assertEquals(400, refused(server.add("carl", "short", Set.of())).status());
        assertEquals(404, refused(server.issue("carl", ANY)).status());
        Controller binding = new Controller("c3", true);
        try (AuthServer other = binding.server) {
            done(other.add("anna", RIGHT, Set.of()));
            assertEquals(Optional.of(HERE), done(other.login("anna", RIGHT, ANY, HERE)).claims().address());
        }
    }

    @Test
    void revokingReachesTheBoard() throws Exception {
        Issued one = done(server.issue("anna", ANY));
        Issued two = done(server.issue("anna", ANY));
        done(server.revoke(one.token()));
        assertEquals(new Verdict.Rejected(Rejection.REVOKED), verdict(one));
        assertInstanceOf(Verdict.Accepted.class, verdict(two));
        done(server.password("anna", "another password"));
        assertEquals(new Verdict.Rejected(Rejection.REVOKED), verdict(two));
        assertEquals(401, refused(server.login("anna", RIGHT, ANY, HERE)).status());
        Issued after = done(server.login("anna", "another password", ANY, HERE));
        assertInstanceOf(Verdict.Accepted.class, verdict(after));
        done(server.remove("anna"));
        assertEquals(new Verdict.Rejected(Rejection.REVOKED), verdict(after));
        assertEquals(List.of(), done(server.subscribers()));
        assertEquals(400, refused(server.revoke("no token")).status());
    }

    @Test
    void aLogInUnderWayDoesNotOutliveWhatEndsAllOthers() throws Exception {
        done(server.add("bert", RIGHT, Set.of()));
        AuthDesk.Device device = done(server.deviceBegins(HERE));
        // Others wait for their hashes before these, so that what follows comes in between.
        for (int i = 0; i < 8; i++) {
            server.login("nobody" + i, "wrong", ANY, "192.0.2.8");
        }
        CompletionStage<Issued> removed = server.login("bert", RIGHT, ANY, HERE);
        CompletionStage<Issued> revoked = server.login("anna", RIGHT, ANY, HERE);
        CompletionStage<Void> console = server.confirmDevice(device.userCode(), "anna", RIGHT, HERE);
        server.remove("bert");
        server.revokeAllOf("anna");
        assertEquals(401, refused(removed).status());
        assertEquals(401, refused(revoked).status());
        assertEquals(401, refused(console).status());
        assertInstanceOf(Verdict.Accepted.class, verdict(done(server.login("anna", RIGHT, ANY, HERE))));
    }

    @Test
    void afterASwitchOverEverybodyLogsInAsBefore() throws Exception {
        done(server.add("bert", RIGHT, Set.of()));
        AuthDesk.NewKey key = done(server.addApiKey("anna", ""));
        done(server.remove("bert"));
        done(server.rotate(false));
        Issued before = done(server.issue("anna", ANY));
        done(server.revoke(before.token()));
        Controller second = new Controller("c2", false);
        try (AuthServer standby = second.server) {
            tell(server, standby);
            standby.beginReign(2);
            assertEquals("anna", done(standby.login("anna", RIGHT, ANY, HERE)).claims().subject());
            assertEquals(401, refused(standby.login("bert", RIGHT, ANY, HERE)).status());
            assertEquals(List.of("anna"),
                    done(standby.subscribers()).stream().map(AuthDesk.Subscriber::name).toList());
            assertInstanceOf(Verdict.Accepted.class, verdict(done(standby.loginByKey(key.secret(), ANY, HERE))));
            assertEquals(new Verdict.Rejected(Rejection.REVOKED), verdict(before));
            assertEquals(2, done(standby.keys()).size());
            // What the new one does counts more than what the old one did without telling.
            done(standby.password("anna", "the newest of all"));
            done(server.password("anna", "never told to anybody"));
            tell(server, standby);
            done(standby.login("anna", "the newest of all", ANY, HERE));
            tell(standby, server);
            done(server.login("anna", "the newest of all", ANY, HERE));
        }
    }

    /** All that one has reaches the other, as when their link comes up. */
    private void tell(AuthServer from, AuthServer to) throws Exception {
        told.clear();
        from.tellAll();
        done(from.subscribers());
        while (!told.isEmpty()) {
            done(to.learn(told.remove()));
        }
    }

    @Test
    void aRestartForgetsNothing() throws Exception {
        server.close();
        server = new Controller("c1", false).server;
        done(server.login("anna", RIGHT, ANY, HERE));
        assertTrue(stored().contains("$argon2id$"), "what is looked through");
        assertFalse(stored().contains(RIGHT));
    }

    private String stored() throws Exception {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder.resolve("c1"))) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("accounts.db")).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
