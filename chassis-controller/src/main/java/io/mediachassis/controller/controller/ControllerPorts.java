package io.mediachassis.controller.controller;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.CounterRegistry;
import io.mediachassis.backplane.daemon.OpenParts;
import io.mediachassis.backplane.link.LinkDialer;
import io.mediachassis.backplane.link.LinkHandler;
import io.mediachassis.backplane.link.LinkServer;
import io.mediachassis.backplane.link.LinkSettings;
import io.mediachassis.backplane.link.LinkTrust;
import io.mediachassis.backplane.link.ListeningPorts;
import io.mediachassis.backplane.proto.ArbiterStatus;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.proto.Party;
import io.mediachassis.controller.api.ApiServer;
import io.mediachassis.controller.api.HeadEndDesks;
import io.mediachassis.controller.api.UnitDesk;
import io.mediachassis.controller.ca.EnrolmentServer;
import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.headend.registry.server.RegistryServer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Everything of a controller that listens, and its own link to the other controller. Control loop. */
final class ControllerPorts implements AutoCloseable {
    private final ControllerConfig config;
    private final EventLoopGroup loops;
    private final Identities.Held held;
    private final CounterRegistry counters;
    private final Clock clock;
    private final ListeningPorts ports;
    private final OpenParts open = new OpenParts();

    ControllerPorts(
            ControllerConfig config,
            EventLoopGroup loops,
            EventLoop control,
            Identities.Held held,
            CounterRegistry counters,
            Clock clock) {
        this.config = config;
        this.loops = loops;
        this.held = held;
        this.counters = counters;
        this.clock = clock;
        this.ports = new ListeningPorts(control, () -> {});
        open.add(ports);
    }

    /** Takes links of blades, SNMP agents and the other controller; controller 2 dials controller 1 besides. */
    void openLinks(
            ArbiterStatus status, Supplier<Heartbeat.Builder> heartbeat, LinkHandler boards, RandomGenerator random) {
        Hello hello = hello(status, random.nextLong());
        LinkServer links = new LinkServer(
                loops, loops, held.own(), LinkSettings.withController(), () -> hello, heartbeat, boards, clock);
        counters.register(links.counters());
        open.add(links);
        open("link", config.ports().link(), "no board of the chassis reaches this controller", links::bind);
        if (hello.getNumber() == 2) {
            InetAddress local = new InetSocketAddress(config.address(), 0).getAddress();
            LinkDialer peer = new LinkDialer(
                    loops, LinkTrust.ownChassis(held.own()), LinkSettings.withController(), () -> hello, heartbeat, boards, clock,
                    new InetSocketAddress(config.peerAddress(), config.ports().link()), local, Party.CONTROLLER, 1,
                    random);
            counters.register(peer.counters());
            open.add(peer);
            peer.start();
        }
    }

    /** Takes links of other stations' blades to this controller's registry. */
    void openHeadEnd(
            ArbiterStatus status, RegistryServer registry, FarBlades blades, Consumer<NewEvent> log, RandomGenerator random) {
        Hello hello = hello(status, random.nextLong());
        FarStations stations =
                new FarStations(config.headEnd().stations(), held.own(), registry, blades, registry::reigns, log);
        HeadEndPort links = new HeadEndPort(stations, () -> hello, registry::reigns, clock);
        counters.register(links.counters());
        open.add(links);
        open("head-end", config.ports().headEnd(), "no other station reaches this head-end", links::bind);
    }

    private Hello hello(ArbiterStatus status, long bootId) {
        return Hello.newBuilder()
                .setProtocolMin(1)
                .setProtocolMax(1)
                .setChassisSerial(status.getChassisSerial())
                .setParty(Party.CONTROLLER)
                .setNumber(status.getLine())
                .setSerialNumber(held.own().name().serialNumber())
                .setSoftwareVersion(ControllerMain.VERSION)
                .setBootId(bootId)
                .build();
    }

    /** Gives boards that show a one-time token their certificates. */
    void openEnrolment(io.mediachassis.controller.ca.Enrolment enrolment, Consumer<NewEvent> log) {
        EnrolmentServer enrol = new EnrolmentServer(loops, held.own(), enrolment, clock, name -> log.accept(NewEvent.info(
                "board.enrolled", name.party() == Party.BLADE_AGENT ? name.number() : 0,
                name.commonName() + " (board " + name.serialNumber() + ") got its certificate")));
        open.add(enrol);
        open("enrolment", config.ports().enrol(), "new boards get no certificate here", enrol::bind);
    }

    void openApi(UnitDesk desk, HeadEndDesks headEnd) {
        ApiServer api = new ApiServer(desk, headEnd);
        open.add(api);
        open("API", config.ports().api(), "chassisctl can't ask this controller", api::bind);
        open("login", config.ports().login(), "consoles get no tokens here", api::bindLogin);
    }

    private void open(
            String name, int port, String without, Function<InetSocketAddress, CompletionStage<?>> bind) {
        InetSocketAddress at = new InetSocketAddress(config.address(), port);
        ports.open(name, at, without, () -> bind.apply(at));
    }

    /** Any thread; what was opened last is closed first. */
    @Override
    public void close() {
        open.close();
    }
}
