package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.CounterRegistry;
import io.mediachassis.backplane.daemon.Daemon;
import io.mediachassis.backplane.daemon.LoopWatch;
import io.mediachassis.backplane.daemon.OpenParts;
import io.mediachassis.backplane.daemon.UrgentThread;
import io.mediachassis.backplane.durable.TermFile;
import io.mediachassis.backplane.identity.OtherChassis;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkDialer;
import io.mediachassis.backplane.link.LinkServer;
import io.mediachassis.backplane.link.LinkSettings;
import io.mediachassis.backplane.link.LinkTrust;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.backplane.proto.TokenRequest;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.backplane.token.TrustedTokens;
import io.mediachassis.blade.supervisor.Supervisor;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One blade's agent: starts everything in order and ends it in the reverse. The CBC says which slot this is, the
 * controller's enrolment gives the certificate, the disk gives the programs; then the links are dialled.
 */
public final class Agent implements Daemon {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final long REPORT_MS = 1000;
    private static final long TOKEN_MS = 30_000;
    private static final long STOP_SECONDS = 3;
    private static final long HEAD_END_AGAIN_S = 10;
    private static final int MAX_SLOTS = 16;

    private final AgentConfig config;
    private final Supervisor supervisor;
    private final Clock clock;
    private final RandomGenerator random;
    private final EventLoopGroup controlGroup = Transport.best().loops(1, "control");
    private final EventLoop control = controlGroup.next();
    private final ExecutorService termDisk = Executors.newSingleThreadExecutor(
            task -> daemon("terms").newThread(UrgentThread.of(task)));
    private final CounterRegistry counters = new CounterRegistry();
    private final OpenParts closing = new OpenParts();
    private final Map<Integer, LinkDialer> peerDialers = new HashMap<>();
    private final long bootId;
    private final LoopWatch watch;
    private final StartUp startUp;
    private @Nullable BoardController cbc;
    private @Nullable RoleKeeper role;

    public Agent(AgentConfig config, Supervisor supervisor, Clock clock, RandomGenerator random) {
        this.config = config;
        this.supervisor = supervisor;
        closing.add(supervisor);
        this.clock = clock;
        this.random = random;
        this.bootId = random.nextLong();
        this.startUp = new StartUp(clock);
        this.watch = new LoopWatch(clock);
        counters.register(watch.counts());
        startUp.reached("main");
    }

    /** Starts; completes when the agent has dialled its controllers, and fails when something can't be opened. */
    @Override
    public CompletableFuture<Void> start() throws IOException {
        Path data = config.dataFolder();
        Files.createDirectories(data);
        BoardController board =
                new BoardController(config.serialPort(), config.watchdog(), clock, random, control);
        cbc = board;
        counters.register(board.counters());
        // First of all: the agent before this one may have died with seconds left, and a reset would cut off its consoles.
        board.allowStart();
        CompletableFuture<DeviceIdentity> identified = board.identify();
        CompletableFuture<Optional<TlsIdentity>> onDisk = CompletableFuture.supplyAsync(
                () -> BoardEnrolment.load(data), task -> daemon("identity").newThread(task).start());
        // The disk is checked while the CBC and the controller answer, and the keys are read.
        MediaParts media = new MediaParts(config, clock, random, data, counters);
        closing.add(media);
        startUp.reached("store opened");
        return identified
                .thenCompose(identity -> {
                    LOG.info("Slot {} of chassis {}, board {}", identity.getNumber(), identity.getChassisSerial(),
                            identity.getSerialNumber());
                    startUp.reached("slot known");
                    return enrolment(board, identity, onDisk).identity(identity)
                            .thenAcceptAsync(tls -> join(identity, tls, media), control);
                });
    }

    private BoardEnrolment enrolment(
            BoardController board, DeviceIdentity identity, CompletableFuture<Optional<TlsIdentity>> onDisk) {
        List<InetSocketAddress> controllers = config.controllers().stream()
                .map(address -> new InetSocketAddress(address, config.ports().enrol()))
                .toList();
        return new BoardEnrolment(
                controlGroup, control, board, config.dataFolder(), onDisk, controllers, local(identity.getNumber()));
    }

    /** Everything that needs to know which slot this is. Control loop. */
    private void join(DeviceIdentity board, TlsIdentity tls, MediaParts media) {
        int slot = board.getNumber();
        startUp.reached("identity there");
        try {
            TokenVerifier verifier = new TokenVerifier(board.getChassisSerial(), clock);
            TermFile terms = TermFile.open(config.dataFolder().resolve("term"));
            closing.add(terms);
            BladeServices services =
                    new BladeServices(
                            slot, config, clock, control, media, verifier,
                            new TrustedTokens(verifier), terms, termDisk, watch, supervisor, this::inService, this::dialPeers);
            closing.add(services);
            role = services.role();
            startUp.reached("services made");
            dial(slot, slotCount(board), hello(board), tls, services);
            control.scheduleAtFixedRate(watch.named("the report", services::report), 0, REPORT_MS, TimeUnit.MILLISECONDS);
            control.scheduleAtFixedRate(() -> requestToken(services), TOKEN_MS, TOKEN_MS, TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Where another station's controllers run it: they and this chassis' boards trust each other by certificates of CAs. */
    private void dialHeadEnd(Hello hello, TlsIdentity tls, BladeServices services) {
        AgentConfig.HeadEnd headEnd = config.headEnd();
        if (headEnd.registry() && !headEnd.controllers().isEmpty()) {
            Path ca = config.dataFolder().resolve(headEnd.ca());
            new HeadEndTrust<>(
                    () -> LinkTrust.others(new OtherChassis(tls, List.of(OtherChassis.read(ca)))),
                    task -> daemon("head-end").newThread(task).start(), control,
                    CompletableFuture.delayedExecutor(HEAD_END_AGAIN_S, TimeUnit.SECONDS, control), services.headEndLinks())
                    .start(trust -> dialHeadEnd(headEnd, hello, trust, services));
        }
    }

    private void dialHeadEnd(AgentConfig.HeadEnd headEnd, Hello hello, LinkTrust trust, BladeServices services) {
        for (int n = 1; n <= headEnd.controllers().size(); n++) {
            LinkDialer dialer = new LinkDialer(
                    controlGroup, trust, LinkSettings.betweenAgents(), () -> hello, Heartbeat::newBuilder,
                    services.headEndLinks(), clock,
                    new InetSocketAddress(headEnd.controllers().get(n - 1), headEnd.port()), null, Party.CONTROLLER, n, random);
            counters.register(dialer.counters());
            closing.add(dialer);
            dialer.start();
        }
    }

    private void dial(int slot, int slotCount, Hello hello, TlsIdentity tls, BladeServices services) {
        for (int n = 1; n <= config.controllers().size(); n++) {
            LinkDialer dialer = new LinkDialer(
                    controlGroup, LinkTrust.ownChassis(tls), LinkSettings.withController(), () -> hello, services::heartbeat,
                    services.controllerLinks(), clock,
                    new InetSocketAddress(config.controllers().get(n - 1), config.ports().link()),
                    local(slot), Party.CONTROLLER, n, random);
            counters.register(dialer.counters());
            closing.add(dialer);
            dialer.start();
        }
        dialHeadEnd(hello, tls, services);
        services.betweenStations(tls, hello);
        LinkServer server = new LinkServer(
                controlGroup, controlGroup, tls, LinkSettings.betweenAgents(), () -> hello, services::heartbeat,
                services.peerLinks(), clock);
        counters.register(server.counters());
        closing.add(server);
        InetSocketAddress at = config.linkOf(slot);
        services.ports().open("link", at, "blades of lower slots can't reach this one", () -> server.bind(at));
        for (int peer = slot + 1; peer <= slotCount; peer++) {
            LinkDialer dialer = new LinkDialer(
                    controlGroup, LinkTrust.ownChassis(tls), LinkSettings.betweenAgents(), () -> hello, services::heartbeat,
                    services.peerLinks(), clock, config.linkOf(peer), local(slot), Party.BLADE_AGENT, peer, random);
            counters.register(dialer.counters());
            closing.add(dialer);
            peerDialers.put(peer, dialer);
            dialer.start();
        }
    }

    /** Controllers hear of these slots (bit n-1: slot n), so dialling them is no shot in the dark. Control loop. */
    private void dialPeers(int slots) {
        peerDialers.forEach((peer, dialer) -> {
            if ((slots & 1 << (peer - 1)) != 0) {
                dialer.dialNow();
            }
        });
    }

    /** From now on the control loop keeps something alive, and one that hangs gets this board reset. */
    private void inService() {
        UrgentThread.raise();
        startUp.reached("in service");
        BoardController board = cbc;
        if (board != null) {
            board.startWatchdog();
        }
    }

    /** Of the chassis, as the CBC says; an old one that does not say leaves all that the protocol has. */
    private static int slotCount(DeviceIdentity board) {
        return board.getSlotCount() > 0 ? board.getSlotCount() : MAX_SLOTS;
    }

    private void requestToken(BladeServices services) {
        for (Link link : services.controllerLinks().all()) {
            link.send(Envelope.newBuilder().setTokenRequest(TokenRequest.getDefaultInstance()));
        }
        services.headEndLinks().requestTokens();
    }

    private Hello hello(DeviceIdentity board) {
        return Hello.newBuilder()
                .setProtocolMin(1)
                .setProtocolMax(1)
                .setChassisSerial(board.getChassisSerial())
                .setParty(Party.BLADE_AGENT)
                .setNumber(board.getNumber())
                .setSerialNumber(board.getSerialNumber())
                .setSoftwareVersion(AgentMain.VERSION)
                .addCapabilities("engine")
                .addCapabilities("director")
                .setBootId(bootId)
                .build();
    }

    private InetAddress local(int slot) {
        return new InetSocketAddress(config.addressOf(slot), 0).getAddress();
    }

    /** Ends in order: the role first, then the links, which proves to the controller that it is given up. */
    @Override
    public void stop() {
        RoleKeeper keeper = role;
        if (keeper != null) {
            CompletableFuture.runAsync(keeper::shutdown, control).orTimeout(STOP_SECONDS, TimeUnit.SECONDS).exceptionally(e -> null).join();
        }
        if (cbc != null) {
            cbc.stopWatchdog().orTimeout(1, TimeUnit.SECONDS).exceptionally(e -> null).join();
        }
        closing.close();
        if (cbc != null) {
            cbc.close();
        }
        termDisk.shutdown();
        Transport.shutDown(controlGroup);
    }

    static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
