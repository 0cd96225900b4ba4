package io.mediachassis.controller.headend.metadata;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.proto.TrustedKeys;
import io.mediachassis.backplane.token.Ed25519Keys;
import io.mediachassis.backplane.token.TokenIssuer;
import io.mediachassis.controller.headend.metadata.ClientWork.Next;
import io.mediachassis.controller.headend.metadata.ClientWork.Report;
import io.mediachassis.controller.headend.metadata.History.Outcome;
import io.mediachassis.controller.headend.metadata.reach.AddressPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two controllers' meta data servers, each with a database of its own. */
final class MetadataServerTest {
    private static final String ADDRESS = "http://media.example.org:80";
    private static final String HERE = "192.0.2.7";

    private final SystemClock clock = new SystemClock();
    private final List<String> audit = new CopyOnWriteArrayList<>();
    private TokenIssuer issuer;
    private MetadataServer first;
    private MetadataServer second;
    private volatile boolean linked = true;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        issuer = new TokenIssuer("MC-1", Ed25519Keys.generate(), clock);
        second = server("c2", message -> CompletableFuture.completedFuture(false));
        first = server("c1", message -> linked ? second.learn(message).thenApply(unused -> true)
                : CompletableFuture.completedFuture(false));
        first.beginReign(3);
        done(first.operator("owner.added", "acme", work -> work.addOwner(new Owner("acme", "Acme"))));
        done(first.operator("server.approved", ADDRESS, work -> work.approve("acme", address(ADDRESS), false)));
    }

    private MetadataServer server(String name, MetadataServer.Peer peer) throws Exception {
        return new MetadataServer(Files.createDirectories(folder.resolve(name)),
                new MetadataSettings("MC-1", new AddressPolicy(List.of(), List.of())), this::word,
                (kind, who, client, text) -> audit.add(kind + " " + who + " " + text), clock, peer);
    }

    private TrustedKeys word() {
        TrustedKeys.Builder word = TrustedKeys.newBuilder().setEpoch(1).setRevision(1);
        issuer.trustedKeys().forEach((id, key) -> word.putEd25519(id, ByteString.copyFrom(key)));
        return word.build();
    }

    private String token(String name, String... programs) {
        return issuer.issue(issuer.playing(name, Set.of(programs), Optional.empty(), clock.now(), Duration.ofMinutes(5)));
    }

    private static ServerAddress address(String text) {
        return ServerAddress.parse(text).orElseThrow();
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static MetadataRefusal refused(int status, CompletionStage<?> stage) {
        ExecutionException failure = assertThrows(
                ExecutionException.class, () -> stage.toCompletableFuture().get(20, TimeUnit.SECONDS));
        MetadataRefusal refusal = assertInstanceOf(MetadataRefusal.class, failure.getCause());
        assertEquals(status, refusal.status(), refusal.getMessage());
        return refusal;
    }

    private void take(MetadataServer at, boolean replace, List<MediaFile> files, Program... programs) throws Exception {
        done(at.operator("metadata.imported", "", work -> work.take(
                new OperatorWork.Batch(List.of(), List.of(), files, List.of(programs), replace, false))));
    }

    private static List<MediaFile> files(String... ids) {
        return List.of(ids).stream().map(id -> FileRulesTest.file(id, "acme", ADDRESS)).toList();
    }

    private Next next(MetadataServer at, String name, boolean fromStart) throws Exception {
        return done(at.client(token(name), "tv", HERE, (work, device, now) -> work.next(device, "p", fromStart, now)));
    }

    private String nextId(MetadataServer at, String name) throws Exception {
        return next(at, name, false).file().map(described -> described.file().id()).orElse("the end");
    }

    private CompletionStage<Boolean> report(MetadataServer at, String name, String file, Outcome outcome) {
        return at.client(token(name), "tv", HERE, (work, device, now) -> {
            work.report(device, "p", new Report(file, Optional.of(outcome), 5, List.of()), now);
            return true;
        });
    }

    @Test
    void all25ItemsGoInAndComeOutAsTheyWere_whateverTheyAre() throws Exception {
        take(first, false, files("a"), new Program("p", "'); DROP TABLE program; --", List.of("a")));
        assertEquals(files("a"), done(first.operator(work -> work.files("", 10))));
        assertEquals(files("a").get(0), next(first, "anna' OR '1'='1", false).file().orElseThrow().file());
        refused(400, first.client(token("anna"), "tv'; --", HERE, (work, device, now) -> work.next(device, "p", false, now)));
        refused(400, first.client(token("anna"), "tv", HERE, (work, device, now) -> work.next(device, "p' OR 1=1", false, now)));
        refused(404, first.operator(work -> work.file("a' OR 'a'='a")));
        assertEquals(1, done(first.operator(OperatorWork::programs)).size());
        assertEquals(List.of("/alternate_directories"),
                done(first.operator(work -> work.file("a"))).list(Item.ALTERNATE_DIRECTORIES));
    }

    @Test
    void eachDeviceGoesOnWhereItStopped_atTheOtherControllerToo() throws Exception {
        take(first, false, files("a", "b", "c"), new Program("p", "", List.of("a", "b", "c")));
        assertEquals("a", nextId(first, "anna"));
        assertEquals("a", nextId(first, "anna"), "it has not said how that ended");
        assertTrue(next(first, "anna", false).resumed());
        done(report(first, "anna", "a", Outcome.PLAYED));
        refused(409, report(first, "anna", "a", Outcome.PLAYED));
        assertEquals("b", nextId(first, "anna"));
        assertEquals("a", nextId(first, "bert"), "another has a history of his own");
        done(report(first, "anna", "b", Outcome.FAILED));
        await().atMost(10, TimeUnit.SECONDS).until(() -> done(second.operator(work -> work.histories("anna"))).stream()
                .flatMap(history -> history.past().stream()).anyMatch(past -> past.outcome() == Outcome.FAILED));
        second.beginReign(4);
        assertEquals("c", nextId(second, "anna"));
        done(report(second, "anna", "c", Outcome.PLAYED));
        assertEquals("the end", nextId(second, "anna"));
        assertEquals("a", next(second, "anna", true).file().orElseThrow().file().id());
        assertEquals("a", nextId(second, "anna"), "the new round counts from then on");
    }

    @Test
    void whatTheOtherControllerMissed_itHearsWhenItIsThereAgain() throws Exception {
        linked = false;
        take(first, false, files("a", "b"), new Program("p", "", List.of("a", "b")));
        done(first.operator("file.removed", "b", work -> work.removeFile("b")));
        assertEquals(List.of(), done(second.operator(work -> work.files("", 10))));
        linked = true;
        await().atMost(10, TimeUnit.SECONDS).until(() -> {
            // As each second: the word that found nobody there may still be on its way back.
            first.tick();
            return done(second.operator(OperatorWork::programs)).equals(List.of(new Program("p", "", List.of("a"))));
        });
        assertEquals(files("a"), done(second.operator(work -> work.files("", 10))));
        second.beginReign(4);
        take(second, true, List.of(), new Program("p", "newer", List.of("a")));
        first.tellAll();
        Program after = new Program("q", "", List.of());
        done(first.operator("program.added", "q", work -> work.keepProgram(after, true)));
        await().atMost(10, TimeUnit.SECONDS).until(() -> done(second.operator(OperatorWork::programs)).contains(after));
        assertEquals("newer", done(second.operator(work -> work.program("p"))).title(), "an older word changes nothing");
    }

    @Test
    void twoOfOneIdAreRefused_andNothingOfThatBatchIsThere() throws Exception {
        take(first, false, files("a"), new Program("p", "", List.of("a")));
        refused(409, first.operator("", "", work -> work.keepProgram(new Program("p", "other", List.of()), true)));
        refused(409, first.operator("", "", work -> work.take(new OperatorWork.Batch(List.of(), List.of(), files("b", "b"),
                List.of(), true, false))));
        refused(409, first.operator("", "", work -> work.take(new OperatorWork.Batch(List.of(), List.of(), files("c", "a"),
                List.of(), false, false))));
        refused(409, first.operator("", "", work -> work.take(new OperatorWork.Batch(List.of(), List.of(), files("d"),
                List.of(new Program("p", "", List.of()), new Program("p", "", List.of())), true, false))));
        refused(403, first.operator("", "", work -> work.take(new OperatorWork.Batch(List.of(), List.of(),
                List.of(FileRulesTest.file("e", "acme", "http://elsewhere.example")), List.of(), false, false))));
        assertEquals(files("a"), done(first.operator(work -> work.files("", 10))));
        take(first, true, files("a"), new Program("p", "again", List.of("a")));
        assertEquals("again", done(first.operator(work -> work.program("p"))).title());
    }

    @Test
    void aFileThatGoesIsInNoProgramAnyMore_whoeverTakesItsIdNext() throws Exception {
        take(first, false, files("a", "b"), new Program("p", "", List.of("a", "b")));
        done(first.owners().withdraw(token("acme"), HERE, "a"));
        assertEquals(List.of("b"), done(first.operator(work -> work.program("p"))).files());
        refused(404, first.owners().withdraw(token("acme"), HERE, "a"));
        done(first.operator("owner.added", "mallory", work -> work.addOwner(new Owner("mallory", ""))));
        refused(404, first.owners().withdraw(token("mallory"), HERE, "b"));
        refused(403, first.owners().withdraw(token("anna"), HERE, "b"));
        refused(409, first.operator("", "", work -> work.removeOwner("acme")));
        refused(409, first.owners().withdrawServer(token("acme"), HERE, ADDRESS));
        assertTrue(audit.contains("file.withdrawn acme a"), audit.toString());
        refused(401, first.owners().withdraw("no token", HERE, "b"));
        refused(401, first.owners().withdraw(issuer.issue(issuer.playing(
                "acme", Set.of(), Optional.of("192.0.2.8"), clock.now(), Duration.ofMinutes(5))), HERE, "b"));
    }

    @Test
    void aKeyIsReleasedToWhoWasGivenTheFile_andToNobodyElse() throws Exception {
        take(first, false, files("a", "b"), new Program("p", "", List.of("a", "b")));
        Protection protection = new Protection("a", List.of(new Protection.Piece(Protection.From.FILE, "b", 0, 10),
                new Protection.Piece(Protection.From.PART, "0", 0, 4)), "", "", 0, 14, "ab".repeat(32));
        done(first.owners().protect(token("acme"), HERE, protection, List.of(ByteString.copyFromUtf8("part"))));
        refused(403, first.client(token("anna"), "tv", HERE, (work, device, now) -> work.release(device, "p", "a", now)));
        assertTrue(next(first, "anna", false).file().orElseThrow().isProtected());
        refused(403, first.client(token("anna"), "other", HERE, (work, device, now) -> work.release(device, "p", "a", now)));
        refused(403, first.client(token("anna", "q"), "tv", HERE, (work, device, now) -> work.release(device, "p", "a", now)));
        assertEquals(protection, done(first.client(token("anna"), "tv", HERE,
                (work, device, now) -> work.release(device, "p", "a", now))).protection());
        assertEquals("part", done(first.client(token("anna"), "tv", HERE,
                (work, device, now) -> work.part(device, "p", "a", 0))).data().toStringUtf8());
        refused(404, first.client(token("anna"), "tv", HERE, (work, device, now) -> work.part(device, "p", "a", 1)));
        // What it is made of, it may have; and after it said that it is done, nothing.
        refused(404, first.client(token("anna"), "tv", HERE, (work, device, now) -> work.release(device, "p", "b", now)));
        done(report(first, "anna", "a", Outcome.PLAYED));
        refused(403, first.client(token("anna"), "tv", HERE, (work, device, now) -> work.part(device, "p", "a", 0)));
        assertTrue(audit.stream().anyMatch(line -> line.startsWith("key.released anna a ")), audit.toString());
        done(first.operator("owner.added", "mallory", work -> work.addOwner(new Owner("mallory", ""))));
        refused(404, first.owners().protect(token("mallory"), HERE, protection, List.of(ByteString.copyFromUtf8("part"))));
    }

    @Test
    void nobodyServesFromAnothersAddress() throws Exception {
        take(first, false, files("a"));
        for (String address : List.of("http://192.0.2.8:8000", "http://192.0.2.7:80", "http://media.example.org:8000",
                "rtsp://192.0.2.7:8000")) {
            refused(403, first.owners().serve(token("anna"), HERE, "a", new Source(Source.Role.CLIENT, address, "/", "a.ts"),
                    Duration.ofMinutes(1)));
        }
        refused(400, first.owners().serve(token("anna"), HERE, "a", new Source(Source.Role.CLIENT, "http://192.0.2.7:8000", "/", "a.ts"),
                Duration.ofDays(1)));
        // It lies in a net where nobody is asked.
        refused(422, first.owners().serve(token("anna"), HERE, "a", new Source(Source.Role.CLIENT, "http://192.0.2.7:8000", "/", "a.ts"),
                Duration.ofMinutes(1)));
    }
}
