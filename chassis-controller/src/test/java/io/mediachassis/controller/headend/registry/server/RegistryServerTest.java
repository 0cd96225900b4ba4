package io.mediachassis.controller.headend.registry.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.StationAlive;
import io.mediachassis.backplane.proto.StationAliveReply;
import io.mediachassis.backplane.proto.WhereQuery;
import io.mediachassis.backplane.proto.WhereReply;
import io.mediachassis.backplane.registry.LeaveTime;
import io.mediachassis.backplane.registry.RegistryMessages;
import io.mediachassis.backplane.registry.ReportReply;
import io.mediachassis.backplane.registry.ReportReply.Outcome;
import io.mediachassis.backplane.registry.StationReport;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.headend.distribution.StationPlans;
import io.mediachassis.controller.headend.registry.NewReign;
import io.mediachassis.controller.headend.registry.Registry;
import io.mediachassis.controller.headend.registry.RegistryStore;
import io.mediachassis.controller.headend.registry.Reports;
import io.mediachassis.controller.headend.registry.StoreException;
import io.mediachassis.controller.headend.registry.store.RegistryStores;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry as a station's director meets it, with a file of its own. */
class RegistryServerTest {
    private static final Duration LIFETIME = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private final AtomicLong nowNs = new AtomicLong(1);
    private final Clock clock = new Clock() {
        @Override
        public long nanoTime() {
            return nowNs.get();
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    };
    private final List<NewEvent> events = new CopyOnWriteArrayList<>();
    private final StationLink link = new StationLink();
    private final Reports north = new Reports("north", 1);
    private volatile boolean storeWorks = true;
    private volatile boolean active = true;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final StationPlans plans = new StationPlans();
    private RegistryServer server;

    private void start() {
        server = new RegistryServer(
                new RegistrySettings("sqlite:registry.db", "north", LIFETIME, Duration.ofSeconds(1)), this::open, plans, clock,
                new RegistryServer.Outlet() {
                    @Override
                    public void log(NewEvent event) {
                        events.add(event);
                    }

                    @Override
                    public void whileActive(Runnable answer) {
                        try {
                            gate.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        if (active) {
                            answer.run();
                        }
                    }
                });
    }

    private RegistryStore open() {
        if (!storeWorks) {
            throw new StoreException("the disk is gone");
        }
        return new RegistryStores(folder, clock, Duration.ofSeconds(1)).open("sqlite:registry.db");
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** Begins a reign, and waits until it is served. */
    private void reign(long epoch) throws InterruptedException {
        server.beginReign(epoch);
        await().until(() -> !alive("north").getUnavailable());
    }

    private ReportReply tell(StationReport report) throws InterruptedException {
        server.onMessage(
                link, Envelope.newBuilder().setRequestId(1).setRegistryReport(RegistryMessages.toProto(report)).build());
        return RegistryMessages.of(link.answer().getRegistryReply());
    }

    private StationAliveReply alive(String station) throws InterruptedException {
        return aliveAnswer(station).getStationAliveReply();
    }

    private Envelope aliveAnswer(String station) throws InterruptedException {
        server.onMessage(link, Envelope.newBuilder()
                .setRequestId(1)
                .setStationAlive(StationAlive.newBuilder().setStation(station).setTerm(north.term().toProto()))
                .build());
        return link.answer();
    }

    private WhereReply where(String program) throws InterruptedException {
        server.onMessage(link, Envelope.newBuilder()
                .setRequestId(1)
                .setWhereQuery(WhereQuery.newBuilder().setProgramId(program))
                .build());
        return link.answer().getWhereReply();
    }

    @Test
    void reportsAreTaken_andLookUpsAnswered() throws Exception {
        start();
        reign(1);
        assertTrue(alive("north").getReconcile());
        assertEquals(Outcome.APPLIED, tell(north.picture(Reports.segments("film", "0-4"))).outcome());
        StationAliveReply known = alive("north");
        assertFalse(known.getReconcile());
        assertEquals(LIFETIME.toMillis(), known.getLifetimeMs());
        assertEquals(List.of(0, 4), where("film").getSources(0).getSegmentRangesList());
        assertEquals(0, where("other").getSourcesCount());
        assertEquals(1, server.where("film").toCompletableFuture().join().sources().size());
        assertTrue(server.check().toCompletableFuture().join().stations().get(0).row().name().equals("north"));
        assertEquals(2, server.counts().get(RegistryCounter.REPORTS) + 1);
    }

    @Test
    void anotherStationsNameIsRefused_andTheTextSaysWhatToSet() throws Exception {
        start();
        reign(1);
        Fault fault = aliveAnswer("south").getFault();
        assertEquals(Fault.Code.REFUSED, fault.getCode());
        assertTrue(fault.getText().contains("station-name"), fault.getText());
        // A blade of another chassis speaks for the station that its chassis is.
        server.onMessage(link, Envelope.newBuilder()
                .setRequestId(1)
                .setStationAlive(StationAlive.newBuilder().setStation("south").setTerm(north.term().toProto()))
                .build(), "south");
        assertTrue(link.answer().getStationAliveReply().getReconcile());
        server.onMessage(link, Envelope.newBuilder()
                .setRequestId(1)
                .setStationAlive(StationAlive.newBuilder().setStation("north").setTerm(north.term().toProto()))
                .build(), "south");
        assertEquals(Fault.Code.REFUSED, link.answer().getFault().getCode());
    }

    @Test
    void whoIsAskedIsToldOfWithItsLoad_andExplained() throws Exception {
        start();
        reign(1);
        tell(north.picture(Reports.segments("film", "0-9")));
        server.onMessage(link, Envelope.newBuilder()
                .setRequestId(1)
                .setStationAlive(StationAlive.newBuilder()
                        .setStation("north")
                        .setTerm(north.term().toProto())
                        .setLoad(0.25)
                        .setAddress("192.0.2.1:7403"))
                .build());
        assertFalse(link.answer().getStationAliveReply().getUnavailable());
        assertEquals(0.25, where("film").getSources(0).getLoad());
        assertTrue(where("film").getSources(0).getHome());
        assertEquals("192.0.2.1:7403", server.facts().of("north", nowNs.get()).orElseThrow().address());
        SourceExplanation explained =
                server.explain("film", "north", 1000).toCompletableFuture().join().orElseThrow();
        assertEquals(1000, explained.bytes());
        assertTrue(explained.measured() && explained.others().get(0).why().contains("itself"), explained.toString());
        assertTrue(server.explain("film", "south", 0).toCompletableFuture().join().isEmpty(), "never heard");
        assertTrue(server.explain("film", "south east", 0).toCompletableFuture().isCompletedExceptionally());
    }

    @Test
    void theOneThatTakesOverHasPicturesOfAllBeforeItGivesLeave() throws Exception {
        // The rows as an earlier reign of this controller left them: south had leave, and has given it back to another.
        try (RegistryStore store = open()) {
            Registry before = new Registry(store, LIFETIME);
            Reports south = new Reports("south", 1);
            before.report(south.picture(Reports.segments("film", "0-4")));
            before.report(north.picture(Reports.segments("film", "0-4")));
            before.alive("south", south.term());
            before.alive("north", north.term());
            assertEquals("0", before.report(south.leave("film", "0")).granted().toString());
        }
        start();
        reign(2);
        assertTrue(alive("north").getReconcile(), "what another one was told meanwhile is not in these rows");
        assertEquals(Outcome.RECONCILE, tell(north.added("film", "5")).outcome());
        ReportReply picture = tell(north.picture(Reports.segments("film", "0-5")));
        assertEquals(Outcome.APPLIED, picture.outcome());
        try (RegistryStore store = open()) {
            Registry other = new Registry(store, LIFETIME);
            assertEquals(List.of(), other.report(new Reports("south", 2).picture(Reports.segments("film", "0-4"))).leaving(),
                    "leave of that time has run out, or will");
        }
    }

    @Test
    void leaveIsGivenOnlyOnceAllThatWasGivenBeforeHasRunOut() {
        start();
        try (RegistryStore store = open()) {
            Registry registry = new Registry(store, LIFETIME);
            registry.beginReign();
            ReportDesk desk = new ReportDesk(
                    new RegistrySettings("", "north", LIFETIME, LIFETIME), clock, server.counts(), events::add,
                    new StationFacts(LIFETIME));
            RegistryServer.Serving now = new RegistryServer.Serving(
                    1, registry, new NewReign(store.isShared(), clock.nanoTime()),
                    new StationWatch(LIFETIME, clock.nanoTime()), new DriftNews(false));
            Reports south = new Reports("south", 1);
            for (Reports station : List.of(north, south)) {
                desk.report(now, RegistryMessages.toProto(station.picture(Reports.segments("film", "0-4"))), "");
            }
            nowNs.addAndGet(LeaveTime.OVER.toNanos() - 1);
            registry.alive("south", south.term());
            assertEquals(List.of(), granted(desk, now, north.leave("film", "1")));
            nowNs.addAndGet(1);
            assertEquals(List.of(1, 1), granted(desk, now, north.leave("film", "1")));
            assertEquals(List.of(), granted(desk, now, south.leave("film", "1")), "it would be the last copy");
        }
    }

    private static List<Integer> granted(ReportDesk desk, RegistryServer.Serving now, StationReport leave) {
        return desk.report(now, RegistryMessages.toProto(leave), "").getRegistryReply().getGrantedRangesList();
    }

    @Test
    void whatServedAnEarlierReign_servesNobody_howeverLateItCame() {
        start();
        try (RegistryStore store = open()) {
            Registry registry = new Registry(store, LIFETIME);
            RegistryServer.Serving first = new RegistryServer.Serving(
                    1, registry, new NewReign(true, 0), new StationWatch(LIFETIME, 0), new DriftNews(true));
            CurrentReign current = new CurrentReign();
            current.begin(1);
            current.put(first);
            assertSame(first, current.serving());
            current.end();
            current.put(first);
            assertNull(current.serving());
            current.begin(2);
            assertNull(current.serving());
        }
    }

    @Test
    void aStationThatFloods_isToldThatItIs_andStaysAlive() throws Exception {
        start();
        reign(1);
        gate = new CountDownLatch(1);
        // One is being worked on, and as many wait as there is room for.
        Envelope report = Envelope.newBuilder()
                .setRequestId(1)
                .setRegistryReport(RegistryMessages.toProto(north.picture()))
                .build();
        server.onMessage(link, report);
        await().until(() -> server.counts().get(RegistryCounter.REPORTS) == 1);
        for (int n = 0; n < StoreLanes.REPORTS; n++) {
            server.onMessage(link, report);
        }
        server.onMessage(link, report);
        assertEquals(Fault.Code.BUSY, link.answer().getFault().getCode());
        server.onMessage(link, Envelope.newBuilder()
                .setRequestId(1)
                .setStationAlive(StationAlive.newBuilder().setStation("north").setTerm(north.term().toProto()))
                .build());
        gate.countDown();
        assertTrue(link.answer().hasRegistryReply());
        assertTrue(link.answer().hasStationAliveReply());
        assertTrue(link.answer().hasRegistryReply());
    }

    @Test
    void anAnswerOfAReignThatIsOver_doesNotLeave() throws Exception {
        start();
        reign(1);
        active = false;
        server.onMessage(link, Envelope.newBuilder()
                .setRequestId(1)
                .setRegistryReport(RegistryMessages.toProto(north.picture()))
                .build());
        await().until(() -> server.counts().get(RegistryCounter.REPORTS) == 1);
        active = true;
        assertTrue(alive("north").getLifetimeMs() > 0, "the next answer is this one's");
    }

    @Test
    void aStoreThatCantBeOpened_isTold_andSoIsItsReturn() throws Exception {
        storeWorks = false;
        start();
        server.beginReign(1);
        await().until(() -> events.size() == 1);
        assertEquals("registry.store.failed", events.get(0).kind());
        assertTrue(events.get(0).text().contains("the disk is gone"), events.get(0).text());
        assertTrue(alive("north").getUnavailable());
        ReportReply reply = tell(north.picture());
        assertEquals(Outcome.UNAVAILABLE, reply.outcome());
        assertTrue(reply.text().contains("the disk is gone"), reply.text());
        assertTrue(where("film").getUnavailable());
        storeWorks = true;
        server.beginReign(1);
        await().until(() -> events.size() == 2);
        assertEquals("registry.store.back", events.get(1).kind());
    }
}
