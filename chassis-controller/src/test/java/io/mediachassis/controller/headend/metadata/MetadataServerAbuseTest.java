package io.mediachassis.controller.headend.metadata;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.proto.TrustedKeys;
import io.mediachassis.backplane.token.Ed25519Keys;
import io.mediachassis.backplane.token.TokenIssuer;
import io.mediachassis.controller.headend.metadata.Protection.From;
import io.mediachassis.controller.headend.metadata.Protection.Piece;
import io.mediachassis.controller.headend.metadata.reach.AddressPolicy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one owner or subscriber does at the expense of all others. */
final class MetadataServerAbuseTest {
    private static final String HERE = "127.0.0.1";

    private final SystemClock clock = new SystemClock();
    private final AtomicLong aheadNs = new AtomicLong();
    private TokenIssuer issuer;
    private MetadataServer server;
    /** It takes connections and says nothing. */
    private ServerSocket silent;
    /** Where nobody listens. */
    private String closed;

    @TempDir
    private Path folder;

    private final class StepClock implements Clock {
        @Override
        public long nanoTime() {
            return clock.nanoTime() + aheadNs.get();
        }

        @Override
        public Instant now() {
            return clock.now();
        }
    }

    @BeforeEach
    void start() throws Exception {
        issuer = new TokenIssuer("MC-1", Ed25519Keys.generate(), clock);
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = "http://" + HERE + ":" + once.getLocalPort();
        }
        server = new MetadataServer(folder, new MetadataSettings("MC-1",
                new AddressPolicy(List.of("127.0.0.0/8"), List.of())), this::word, (kind, who, client, text) -> { },
                new StepClock(), message -> CompletableFuture.completedFuture(false));
        server.beginReign(1);
        done(server.operator("", "", work -> work.addOwner(new Owner("acme", ""))));
        done(server.operator("", "", work -> work.approve("acme", ServerAddress.parse(closed).orElseThrow(), false)));
        done(server.operator("", "", work -> work.take(new OperatorWork.Batch(List.of(), List.of(),
                List.of("a", "b", "c").stream().map(id -> FileRulesTest.file(id, "acme", closed)).toList(), List.of(),
                false, false))));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        silent.close();
    }

    private TrustedKeys word() {
        TrustedKeys.Builder word = TrustedKeys.newBuilder().setEpoch(1).setRevision(1);
        issuer.trustedKeys().forEach((id, key) -> word.putEd25519(id, ByteString.copyFrom(key)));
        return word.build();
    }

    private String token(String name) {
        return issuer.issue(issuer.playing(name, Set.of(), Optional.empty(), clock.now(), Duration.ofMinutes(5)));
    }

    private static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static void refused(int status, CompletionStage<?> stage) {
        ExecutionException failure = assertThrows(
                ExecutionException.class, () -> stage.toCompletableFuture().get(20, TimeUnit.SECONDS));
        MetadataRefusal refusal = assertInstanceOf(MetadataRefusal.class, failure.getCause());
        assertEquals(status, refusal.status(), refusal.getMessage());
    }

    private CompletionStage<Void> protect(String file, String... madeOf) {
        return server.owners().protect(token("acme"), HERE, new Protection(file,
                List.of(madeOf).stream().map(other -> new Piece(From.FILE, other, 0, 10)).toList(), "", "", 0, 10,
                "ab".repeat(32)), List.of());
    }

    @Test
    void noFileIsMadeOfItself_norOfOneThatIsMadeOfIt() throws Exception {
        refused(409, protect("a", "a"));
        done(protect("b", "a", "a"));
        refused(409, protect("a", "b"));
        done(protect("c", "b", "a"));
        refused(409, protect("a", "c"));
        done(protect("b", "a"));
        done(server.owners().open(token("acme"), HERE, "b"));
        done(protect("a", "b"));
    }

    private CompletionStage<Void> serve(String name, String address) {
        return server.owners().serve(token(name), HERE, "a", new Source(Source.Role.CLIENT, address, "/", "a.ts"),
                Duration.ofMinutes(1));
    }

    private String silence() {
        return "http://" + HERE + ":" + silent.getLocalPort();
    }

    @Test
    void whoeverAnswersSlowlyKeepsOnlyHisOwnOthersWaiting() throws Exception {
        for (int i = 0; i < 6; i++) {
            refused(422, serve("anna", closed));
        }
        List<CompletionStage<Void>> asked = new ArrayList<>();
        for (int i = 0; i < ClientLeases.ASKED_OF_SUBSCRIBER; i++) {
            asked.add(serve("anna", silence()));
        }
        refused(429, serve("anna", silence()));
        assertTrue(asked.stream().noneMatch(stage -> stage.toCompletableFuture().isDone()), "these are being asked");
    }

    private OperatorWork.Seen seen() throws Exception {
        return done(server.operator(OperatorWork::servers)).stream()
                .filter(one -> one.server().address().text().equals(closed)).findFirst().orElseThrow();
    }

    private void tickAfter(Duration time) {
        aheadNs.addAndGet(time.toNanos());
        server.tick();
    }

    @Test
    void whereThereIsNoRoomToAsk_aServerKeepsTheHealthItHad() throws Exception {
        server.tick();
        await().atMost(10, TimeUnit.SECONDS).until(() -> !seen().text().isEmpty());
        tickAfter(Duration.ofSeconds(11));
        await().atMost(10, TimeUnit.SECONDS).until(() -> seen().health().equals("down"));
        done(server.owners().claim(token("acme"), HERE, silence()));
        List<CompletableFuture<FileServer>> proofs = new ArrayList<>();
        String token = token("acme");
        for (int i = 0; i < 300; i++) {
            proofs.add(server.owners().prove(token, HERE, silence()).toCompletableFuture());
        }
        await().atMost(5, TimeUnit.SECONDS).until(() -> proofs.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
        tickAfter(Duration.ofSeconds(11));
        // What comes of asking is queued behind the first of these at the latest.
        seen();
        assertEquals("down", seen().health());
        assertFalse(seen().text().isEmpty());
    }
}
