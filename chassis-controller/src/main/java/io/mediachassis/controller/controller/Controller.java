package io.mediachassis.controller.controller;

import com.google.protobuf.ByteString;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.CounterRegistry;
import io.mediachassis.backplane.daemon.LoopWatch;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.LinkDialer;
import io.mediachassis.backplane.link.LinkDown;
import io.mediachassis.backplane.link.LinkServer;
import io.mediachassis.backplane.link.LinkSettings;
import io.mediachassis.backplane.link.ListeningPorts;
import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Identity;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.backplane.proto.ReplicaState;
import io.mediachassis.backplane.proto.TokenGrant;
import io.mediachassis.backplane.proto.TrustedKeys;
import io.mediachassis.backplane.proto.UnitEvent;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.backplane.serial.SerialClient;
import io.mediachassis.backplane.serial.SerialListener;
import io.mediachassis.backplane.serial.SerialSettings;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.backplane.token.TokenClaims;
import io.mediachassis.controller.api.ApiServer;
import io.mediachassis.controller.ca.EnrolmentServer;
import io.mediachassis.controller.controller.Boards.Blade;
import io.mediachassis.controller.eventlog.EventLog;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.hardware.ControllerEnrol;
import io.mediachassis.controller.hardware.HardwareAction;
import io.mediachassis.controller.hardware.ManagementBus;
import io.mediachassis.controller.unit.UnitInputs;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A controller that knows who it is: links, enrolment, API and event log run whether it is active or on standby; the
 * hardware and the election only while it is active. Control loop, unless said otherwise.
 */
final class Controller implements RoleKeeper.Duties, Boards.Listener, ActiveWork.Surroundings, AutoCloseable {
    private static final int BLADE_EVENT_CHARACTERS = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);
    private static final long TICK_NS = 20_000_000;
    private static final long SNAPSHOT_MS = 500;
    private static final int EVENTS_AT_ONCE = 256;
    private static final long ENROL_PEER_NS = 3_000_000_000L;

    private final ControllerConfig config;
    private final Clock clock;
    private final EventLoop control;
    private final Identities.Held held;
    private final io.mediachassis.controller.ca.Enrolment enrolment;
    private final ArbiterLine arbiter;
    private final RoleKeeper role;
    private final Boards boards;
    private final ManagementBus bus;
    private final Journal journal;
    private final ListeningPorts ports;
    private final CounterRegistry counters = new CounterRegistry();
    private final UnitState state;
    private final LoopWatch watch;
    private final ControllerEnrol enrolPeer = new ControllerEnrol(ENROL_PEER_NS);
    private final int number;
    private final List<AutoCloseable> closing = new ArrayList<>();
    private @Nullable ActiveWork active;
    private ArbiterStatus pins;
    private long activeSinceMs;
    private boolean changed;
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
        this.config = config;
        this.clock = clock;
        this.control = controlGroup.next();
        this.held = held;
        this.arbiter = arbiter;
        this.pins = status;
        this.number = status.getLine();
        // First of what is opened, since it refuses a data folder of a newer version.
        this.journal = new Journal(config.dataFolder(), clock);
        this.enrolment = new io.mediachassis.controller.ca.Enrolment(held.authority(), held.tokenKey(), clock);
        this.role = new RoleKeeper(arbiter, number, control, clock, this);
        this.boards = new Boards(clock, this);
        SerialClient busLine =
                new SerialClient(config.busPort(), SerialSettings.defaults(), clock, random, SerialListener.NONE);
        this.bus = new ManagementBus(busLine::request, control, clock, this::onBus);
        this.ports = new ListeningPorts(control, () -> {});
        this.state = new UnitState(facts(status), config, number, ControllerMain.VERSION, counters);
        this.watch = new LoopWatch(clock);
        counters.register(watch.counts());
        counters.register(arbiter.counters());
        counters.register(busLine.counters());
        closing.add(journal);
        closing.add(busLine);
        closing.add(journal.follow(event -> control.execute(watch.named("telling an event", () -> tell(event)))));
        closing.add(ports);
        openPorts(controlGroup, hello(status, random.nextLong()), random);
    }

    void start() {
        role.start();
        tickDueNs = clock.nanoTime() + TICK_NS;
        control.scheduleAtFixedRate(watch.named("the tick", this::tick), TICK_NS, TICK_NS, TimeUnit.NANOSECONDS);
        control.scheduleAtFixedRate(watch.named("the snapshot", this::publish), 0, SNAPSHOT_MS, TimeUnit.MILLISECONDS);
    }

    private void openPorts(EventLoopGroup loops, Hello hello, RandomGenerator random) {
        LinkServer links = new LinkServer(
                loops, loops, held.own(), LinkSettings.withController(), () -> hello, this::heartbeat, boards, clock);
        counters.register(links.counters());
        closing.add(links);
        open("link", config.ports().link(), "no board of the chassis reaches this controller", links::bind);
        EnrolmentServer enrol = new EnrolmentServer(loops, held.own(), enrolment, clock, name -> log(NewEvent.info(
                "board.enrolled", name.party() == Party.BLADE_AGENT ? name.number() : 0,
                name.commonName() + " (board " + name.serialNumber() + ") got its certificate")));
        closing.add(enrol);
        open("enrolment", config.ports().enrol(), "new boards get no certificate here", enrol::bind);
        if (number == 2) {
            LinkDialer peer = new LinkDialer(
                    loops, held.own(), LinkSettings.withController(), () -> hello, this::heartbeat, boards, clock,
                    new InetSocketAddress(config.peerAddress(), config.ports().link()), local(), Party.CONTROLLER, 1,
                    random);
            counters.register(peer.counters());
            closing.add(peer);
            peer.start();
        }
        ApiServer api = new ApiServer(new ControllerDesk(this, control, journal.events(), state, boards, held.issuer(), config));
        closing.add(api);
        open("API", config.ports().api(), "chassisctl can't ask this controller", api::bind);
    }

    private void open(
            String name, int port, String without, Function<InetSocketAddress, CompletionStage<?>> bind) {
        InetSocketAddress at = new InetSocketAddress(config.address(), port);
        ports.open(name, at, without, () -> bind.apply(at));
    }

    // ---- active or not -----------------------------------------------------------------------------------------

    @Override
    public void becomeActive(long epoch) {
        if (closed) {
            return;
        }
        activeSinceMs = clock.now().toEpochMilli();
        journal.beginReign(epoch);
        active = new ActiveWork(
                epoch, pins, boards, bus, this::enrolmentFor, journal.operatorOff(), clock, this);
        log(NewEvent.info("controller.active", 0, "Controller " + number + " is active, epoch " + epoch));
        publish();
    }

    @Override
    public void stepDown(String reason) {
        ActiveWork ended = active;
        if (ended != null) {
            active = null;
            ended.end();
            log(NewEvent.warning("controller.standby", 0, "Controller " + number + " went to standby: " + reason));
            publish();
        }
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
                arbiter.putEnrolment(role.epoch(), enrolmentFor(Party.CONTROLLER, 3 - number));
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
        }
        if (changed) {
            changed = false;
            publish();
        }
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

    @Override
    public void onBladeUp(int slot, Link link) {
        TrustedKeys.Builder keys = TrustedKeys.newBuilder();
        held.issuer().trustedKeys().forEach((id, key) -> keys.putEd25519(id, ByteString.copyFrom(key)));
        link.send(Envelope.newBuilder().setTrustedKeys(keys));
        grantToken(slot, link);
        if (active != null && mayAct()) {
            active.onBladeUp(slot, link);
        }
    }

    @Override
    public void onBladeDown(int slot, LinkDown why) {
        if (active != null && mayAct()) {
            active.onBladeDown(slot, why);
        }
    }

    @Override
    public void onBladeMessage(int slot, Blade blade, Envelope message) {
        switch (message.getBodyCase()) {
            case HEARTBEAT -> {
                if (active != null && mayAct()) {
                    active.onHeartbeat(slot, blade);
                }
            }
            case AGENT_STATUS -> {
                if (active != null && mayAct()) {
                    active.onStatus(slot, message.getAgentStatus());
                }
            }
            case COUNTER_DECLARATIONS -> { }
            case UNIT_EVENT -> logOfBlade(slot, message.getUnitEvent());
            case TOKEN_REQUEST -> grantToken(slot, blade.link);
            default -> unknown(blade.link, message);
        }
    }

    /** What a blade tells of itself; the standby hears it too and leaves it to the active controller. */
    private void logOfBlade(int slot, UnitEvent event) {
        boolean fit = event.getKind().matches("[a-z.]{1,40}") && event.getText().length() <= BLADE_EVENT_CHARACTERS
                && event.getSeverity() != UnitEvent.Severity.UNRECOGNIZED;
        if (active != null && fit) {
            log(new NewEvent(event.getSeverity(), event.getKind(), slot, event.getText()));
        }
    }

    @Override
    public void onPeer(boolean up) {
        role.onPeerLink(up);
        if (up) {
            tellOperatorOff();
            List<UnitEvent> events = journal.events().newest(EventLog.Settings.DEFAULT.recent());
            for (int from = 0; from < events.size(); from += EVENTS_AT_ONCE) {
                replicate(events.subList(from, Math.min(events.size(), from + EVENTS_AT_ONCE)));
            }
        }
        publish();
    }

    @Override
    public void onPeerMessage(Link link, Envelope message) {
        switch (message.getBodyCase()) {
            case HEARTBEAT -> { }
            case UNIT_SNAPSHOT -> {
                if (active == null) {
                    state.onPeerSnapshot(message.getUnitSnapshot());
                }
            }
            case REPLICA_STATE -> {
                if (!closed && active == null) {
                    journal.importEvents(message.getReplicaState().getEventsList());
                    if (message.getReplicaState().hasOperatorOff()) {
                        journal.operatorOff(message.getReplicaState().getOperatorOff());
                    }
                }
            }
            default -> unknown(link, message);
        }
    }

    @Override
    public void onSnmpMessage(Link link, Envelope message) {
        if (message.hasSubscribe()) {
            for (UnitEvent event : journal.events().query(message.getSubscribe().getEventsAfter(), EVENTS_AT_ONCE)) {
                link.send(Envelope.newBuilder().setUnitEvent(event));
            }
            link.send(Envelope.newBuilder().setUnitSnapshot(state.latest()));
        } else if (!message.hasHeartbeat()) {
            unknown(link, message);
        }
    }

    private void grantToken(int slot, Link link) {
        long expires = clock.now().plus(config.tokenLifetime()).toEpochMilli();
        link.send(Envelope.newBuilder()
                .setTokenGrant(TokenGrant.newBuilder()
                        .setToken(held.issuer().issue(
                                "blade-" + slot, TokenClaims.Role.ENGINE, Optional.empty(), config.tokenLifetime()))
                        .setExpiresEpochMs(expires)));
    }

    private static void unknown(Link link, Envelope message) {
        if (message.getRequestId() != 0) {
            link.fault(message, Fault.Code.UNSUPPORTED, "This controller does not know " + message.getBodyCase());
        }
    }

    // ---- what others see ---------------------------------------------------------------------------------------

    private void publish() {
        long now = clock.now().toEpochMilli();
        ActiveWork work = active;
        UnitSnapshot snapshot = work != null
                ? state.active(work, boards, role.epoch(), activeSinceMs, now)
                : state.standby(boards, role.epoch(), now);
        boards.snmpAgents().forEach(link -> link.send(Envelope.newBuilder().setUnitSnapshot(snapshot)));
        if (work != null) {
            boards.peer().ifPresent(link -> link.send(Envelope.newBuilder().setUnitSnapshot(snapshot)));
        }
    }

    @Override
    public void changed() {
        changed = true;
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

    private void tell(UnitEvent event) {
        boards.snmpAgents().forEach(link -> link.send(Envelope.newBuilder().setUnitEvent(event)));
        if (active != null) {
            replicate(List.of(event));
        }
    }

    private void replicate(List<UnitEvent> events) {
        if (!events.isEmpty()) {
            replicate(ReplicaState.newBuilder().addAllEvents(events));
        }
    }

    private void replicate(ReplicaState.Builder replica) {
        ActiveWork work = active;
        if (work != null) {
            replica.setTerm(work.term().toProto()).setDirectorSlot(work.director());
            boards.peer().ifPresent(link -> link.send(Envelope.newBuilder().setReplicaState(replica)));
        }
    }

    private void tellOperatorOff() {
        replicate(ReplicaState.newBuilder().setOperatorOff(journal.operatorOff()));
    }

    // ---- small things ------------------------------------------------------------------------------------------

    private Enrolment enrolmentFor(Party party, int which) {
        Enrolment.Builder left = Enrolment.newBuilder();
        enrolment.giveToken(party, which).ifPresent(token -> left.setToken(ByteString.copyFrom(token)));
        try {
            left.setCaFingerprint(ByteString.copyFrom(held.authority().fingerprint()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        return left.build();
    }

    @Override
    public void operatorOff(int mask) {
        journal.operatorOff(mask);
        tellOperatorOff();
    }

    private UnitInputs.Facts facts(ArbiterStatus status) {
        Map<Integer, String> addresses = new HashMap<>();
        for (int slot = 1; slot <= status.getSlotCount(); slot++) {
            addresses.put(slot, config.addressOf(slot));
        }
        return new UnitInputs.Facts(
                status.getChassisSerial(),
                Identity.newBuilder()
                        .setManufacturer("Mediachassis")
                        .setPartNumber("MC-" + status.getSlotCount())
                        .setSerialNumber(status.getChassisSerial())
                        .setHardwareRevision("A")
                        .setFirmwareVersion(ControllerMain.VERSION)
                        .build(),
                status.getSlotCount(),
                addresses,
                new UnitInputs.Station(
                        config.stationName(), config.stationAddress(), config.stationRtspUrl(),
                        config.stationHttpUrl(), config.stationAddress() + ":" + config.ports().locate()));
    }

    private Hello hello(ArbiterStatus status, long bootId) {
        return Hello.newBuilder()
                .setProtocolMin(1)
                .setProtocolMax(1)
                .setChassisSerial(status.getChassisSerial())
                .setParty(Party.CONTROLLER)
                .setNumber(number)
                .setSerialNumber(held.own().name().serialNumber())
                .setSoftwareVersion(ControllerMain.VERSION)
                .setBootId(bootId)
                .build();
    }

    private InetAddress local() {
        return new InetSocketAddress(config.address(), 0).getAddress();
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
        for (int i = closing.size() - 1; i >= 0; i--) {
            try {
                closing.get(i).close();
            } catch (Exception e) {
                LOG.warn("{} did not close: {}", closing.get(i).getClass().getSimpleName(), e.getMessage());
            }
        }
    }
}
