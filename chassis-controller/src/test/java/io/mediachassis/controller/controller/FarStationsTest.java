package io.mediachassis.controller.controller;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.identity.OtherChassis;
import io.mediachassis.backplane.identity.Pem;
import io.mediachassis.backplane.identity.PeerName;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkCounter;
import io.mediachassis.backplane.link.LinkDialer;
import io.mediachassis.backplane.link.LinkDown;
import io.mediachassis.backplane.link.LinkException;
import io.mediachassis.backplane.link.LinkHandler;
import io.mediachassis.backplane.link.LinkSettings;
import io.mediachassis.backplane.link.LinkTrust;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.backplane.proto.PlanPage;
import io.mediachassis.backplane.proto.PlanQuery;
import io.mediachassis.backplane.proto.PlannedProgram;
import io.mediachassis.backplane.proto.PublishRequest;
import io.mediachassis.backplane.proto.StationAlive;
import io.mediachassis.backplane.proto.StationAliveReply;
import io.mediachassis.backplane.proto.TokenRequest;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.ca.CertificateAuthority;
import io.mediachassis.controller.controller.ControllerConfig.FarStation;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.headend.distribution.StationPlans;
import io.mediachassis.controller.headend.registry.server.RegistryServer;
import io.mediachassis.controller.headend.registry.server.RegistrySettings;
import io.mediachassis.controller.headend.registry.store.RegistryStores;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A blade of another chassis at this one's head-end, over real links. */
class FarStationsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private final Clock clock = new SystemClock();
    private final EventLoopGroup loops = Transport.best().loops(1, "far");
    private volatile boolean active = true;
    private RegistryServer registry;
    private HeadEndPort server;
    private final List<NewEvent> events = new CopyOnWriteArrayList<>();
    private final Set<String> threads = ConcurrentHashMap.newKeySet();
    private final StationPlans plans = new StationPlans();
    private final List<String> welcomed = new CopyOnWriteArrayList<>();
    private final FarBlades blades =
            new FarBlades(Runnable::run, (engine, link) -> welcomed.add(engine), (engine, link) -> welcomed.add(engine));
    private CertificateAuthority one;
    private CertificateAuthority two;
    private TlsIdentity own;

    @BeforeEach
    void open() throws Exception {
        one = authority("MC-1");
        two = authority("MC-2");
        own = one.issueOwn(new PeerName("MC-1", Party.CONTROLLER, 1, "C1"));
        RegistrySettings settings = new RegistrySettings("sqlite:r.db", "north", SOON, SOON);
        registry = new RegistryServer(
                settings, () -> new RegistryStores(folder, clock, SOON).open(settings.store()), plans, clock,
                new RegistryServer.Outlet() {
                    @Override
                    public void log(NewEvent event) {}

                    @Override
                    public void whileActive(Runnable answer) {
                        answer.run();
                    }
                });
        registry.beginReign(1);
        published(two, "south.pem");
        server = new HeadEndPort(stations("south.pem"), () -> {
            threads.add(Thread.currentThread().getName());
            return hello("MC-1", Party.CONTROLLER, 1);
        }, () -> active, clock);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        server.close();
        registry.close();
        Transport.shutDown(loops);
    }

    private FarStations stations(String file) {
        return new FarStations(
                List.of(new FarStation("south", folder.resolve(file))), own, registry, blades, () -> active, events::add);
    }

    private CertificateAuthority authority(String chassis) throws IOException {
        return CertificateAuthority.create(Files.createDirectory(folder.resolve(chassis)), chassis, clock);
    }

    private Path published(CertificateAuthority authority, String name) throws Exception {
        TlsIdentity any = authority.issueOwn(new PeerName("MC-2", Party.CONTROLLER, 1, "C1"));
        return Files.writeString(
                folder.resolve(name), Pem.encode(Pem.CERTIFICATE, any.ca().getEncoded()), StandardCharsets.US_ASCII);
    }

    private static Hello hello(String chassis, Party party, int number) {
        return Hello.newBuilder()
                .setProtocolMin(1)
                .setProtocolMax(1)
                .setChassisSerial(chassis)
                .setParty(party)
                .setNumber(number)
                .build();
    }

    private static final class Quiet implements LinkHandler {
        @Override
        public Optional<Fault> admit(Hello hello) {
            return Optional.empty();
        }

        @Override
        public void onUp(Link link) {}

        @Override
        public void onMessage(Link link, Envelope message) {}

        @Override
        public void onDown(Link link, LinkDown why) {}
    }

    private LinkDialer dial(Party party, int number) throws Exception {
        TlsIdentity far = two.issueOwn(new PeerName("MC-2", party, number, "B3"));
        return new LinkDialer(
                        loops, LinkTrust.others(new OtherChassis(far, List.of(own.ca()))), LinkSettings.betweenAgents(),
                        () -> hello("MC-2", party, number), Heartbeat::newBuilder, new Quiet(), clock, server.localAddress(),
                        null, Party.CONTROLLER, 1, new Random(1))
                .start();
    }

    private static StationAliveReply alive(Link link, String station) throws Exception {
        return link.request(
                        Envelope.newBuilder().setStationAlive(StationAlive.newBuilder()
                                .setStation(station)
                                .setTerm(new Term(1, 1).toProto())),
                        SOON)
                .get(10, TimeUnit.SECONDS)
                .getStationAliveReply();
    }

    private static Fault.Code fault(ExecutionException failed) {
        return failed.getCause() instanceof LinkException link && link.fault().isPresent()
                ? link.fault().get().getCode()
                : Fault.Code.CODE_UNSPECIFIED;
    }

    @Test
    void aBladeOfAnotherChassisSpeaksForItsStation_andHasNoOtherBusiness() throws Exception {
        try (LinkDialer dialer = dial(Party.BLADE_AGENT, 3)) {
            await().until(() -> dialer.link().isPresent());
            Link link = dialer.link().orElseThrow();
            await().until(() -> !alive(link, "south").getUnavailable());
            assertTrue(alive(link, "south").getReconcile());
            assertTrue(threads.stream().allMatch(name -> name.startsWith("head-end")), threads::toString);
            assertEquals(Fault.Code.REFUSED,
                    fault(assertThrows(ExecutionException.class, () -> alive(link, "north"))));
            assertEquals(List.of("south/blade-3"), welcomed);
            link.send(Envelope.newBuilder().setTokenRequest(TokenRequest.getDefaultInstance()));
            await().untilAsserted(() -> assertEquals(List.of("south/blade-3", "south/blade-3"), welcomed));
            assertEquals(Fault.Code.UNSUPPORTED, fault(assertThrows(ExecutionException.class, () -> link.request(
                            Envelope.newBuilder().setPublishRequest(PublishRequest.getDefaultInstance()), SOON)
                    .get(10, TimeUnit.SECONDS))));
            plans.put(Map.of("south", List.of(PlannedProgram.newBuilder().setProgramId("film").build())));
            assertEquals(plans.number("south"), alive(link, "south").getPlanNumber());
            PlanPage page = link.request(
                            Envelope.newBuilder().setPlanQuery(PlanQuery.newBuilder().setStation("north")), SOON)
                    .get(10, TimeUnit.SECONDS)
                    .getPlanPage();
            assertEquals("film", page.getPrograms(0).getProgramId(), "it gets the plan of the station that it is");
            active = false;
            assertEquals(Fault.Code.NOT_ACTIVE,
                    fault(assertThrows(ExecutionException.class, () -> alive(link, "south"))));
        }
    }

    @Test
    void whatIsNoBladeIsRefused() throws Exception {
        try (LinkDialer dialer = dial(Party.CONTROLLER, 2)) {
            await().until(() -> dialer.counters().get(LinkCounter.REFUSED_BY_PEER) > 0);
        }
    }

    @Test
    void aFileWithoutCertificateSaysWhatToCopy() throws IOException {
        Files.writeString(folder.resolve("empty.pem"), "");
        stations("empty.pem").look();
        String said = events.get(0).text();
        assertTrue(said.contains("empty.pem") && said.contains("chassis-ca.pem"), said);
    }

    @Test
    void aStationWhoseFileIsMissing_isLeftOut_toldOnceAReign_andTakenOnceItIsThere() throws Exception {
        active = false;
        FarStations stations = stations("late.pem");
        stations.look();
        assertEquals(List.of(), events, "who is on standby writes no events");
        active = true;
        stations.look();
        stations.look();
        assertEquals(List.of("head-end.station.left-out"), events.stream().map(NewEvent::kind).toList());
        assertEquals(Optional.empty(), stations.trust());
        published(two, "late.pem");
        stations.look();
        assertTrue(stations.trust().isPresent());
        assertEquals(1, events.size());
    }

    @Test
    void twoStationsOfOneChassis_areOne() throws Exception {
        Path file = published(two, "same.pem");
        FarStations stations = new FarStations(
                List.of(new FarStation("south", file), new FarStation("west", file)), own, registry, blades, () -> active, events::add);
        stations.look();
        assertTrue(stations.trust().isPresent());
        assertTrue(events.get(0).text().contains("Station west") && events.get(0).text().contains("MC-2"), events.get(0)::text);
    }
}
