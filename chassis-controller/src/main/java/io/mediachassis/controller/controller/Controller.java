package io.mediachassis.controller.controller;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.CounterRegistry;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.daemon.LoopWatch;
import io.mediachassis.backplane.daemon.OpenParts;
import io.mediachassis.backplane.host.HostWatch;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.AuthReplica;
import io.mediachassis.backplane.proto.ContentReplica;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.MetadataReplica;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.backplane.serial.SerialClient;
import io.mediachassis.backplane.serial.SerialListener;
import io.mediachassis.backplane.serial.SerialSettings;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.api.HeadEndDesks;
import io.mediachassis.controller.api.ProgramList;
import io.mediachassis.controller.api.UnitDesk.Result;
import io.mediachassis.controller.ca.Enrolment;
import io.mediachassis.controller.cooling.CoolingCounter;
import io.mediachassis.controller.cooling.CoolingMemory;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.hardware.ControlSettings;
import io.mediachassis.controller.hardware.ControllerEnrol;
import io.mediachassis.controller.hardware.HardwareAction;
import io.mediachassis.controller.hardware.ManagementBus;
import io.mediachassis.controller.hardware.OperatorWord;
import io.mediachassis.controller.headend.auth.AuthServer;
import io.mediachassis.controller.headend.auth.TrustLedger;
import io.mediachassis.controller.headend.content.ContentThread;
import io.mediachassis.controller.headend.distribution.StationPlans;
import io.mediachassis.controller.headend.metadata.MetadataServer;
import io.mediachassis.controller.headend.metadata.MetadataSettings;
import io.mediachassis.controller.headend.metadata.reach.AddressPolicy;
import io.mediachassis.controller.headend.registry.server.RegistryServer;
import io.mediachassis.controller.headend.registry.server.RegistrySettings;
import io.mediachassis.controller.headend.registry.store.RegistryStores;
import io.mediachassis.controller.syslog.Syslog;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A controller that knows who it is: links, enrolment, API and event log run whether it is active or on standby; the
 * hardware and the election only while it is active. Control loop, unless said otherwise.
 */
final class Controller implements RoleKeeper.Duties, Boards.Listener, ActiveWork.Surroundings, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);
    private static final long TICK_NS = 20_000_000;
    private static final long SNAPSHOT_MS = 500;
    private static final long METADATA_S = 5;
    private static final long STATIONS_S = 1;
    private static final long ENROL_PEER_NS = 3_000_000_000L;

    private final Clock clock;
    private final EventLoop control;
    private final ArbiterLine arbiter;
    private final RoleKeeper role;
    private final Boards boards;
    private final ManagementBus bus;
    private final Journal journal;
    private final BoardCredentials credentials;
    private final ContentLink contentLink;
    private final HeadEndStations stations;
    private final StationPlans plans = new StationPlans();
    private final AuthServer auth;
    private final ContentThread contents;
    private final @Nullable RegistryServer registry;
    private final MetadataServer metadata;
    private final Replication replication;
    private final SnmpLines snmp;
    private final Syslog syslog;
    private final UnitNews news;
    private final LoopWatch watch;
    private final ControllerEnrol enrolPeer = new ControllerEnrol(ENROL_PEER_NS);
    private final ControlSettings settings;
    private final Counts<CoolingCounter> coolingCounts = new Counts<>(CoolingCounter.class);
    private final int number;
    private final OpenParts open = new OpenParts();
    private @Nullable ActiveWork active;
    /** Null until all is wired. */
    private volatile @Nullable UnitState unit;
    private ArbiterStatus pins;
    private long tickDueNs;
    private volatile boolean closed;

    /**
     * Opens everything; {@link #start} begins.
     *
     * @param status the arbiter's, which says which controller this is and of which chassis
     */
    Controller(
            ControllerConfig config,
            ArbiterStatus status,
            Identities.Held held,
            ArbiterLine arbiter,
            EventLoopGroup controlGroup,
            Clock clock,
            RandomGenerator random)
            throws IOException {
        this.clock = clock;
        this.control = controlGroup.next();
        this.arbiter = arbiter;
        this.pins = status;
        this.number = status.getLine();
        this.settings = ControlSettings.DEFAULT.withPower(
                config.powerSpacing(), config.powerRedundancy(), config.powerRestore()).withCooling(config.cooling());
        // First of what is opened, since it refuses a data folder of a newer version.
        this.journal = open.add(new Journal(config.dataFolder(), clock));
        Enrolment enrolment = new Enrolment(held.authority(), held.tokenKey(), clock);
        TrustLedger trust = new TrustLedger(
                config.dataFolder(), held.tokenKey().key(), status.getChassisSerial(), config.playback().longest(), clock);
        this.auth = open.add(new AuthServer(config.dataFolder(), trust, config.playback(), clock, outlet()));
        this.metadata = open.add(new MetadataServer(config.dataFolder(), new MetadataSettings(status.getChassisSerial(),
                new AddressPolicy(config.metadata().allowedNets(), UnitFacts.addresses(config, status))), trust::word,
                auth::note, clock, this::tellMetadata));
        this.credentials = new BoardCredentials(held, trust, enrolment, config.tokenLifetime(), clock);
        this.registry = registry(config);
        this.role = new RoleKeeper(arbiter, number, control, clock, this);
        this.contentLink =
                new ContentLink(control, this::tellBlades, this::tellContents, this::active, this::log);
        this.stations = new HeadEndStations(
                config, held.authority().certificate(), registry, plans, credentials, contentLink, control,
                () -> active() != null, this::tellBlades, clock);
        this.boards = new Boards(
                clock, new BladeDuties(credentials, contentLink, stations.directory(), this::active, this::logOfBlade, registry), this);
        SerialClient busLine = open.add(
                new SerialClient(config.busPort(), SerialSettings.defaults(), clock, random, SerialListener.NONE));
        this.bus = new ManagementBus(busLine::request, control, clock, this::onBus);
        this.watch = new LoopWatch(clock);
        CounterRegistry counters = new CounterRegistry();
        counters.register(watch.counts());
        counters.register(arbiter.counters());
        counters.register(busLine.counters());
        counters.register(coolingCounts);
        if (registry != null) {
            counters.register(registry.counts());
        }
        HostWatch host = open.add(new HostWatch(config.dataFolder(), List.of(config.dataFolder()), clock)).start();
        UnitState state = new UnitState(
                UnitFacts.of(config, status), config, number, ControllerMain.VERSION, counters, host::latest);
        this.unit = state;
        ControllerDesk desk = new ControllerDesk(this, control, journal.events(), state, boards, trust, config);
        this.contents = open.add(new ContentThread(
                config.dataFolder(), config.contents(), new ContentStation(state::latest, desk::publish), stations.network(),
                contentLink, clock));
        this.replication = new Replication(boards, journal, state, auth, contents, metadata, () -> active);
        this.snmp = new SnmpLines(boards, journal.events(), state, desk, this::log);
        this.syslog = open.add(new Syslog(config.syslog(), config.stationName(), number, journal.events()));
        this.news = new UnitNews(state, boards, snmp, replication, () -> active, role::epoch, clock);
        open.add(journal.follow(event -> control.execute(watch.named("telling an event", () -> news.tell(event)))));
        ControllerPorts ports = open.add(new ControllerPorts(config, controlGroup, control, held, counters, clock));
        ports.openLinks(status, this::heartbeat, boards, random);
        if (registry != null && !config.headEnd().stations().isEmpty()) {
            ports.openHeadEnd(status, registry, stations.blades(), event -> control.execute(() -> log(event)), random);
        }
        ports.openEnrolment(enrolment, this::log);
        ports.openApi(desk, new HeadEndDesks(auth, config.ports().login(), contents, registry, metadata));
    }

    /** The head-end's registry, if this controller is configured to run it. */
    private @Nullable RegistryServer registry(ControllerConfig config) {
        RegistrySettings with = config.registry();
        if (with.store().isEmpty()) {
            return null;
        }
        RegistryStores stores = new RegistryStores(config.dataFolder(), clock, with.storeLimit());
        return open.add(new RegistryServer(with, () -> stores.open(with.store()), plans, clock, new RegistryServer.Outlet() {
            @Override
            public void log(NewEvent event) {
                whileActive(() -> Controller.this.log(event));
            }

            @Override
            public OptionalLong bytes(String program, String manifest) {
                UnitState known = unit;
                return known == null ? OptionalLong.empty() : ProgramList.of(known.latest()).stream()
                        .filter(one -> one.id().equals(program) && one.manifestHash().equals(manifest))
                        .mapToLong(ProgramList.Program::bytes)
                        .findFirst();
            }

            @Override
            public void whileActive(Runnable answer) {
                control.execute(() -> {
                    if (active() != null) {
                        answer.run();
                    }
                });
            }
        }));
    }

    /** What the authentication server has to tell, brought to the control loop. */
    private AuthServer.Outlet outlet() {
        return new AuthServer.Outlet() {
            @Override
            public void tellBoards() {
                control.execute(() -> {
                    boards.blades().forEach((slot, blade) -> credentials.welcome(slot, blade.link));
                    stations.blades().welcomeAll();
                });
            }

            @Override
            public void tellPeer(AuthReplica replica) {
                control.execute(() -> replication.tell(replica));
            }
        };
    }

    private void tellBlades(Envelope.Builder word) {
        boards.blades().forEach((slot, blade) -> blade.link.send(word));
        stations.blades().tell(word);
    }

    private CompletionStage<Boolean> tellContents(ContentReplica replica) {
        return replication.tell(replica);
    }

    /** To the control loop and back. */
    private CompletionStage<Boolean> tellMetadata(MetadataReplica replica) {
        return CompletableFuture.supplyAsync(() -> replication.tell(replica), control).thenCompose(stored -> stored);
    }

    void start() {
        role.start();
        control.scheduleAtFixedRate(watch.named("the look at stations", stations::look), STATIONS_S, STATIONS_S, TimeUnit.SECONDS);
        control.scheduleAtFixedRate(metadata::tick, METADATA_S, METADATA_S, TimeUnit.SECONDS);
        tickDueNs = clock.nanoTime() + TICK_NS;
        control.scheduleAtFixedRate(watch.named("the tick", this::tick), TICK_NS, TICK_NS, TimeUnit.NANOSECONDS);
        control.scheduleAtFixedRate(watch.named("the snapshot", news::publish), 0, SNAPSHOT_MS, TimeUnit.MILLISECONDS);
    }

    // ---- active or not -----------------------------------------------------------------------------------------

    @Override
    public void becomeActive(long epoch) {
        if (closed) {
            return;
        }
        news.reignBegins();
        journal.beginReign(epoch);
        syslog.beginReign(epoch);
        auth.beginReign(epoch);
        // Before anybody makes plans.
        stations.beginReign(epoch);
        contents.beginReign(epoch);
        if (registry != null) {
            registry.beginReign(epoch);
        }
        metadata.beginReign(epoch);
        active = new ActiveWork(
                epoch, pins, boards, bus, settings, credentials::enrolmentFor, journal.operatorWord(), journal.coolingMemory(),
                coolingCounts, clock, this);
        stations.begun();
        log(NewEvent.info("controller.active", 0, "Controller " + number + " is active, epoch " + epoch));
        news.publish();
    }

    @Override
    public void stepDown(String reason) {
        ActiveWork ended = active;
        if (ended != null) {
            active = null;
            auth.endReign();
            contents.endReign();
            if (registry != null) {
                registry.endReign();
            }
            metadata.endReign();
            stations.endReign();
            ended.end();
            log(NewEvent.warning("controller.standby", 0, "Controller " + number + " went to standby: " + reason));
            news.publish();
        }
    }

    /** The operator's word: the other controller is to be active, once it has all that was logged here. Control loop. */
    CompletionStage<Result> switchOver() {
        if (boards.peer().isEmpty() || !pins.getPeerHealthy()) {
            return CompletableFuture.completedFuture(Result.refused(
                    "Controller " + (3 - number) + (boards.peer().isEmpty()
                            ? " has no link to this one" : " is not healthy, says the arbiter"),
                    "chassisctl status shows both controllers"));
        }
        log(NewEvent.info("controller.switch_over", 0,
                "Controller " + number + " hands over to controller " + (3 - number) + ", as ordered"));
        return journal.durable().handleAsync((stored, error) -> {
            role.switchOver();
            return Result.done("Controller " + (3 - number) + " takes over");
        }, control);
    }

    @Override
    public void restart(String reason) {
        LOG.warn("{}", reason);
        // The supervisor starts it again; nothing here is worth an orderly end.
        Runtime.getRuntime().halt(3);
    }

    @Override
    public void onArbiter(ArbiterStatus status) {
        pins = status;
        if (active != null && mayAct()) {
            active.onPins(status);
            if (enrolPeer.onArbiter(status, boards.peer().isPresent(), clock.nanoTime())) {
                arbiter.putEnrolment(role.epoch(), credentials.enrolmentFor(Party.CONTROLLER, 3 - number));
            }
        }
    }

    @Override
    public boolean mayAct() {
        return !closed && role.mayAct();
    }

    private void tick() {
        watch.ticked(tickDueNs);
        tickDueNs = Math.max(tickDueNs + TICK_NS, clock.nanoTime());
        if (active != null && mayAct()) {
            active.tick();
            boards.tellLost();
        }
        news.publishChanges();
    }

    private void onBus(List<HardwareAction> actions) {
        if (active != null) {
            active.onBus(actions);
        }
    }

    @Nullable ActiveWork active() {
        return mayAct() ? active : null;
    }

    // ---- links -------------------------------------------------------------------------------------------------

    private Heartbeat.Builder heartbeat() {
        ActiveWork work = active;
        Term term = work == null ? new Term(role.epoch(), 0) : work.term();
        return Heartbeat.newBuilder().setTerm(term.toProto()).setActive(mayAct()).setLinkedSlots(boards.linkedSlots());
    }

    /** What a blade tells of itself; the standby hears it too and leaves it to the active controller. */
    private void logOfBlade(NewEvent event) {
        if (active != null) {
            log(event);
        }
    }

    @Override
    public void onPeer(boolean up) {
        role.onPeerLink(up);
        if (up) {
            replication.onPeerUp();
        }
        news.publish();
    }

    @Override
    public void onPeerMessage(Link link, Envelope message) {
        if (!closed) {
            replication.onPeerMessage(link, message);
        }
    }

    @Override
    public void onSnmpMessage(Link link, Envelope message) {
        snmp.onMessage(link, message);
    }

    // ---- what others see ---------------------------------------------------------------------------------------

    @Override
    public void changed() {
        news.changed();
    }

    @Override
    public void log(NewEvent event) {
        if (!closed) {
            journal.log(event);
        }
    }

    @Override
    public void logDirectorChange(NewEvent event, Term term, int oldSlot) {
        journal.logDirectorChange(event, term, oldSlot);
    }

    @Override
    public void onceLogged(Runnable then) {
        if (!closed) {
            journal.durable().whenComplete((stored, error) -> control.execute(then));
        }
    }

    @Override
    public CompletableFuture<Void> durable() {
        return journal.durable();
    }

    // ---- small things ------------------------------------------------------------------------------------------

    @Override
    public void operatorWord(OperatorWord word) {
        journal.operatorWord(word);
        replication.tellOperatorWord();
    }

    @Override
    public void coolingMemory(CoolingMemory memory) {
        journal.coolingMemory(memory);
        replication.tellCooling();
    }

    /** From here on nothing that links or the bus tell leads to anything. */
    private void endOffice() {
        closed = true;
        if (active != null) {
            active.end();
            active = null;
        }
    }

    /** Any thread: gives the arbiter back, then closes everything. */
    @Override
    public void close() {
        boolean held = mayAct();
        CompletableFuture.runAsync(this::endOffice, control).orTimeout(1, TimeUnit.SECONDS).exceptionally(e -> null).join();
        if (held) {
            arbiter.release(role.epoch()).orTimeout(1, TimeUnit.SECONDS).exceptionally(e -> null).join();
        }
        open.close();
    }
}
