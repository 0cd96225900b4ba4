package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.daemon.LoopWatch;
import io.mediachassis.backplane.daemon.OpenParts;
import io.mediachassis.backplane.durable.TermFile;
import io.mediachassis.backplane.identity.TlsIdentity;
import io.mediachassis.backplane.link.ListeningPorts;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.Hello;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.backplane.token.TrustedTokens;
import io.mediachassis.blade.access.PlaybackGate;
import io.mediachassis.blade.access.PlaybackTokens;
import io.mediachassis.blade.access.PublishedPrograms;
import io.mediachassis.blade.access.WithheldPrograms;
import io.mediachassis.blade.access.Withholding;
import io.mediachassis.blade.director.DrainNeeds;
import io.mediachassis.blade.director.SegmentHeat;
import io.mediachassis.blade.director.SegmentPlacement;
import io.mediachassis.blade.engine.EngineToken;
import io.mediachassis.blade.locate.BladePort;
import io.mediachassis.blade.supervisor.Supervisor;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blade's services once its slot is known: makes the parts, each of those before it, and lets them begin. All
 * methods on the control loop.
 */
final class BladeServices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BladeServices.class);

    private final Blade blade;
    private final ListeningPorts ports;
    private final EngineParts engine;
    private final StationParts station;
    private final RegistryParts registry;
    private final FarParts far;
    private final CopyParts copying;
    private final DirectorParts director;
    private final StreamParts streams;
    private final NvodParts nvod;
    private final ConsoleParts console;
    private final DistributionParts distribution;
    private final StatusReports reports;
    private final Draining draining;
    private final Throttling throttling;
    private final Runnable onInService;
    private final OpenParts closing = new OpenParts();

    BladeServices(
            int slot,
            AgentConfig config,
            Clock clock,
            EventLoop control,
            MediaParts media,
            TokenVerifier verifier,
            TrustedTokens trusted,
            TermFile terms,
            ExecutorService termDisk,
            LoopWatch watch,
            Supervisor supervisor,
            Runnable onInService,
            IntConsumer onSlotsUp)
            throws IOException {
        this.onInService = onInService;
        blade = new Blade(slot, config, clock, control, watch);
        EngineToken token = new EngineToken(verifier);
        ports = new ListeningPorts(control, this::report);
        closing.add(ports);
        engine = new EngineParts(blade, media);
        closing.add(engine);
        station = new StationParts(blade, media, ports, terms, termDisk);
        closing.add(station);
        SegmentPlacement placement = new SegmentPlacement(config.copies(), config.segmentRun());
        SegmentHeat heat = new SegmentHeat(config.hotHold().toNanos());
        registry = new RegistryParts(blade, media, station);
        closing.add(registry);
        copying = new CopyParts(blade, media, station, engine, token, placement, heat, registry);
        closing.add(copying);
        WithheldPrograms withheld = new WithheldPrograms(
                config.dataFolder().resolve("program-rules"), true, id -> station.table.get().manifests(id));
        far = new FarParts(blade, media, station, engine, copying, registry, token, verifier);
        closing.add(far);
        Withholding both = withheld.and(far.withholding());
        director = new DirectorParts(blade, station, copying, placement, heat, both);
        streams = new StreamParts(blade, media, station, engine, copying, director.line);
        closing.add(streams);
        far.directs(director, placement, streams.desk, both);
        nvod = new NvodParts(blade, media, station, engine, copying, both);
        closing.add(nvod);
        PlaybackTokens tokens = new PlaybackTokens(verifier, nvod::programOf);
        media.counters.register(tokens.counts());
        RuleKeeper rules = new RuleKeeper(
                withheld, media.store, Agent.daemon("program-rules"), () -> control.execute(this::report),
                far::outlived);
        closing.add(rules);
        PlaybackGate gate = new PublishedPrograms(
                both, config.playbackTokens() ? tokens : PlaybackGate.OPEN, nvod::programOf);
        LocateParts locate = new LocateParts(blade, station, gate, media.counters);
        closing.add(locate);
        locate.service.onBusy(director.hot::wanted);
        locate.service.others(director.hot);
        console = new ConsoleParts(
                blade, media, station, engine, copying, director, streams, nvod, locate.service, token, gate,
                supervisor);
        closing.add(console);
        distribution = new DistributionParts(blade, media, station, engine, copying, both, nvod::setOf);
        closing.add(distribution);
        console.distribute(distribution);
        reports = new StatusReports(
                blade, station, engine,
                new EngineLoad(blade, media, copying.evictions, engine, console::httpBytes), ports,
                media.counters, nvod::statuses, media.watch::problems, media.host::latest, trusted);
        draining = new Draining(
                blade, streams.drained,
                () -> DrainNeeds.of(slot, station.table.get(), config.copies()),
                new Draining.Other(
                        streams.anchors::connections, engine.jobs::deliveries, distribution::running,
                        engine.multicast::count),
                reports::report);
        reports.drain(draining::report);
        reports.rules(rules::tell);
        throttling = new Throttling(blade, engine.streams, streams.drained, reports::report);
        reports.throttle(throttling::percent);
        station.listen(new LinkMessages(
                station, engine.streams, streams, director, copying.dropWork, nvod, distribution, reports, token,
                trusted, locate.seal,
                this::serve, draining::onOrder, throttling::onOrder, rules::onWord, onSlotsUp,
                far));

        HoldingsNews news = new HoldingsNews(blade, media, engine, reports, director.work, nvod);
        engine.jobs.listener(news);
        station.doors.open(engine);
        console.open();
        station.doors.open(new BladePort(slot, locate.seal, reports::load, station.table, locate.service.counts()));
        locate.start();
        streams.start();
        media.store.addListener(news);
        engine.arriving.listener(news::arriving);
        media.watch.listener(
                (volume, reason) -> control.execute(() -> station.events.onVolumeFailed(volume, reason)));
        media.watch.onlyHere(new OnlyCopies(slot, media.store, station.table));
        copying.start();
        engine.filled.tell(() -> control.execute(reports::onHoldingsChanged));
        nvod.start();
        reports.distributions(distribution::statuses);
        reports.registry(() -> registry.trouble().or(far::trouble));
        registry.start();
        far.start();
        distribution.start();
        draining.start(control);
        rules.start();
        throttling.start(control);
        station.start();
    }

    RoleKeeper role() {
        return station.role;
    }

    ListeningPorts ports() {
        return ports;
    }

    PeerLinks peerLinks() {
        return station.peers;
    }

    ControllerLinks controllerLinks() {
        return station.controllers;
    }

    Heartbeat.Builder heartbeat() {
        return Heartbeat.newBuilder()
                .setRole(station.role.protoRole())
                .setTerm(station.role.highest().toProto())
                .setInService(reports.inService())
                .setReady(station.knowledge.ready(blade.clock().nanoTime()));
    }

    HeadEndLinks headEndLinks() {
        return registry.headEnd;
    }

    /** From now on directors of other stations can be asked, and can ask this one while it is director. */
    void betweenStations(TlsIdentity tls, Hello hello) {
        far.open(tls, hello);
    }

    /** Each second: tells the others how this engine does, and tidies up. */
    void report() {
        station.events.tell();
        engine.streams.forgotten().close(anchor -> station.peers.link(anchor).isPresent());
        streams.keeper.push();
        streams.handOvers.sweep();
        reports.report();
        director.work.plan();
        copying.dropWork.plan();
    }

    /** In service once an engine token is here: from then on it can do all that the director may ask. */
    private void serve() {
        if (!reports.inService()) {
            reports.enterService();
            station.knowledge.onInService(blade.clock().nanoTime());
            onInService.run();
            LOG.info("In service, {} ms after start", reports.uptimeMs());
            report();
            console.adopt();
            Agent.daemon("rehearsal")
                    .newThread(() -> {
                        console.rehearse();
                        blade.control().execute(station.knowledge::onRehearsed);
                    })
                    .start();
        }
    }

    @Override
    public void close() {
        closing.close();
    }
}
