package io.mediachassis.sim.station;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.FetchProgram;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.backplane.proto.PlanPage;
import io.mediachassis.backplane.proto.SegmentCopied;
import io.mediachassis.backplane.proto.StationCopies;
import io.mediachassis.backplane.proto.StationDirectory;
import io.mediachassis.backplane.proto.StationRow;
import io.mediachassis.backplane.proto.WhereReply;
import io.mediachassis.backplane.source.PathBook;
import io.mediachassis.backplane.source.SourceChoice;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.backplane.token.Ed25519Keys;
import io.mediachassis.backplane.token.TokenClaims.Role;
import io.mediachassis.backplane.token.TokenIssuer;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.blade.agent.DirectorOffice;
import io.mediachassis.blade.agent.HotCopyWork;
import io.mediachassis.blade.agent.ObtainWork;
import io.mediachassis.blade.agent.OtherStations;
import io.mediachassis.blade.director.DirectorCounter;
import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.EngineChoice.Chosen;
import io.mediachassis.blade.director.EngineChoice.NoneHolds;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.Headroom.Use;
import io.mediachassis.blade.director.HotSegments;
import io.mediachassis.blade.director.HotSegments.Ask;
import io.mediachassis.blade.director.SegmentHeat;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.director.SegmentPlacement;
import io.mediachassis.blade.engine.ArrivingSegments;
import io.mediachassis.blade.engine.EngineCounter;
import io.mediachassis.blade.engine.EngineToken;
import io.mediachassis.blade.engine.FarFetches;
import io.mediachassis.blade.engine.FilledSegments;
import io.mediachassis.blade.engine.Holdings;
import io.mediachassis.blade.engine.IngestJobs;
import io.mediachassis.blade.engine.LastUse;
import io.mediachassis.blade.engine.NoBringer;
import io.mediachassis.blade.engine.SegmentCopier;
import io.mediachassis.blade.http.DownloadGate;
import io.mediachassis.blade.http.HttpMediaServer;
import io.mediachassis.blade.http.HttpSettings;
import io.mediachassis.blade.obtain.ObtainCounter;
import io.mediachassis.blade.obtain.Obtainings;
import io.mediachassis.blade.obtain.Targets;
import io.mediachassis.blade.station.Dialling;
import io.mediachassis.blade.station.Directory;
import io.mediachassis.blade.station.DirectorsPort;
import io.mediachassis.blade.station.FarDirectors;
import io.mediachassis.blade.station.SourceAnswers;
import io.mediachassis.blade.station.SourceDoor;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.ProgramWriter;
import io.mediachassis.blade.storage.StoreSettings;
import io.mediachassis.blade.ts.SegmenterSettings;
import io.mediachassis.blade.ts.TsSamples;
import io.mediachassis.controller.ca.CertificateAuthority;
import io.mediachassis.sim.bench.NothingElsewhere;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program of one station at another one that lacks it: the directors' link, the tokens, the copies and the consoles that wait
 * are real; the head-end is not, and its words are put in its mouth.
 */
class BetweenStationsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Ask CONSOLE = new Ask("film", 0, 0, Set.of(), Use.STREAM);

    @TempDir
    private Path folder;

    private final Clock clock = new SystemClock();
    private final EventLoopGroup loops = Transport.best().loops(1, "http");
    private final EventLoopGroup links = Transport.best().loops(1, "stations");
    private final ScheduledExecutorService control = Executors.newSingleThreadScheduledExecutor();
    private final List<AutoCloseable> closing = new ArrayList<>();
    private final AtomicInteger whereAsked = new AtomicInteger();
    private final List<SegmentCopied> copied = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Counts<ObtainCounter> counts = new Counts<>(ObtainCounter.class);
    private final AtomicReference<SegmentLocationTable> south = new AtomicReference<>(SegmentLocationTable.EMPTY);
    private final ArrivingSegments arriving = new ArrivingSegments();
    private TokenIssuer headEnd;
    private ProgramStore northStore;
    private ProgramStore southStore;
    private Program film;
    /** Which program north holds by that id, by the registry's word. */
    private volatile ByteString known = ByteString.EMPTY;
    private String northHttp;
    private EngineToken southToken;
    private FarFetches fetches;
    private ObtainWork work;
    private HotCopyWork hot;

    @BeforeEach
    void open() throws Exception {
        headEnd = new TokenIssuer("MC-N", Ed25519Keys.generate(), clock);
        CertificateAuthority one = authority("MC-N");
        CertificateAuthority two = authority("MC-S");
        TlsIdentity north = one.issueOwn(new PeerName("MC-N", Party.BLADE_AGENT, 3, "N3"));
        TlsIdentity southern = two.issueOwn(new PeerName("MC-S", Party.BLADE_AGENT, 1, "S1"));
        int port = freePort();
        openNorth(north, southern, port);
        openSouth(southern, new Directory(StationDirectory.newBuilder()
                .setRevision(1)
                .addStations(StationRow.newBuilder()
                        .setName("north")
                        .setAddress("127.0.0.1:" + port)
                        .setAuthority(ByteString.copyFrom(north.ca().getEncoded())))
                .build(), "south"));
    }

    @AfterEach
    void close() throws Exception {
        control.shutdownNow();
        for (int i = closing.size() - 1; i >= 0; i--) {
            closing.get(i).close();
        }
        Transport.shutDown(loops, links);
    }

    private <T extends AutoCloseable> T closing(T part) {
        closing.add(part);
        return part;
    }

    private CertificateAuthority authority(String chassis) throws IOException {
        return CertificateAuthority.create(Files.createDirectory(folder.resolve(chassis)), chassis, clock);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private ProgramStore store(String name) throws IOException {
        return closing(ProgramStore.open(folder.resolve(name), clock,
                new StoreSettings(SegmenterSettings.ofTarget(Duration.ofSeconds(2)), 0, 1000)));
    }

    // ---- the station that has it -------------------------------------------------------------------------------

    private void openNorth(TlsIdentity north, TlsIdentity southern, int port) throws Exception {
        northStore = store("north");
        try (ProgramWriter writer = northStore.create("film", "Film")) {
            writer.write(ByteBuffer.wrap(TsSamples.h264()));
            film = writer.complete();
            known = ByteString.copyFrom(film.manifestHash());
        }
        TokenVerifier verifier = new TokenVerifier("MC-N", clock);
        verifier.trust(headEnd.trustedKeys());
        NothingElsewhere nowhere = new NothingElsewhere();
        Holdings holdings = new Holdings(northStore, new ArrivingSegments(), new LastUse(clock), new FilledSegments(0));
        HttpMediaServer http = closing(new HttpMediaServer(
                loops, HttpSettings.defaults(8554), holdings,
                (id, kind, station) -> CompletableFuture.completedFuture(Optional.empty()), nowhere,
                new EngineToken(verifier), DownloadGate.open(), nowhere,
                (id, title, size) -> CompletableFuture.failedFuture(new IOException("nothing is taken in")), clock));
        InetSocketAddress at = http.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).get();
        northHttp = "http://127.0.0.1:" + at.getPort() + "/";
        SegmentLocationTable table = SegmentLocationTable.EMPTY
                .withReachable(3, true)
                .withLoad(3, LoadReport.newBuilder().setInService(true).setHttpUrl(northHttp).build())
                .withHoldings(3, holdings.push(1));
        SourceAnswers answers = new SourceAnswers(id -> false);
        Directory directory = new Directory(StationDirectory.newBuilder()
                .setRevision(1)
                .addStations(StationRow.newBuilder()
                        .setName("south")
                        .setAuthority(ByteString.copyFrom(southern.ca().getEncoded())))
                .build(), "north");
        DirectorsPort door = closing(new DirectorsPort(
                links, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), north,
                () -> hello("MC-N", 3), () -> directory,
                new SourceDoor(query -> answers.answer(query, table, new Headroom(), clock.nanoTime())), clock));
        door.step(true);
        await().atMost(SOON).until(door::isOpen);
    }

    // ---- the station that lacks it -----------------------------------------------------------------------------

    private void openSouth(TlsIdentity southern, Directory directory) throws Exception {
        southStore = store("south");
        southToken = new EngineToken(new TokenVerifier("MC-S", clock));
        southToken.renew(new TokenIssuer("MC-S", Ed25519Keys.generate(), clock)
                .issue("blade-1", Role.ENGINE, Optional.empty(), Duration.ofHours(1)));
        southToken.renewForOthers(headEnd.issue("south-1", Role.ENGINE, Optional.empty(), Duration.ofHours(1)));
        FilledSegments filled = new FilledSegments(0);
        SegmentCopier copier = new SegmentCopier(southToken, arriving, 0, clock, new Counts<>(EngineCounter.class));
        var copies = Executors.newFixedThreadPool(4);
        closing.add(copies::shutdownNow);
        fetches = new FarFetches(
                southStore, arriving, copier, southToken, new IngestJobs(), filled, copies, clock, new Around());
        Holdings holdings = new Holdings(southStore, arriving, new LastUse(clock), filled);
        DirectorOffice office = new DirectorOffice(
                1, control, () -> Optional.of(new Term(1, 1)), slot -> Optional.empty(), south::get, new Headroom(),
                new Counts<>(DirectorCounter.class), clock);
        FarDirectors directors = closing(new FarDirectors(links.next(), clock::nanoTime,
                new Dialling(links, southern, () -> hello("MC-S", 1), clock, new Random(1))));
        work = new ObtainWork(
                office, new Obtainings(new Targets(new SegmentPlacement(1, 1)), SourceChoice::new),
                new OtherStations("south", true, () -> directory, () -> Optional.of(new HeadEnd()), directors,
                        new PathBook(), clock),
                fetches::fetch, id -> false, (severity, kind, at, text) -> events.add(text), counts);
        hot = new HotCopyWork(office, new NoBringer(),
                new HotSegments(2, new SegmentHeat(1)), (severity, kind, at, text) -> { });
        hot.others(work);
        control.scheduleWithFixedDelay(() -> {
            south.set(SegmentLocationTable.EMPTY
                    .withReachable(1, true)
                    .withLoad(1, LoadReport.newBuilder().setInService(true).setDiskFreeBytes(1L << 40).build())
                    .withHoldings(1, holdings.push(1)));
            work.step();
            directors.step();
        }, 0, 20, TimeUnit.MILLISECONDS);
    }

    private static Hello hello(String chassis, int slot) {
        return Hello.newBuilder()
                .setProtocolMin(1)
                .setProtocolMax(1)
                .setChassisSerial(chassis)
                .setParty(Party.BLADE_AGENT)
                .setNumber(slot)
                .setBootId(slot)
                .build();
    }

    private final class Around implements FarFetches.Around {
        @Override
        public void require(long bytes) {
            // There is room.
        }

        @Override
        public void refreshed(String programId) {
            // Nobody streams here.
        }

        @Override
        public void lost(String programId, int segment) {
            // Nobody streams here.
        }

        @Override
        public void over(SegmentCopied done) {
            copied.add(done);
            control.execute(() -> work.onCopied(done));
        }
    }

    /** The registry: north has all of the film. */
    private final class HeadEnd implements Link {
        @Override
        public Hello peer() {
            return Hello.getDefaultInstance();
        }

        @Override
        public boolean send(Envelope.Builder message) {
            return true;
        }

        @Override
        public CompletableFuture<Envelope> request(Envelope.Builder message, Duration timeout) {
            if (message.hasPlanQuery()) {
                return CompletableFuture.completedFuture(Envelope.newBuilder().setPlanPage(PlanPage.newBuilder()).build());
            }
            whereAsked.incrementAndGet();
            WhereReply.Builder reply = WhereReply.newBuilder();
            if (message.getWhereQuery().getProgramId().equals("film")) {
                reply.addSources(StationCopies.newBuilder()
                        .setStation("north")
                        .setManifestHash(known)
                        .setSegmentsTotal(film.segments().size())
                        .addSegmentRanges(0)
                        .addSegmentRanges(film.segments().size() - 1));
            }
            return CompletableFuture.completedFuture(Envelope.newBuilder().setWhereReply(reply).build());
        }

        @Override
        public void reply(Envelope request, Envelope.Builder answer) {
            throw new AssertionError("nobody asked");
        }

        @Override
        public void fault(Envelope request, Fault.Code code, String text) {
            throw new AssertionError("nobody asked");
        }

        @Override
        public void close() {
            // It stays.
        }
    }

    // ---- the tests ---------------------------------------------------------------------------------------------

    @Test
    void howeverManyAskItComesOnceAndAllOfIt() throws Exception {
        await().atMost(SOON).until(() -> south.get().engine(1).isPresent());
        List<CompletableFuture<Choice>> consoles = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            consoles.add(hot.serve(CONSOLE).toCompletableFuture());
        }
        for (CompletableFuture<Choice> console : consoles) {
            Choice choice = console.get(SOON.toSeconds(), TimeUnit.SECONDS);
            assertEquals(1, assertInstanceOf(Chosen.class, choice).engine().slot());
        }
        await().atMost(SOON).until(() -> southStore.program("film").isPresent());
        Program here = southStore.program("film").orElseThrow();
        for (int n = 0; n < film.segments().size(); n++) {
            assertEquals(-1, Files.mismatch(film.segment(n).file(), here.segment(n).file()), "segment " + n);
        }
        assertEquals(1, whereAsked.get());
        await().atMost(SOON).until(() -> counts.get(ObtainCounter.ENDED) == 1);
        assertEquals(film.segments().size(), counts.get(ObtainCounter.COPIED));
        assertEquals(film.bytes(), counts.get(ObtainCounter.COPIED_BYTES));
        assertTrue(copied.get(0).getSegment() == 0, "the beginning first: " + copied.get(0));
        assertTrue(copied.get(0).getTransfers(0).getDurationNs() > 0);
        assertTrue(events.get(0).contains("comes from station north"), events.toString());
    }

    @Test
    void withoutTheHeadEndsTokenNothingIsGiven() throws Exception {
        southToken.renewForOthers(southToken.own());
        hot.serve(CONSOLE);
        await().atMost(SOON).until(() -> counts.get(ObtainCounter.BROKEN) > 0);
        assertTrue(southStore.holding("film").isEmpty());
        assertTrue(copied.get(0).getText().contains("token"), copied.get(0).getText());
    }

    @Test
    void whatNoStationHasIsAnAnswer() throws Exception {
        Ask wrong = new Ask("nothing", 0, 0, Set.of(), Use.STREAM);
        assertInstanceOf(NoneHolds.class, hot.serve(wrong).toCompletableFuture().get(5, TimeUnit.SECONDS));
        assertInstanceOf(NoneHolds.class, hot.serve(wrong).toCompletableFuture().get(5, TimeUnit.SECONDS));
        assertEquals(1, whereAsked.get(), "it is remembered");
    }

    @Test
    void anEngineThatIsDeadIsPassedOver() throws Exception {
        FetchProgram order = FetchProgram.newBuilder()
                .setProgramId("film")
                .addSegments(1)
                .setManifestHash(ByteString.copyFrom(film.manifestHash()))
                .addFarSourceUrls("http://127.0.0.1:" + freePort() + "/").addFarStations("dead")
                .addFarSourceUrls(northHttp).addFarStations("north")
                .build();
        assertEquals("", fetches.fetch(order));
        await().atMost(SOON).until(() -> !copied.isEmpty());
        SegmentCopied done = copied.get(0);
        assertTrue(done.getWhole(), done.toString());
        assertTrue(done.getTransfersList().stream().anyMatch(one -> one.getStation().equals("dead") && one.getBroken()));
        assertTrue(done.getTransfersList().stream().anyMatch(one -> one.getStation().equals("north")
                && !one.getBroken() && one.getBytes() == film.segment(1).bytes()));
    }

    /** As when it was put in anew there, with other bytes, since it reported. */
    @Test
    void aStationWhoseProgramIsAnotherThanTheOneThatIsMeantIsNoSource() throws Exception {
        known = ByteString.copyFrom(new byte[32]);
        hot.serve(CONSOLE);
        await().atMost(SOON).until(() -> counts.get(ObtainCounter.DIFFERENT) == 1);
        assertTrue(events.get(0).contains("What station north holds by the id film is another program"), events.toString());
        assertTrue(copied.isEmpty() && southStore.holding("film").isEmpty());
    }

    @Test
    void anotherProgramUnderThatNameIsNotTaken() throws Exception {
        assertEquals("", fetches.fetch(FetchProgram.newBuilder()
                .setProgramId("film")
                .addSegments(0)
                .setManifestHash(ByteString.copyFrom(new byte[32]))
                .addFarSourceUrls(northHttp).addFarStations("north")
                .build()));
        await().atMost(SOON).until(() -> !copied.isEmpty());
        assertTrue(copied.get(0).getText().contains("another program"), copied.get(0).getText());
        assertTrue(southStore.holding("film").isEmpty());
    }
}
