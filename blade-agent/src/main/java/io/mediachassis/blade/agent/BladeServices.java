package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.daemon.LoopWatch;
import io.mediachassis.backplane.durable.TermFile;
import io.mediachassis.backplane.link.ListeningPorts;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.blade.anchor.Anchors;
import io.mediachassis.blade.anchor.Senders;
import io.mediachassis.blade.anchor.StreamAdoption;
import io.mediachassis.blade.director.DirectorCounter;
import io.mediachassis.blade.director.DirectorDesk;
import io.mediachassis.blade.director.EngineChoice;
import io.mediachassis.blade.director.EvictionDesk;
import io.mediachassis.blade.director.EvictionPlanner;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.HotSegments;
import io.mediachassis.blade.director.OverrunAnswers;
import io.mediachassis.blade.director.ProgramAdmission;
import io.mediachassis.blade.director.RtcpForwarder;
import io.mediachassis.blade.director.RtcpRoutes;
import io.mediachassis.blade.director.SegmentHeat;
import io.mediachassis.blade.director.SegmentHolders;
import io.mediachassis.blade.director.SegmentPlacement;
import io.mediachassis.blade.director.StationPorts;
import io.mediachassis.blade.director.SurplusDrops;
import io.mediachassis.blade.engine.ArrivingSegments;
import io.mediachassis.blade.engine.EngineLine;
import io.mediachassis.blade.engine.EngineStreams;
import io.mediachassis.blade.engine.EngineToken;
import io.mediachassis.blade.engine.HandOvers;
import io.mediachassis.blade.engine.Holdings;
import io.mediachassis.blade.engine.IngestJobs;
import io.mediachassis.blade.engine.IngestService;
import io.mediachassis.blade.engine.LastUse;
import io.mediachassis.blade.engine.LayoutFetcher;
import io.mediachassis.blade.engine.ProgramSegments;
import io.mediachassis.blade.engine.StreamCounter;
import io.mediachassis.blade.engine.StreamOrders;
import io.mediachassis.blade.engine.SwapDesk;
import io.mediachassis.blade.engine.Swaps;
import io.mediachassis.blade.hls.HlsShelf;
import io.mediachassis.blade.http.HttpCounter;
import io.mediachassis.blade.http.HttpMediaServer;
import io.mediachassis.blade.locate.BladePort;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.blade.playout.PlayoutSettings;
import io.mediachassis.blade.playout.PlayoutThread;
import io.mediachassis.blade.playout.TrickThread;
import io.mediachassis.blade.playout.UdpMediaSender;
import io.mediachassis.blade.rtsp.RtspServer;
import io.mediachassis.blade.rtsp.RtspSettings;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramListener;
import io.mediachassis.blade.supervisor.Supervisor;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The blade's services once its slot is known. Wiring; all methods on the control loop. */
final class BladeServices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BladeServices.class);
    private static final int SOCKET_BUFFER = 4 << 20;
    private static final int SEND_BATCH = 256;
    private static final long BYE_DELAY_NS = 1_000_000_000L;

    private final int slot;
    private final AgentConfig config;
    private final EngineStreams streams;
    private final HandOvers handOvers;
    private final StreamKeeper keeper;
    private final DirectorWork work;
    private final RoleKeeper role;
    private final PeerLinks peers;
    private final ControllerLinks controllers;
    private final ListeningPorts ports;
    private final StatusReports reports;
    private final UnitEvents events;
    private final DropWork drops;
    private final HotCopyWork hot;
    private final List<AutoCloseable> closing = new ArrayList<>();
    private final Clock clock;
    private final EventLoop control;
    private final StationKnowledge knowledge;
    private final Runnable onInService;
    private final Runnable rehearsal;
    private final Runnable adoption;
    private LongSupplier httpBytes = () -> 0;

    BladeServices(
            int slot,
            AgentConfig config,
            Clock clock,
            EventLoop control,
            MediaParts media,
            TokenVerifier verifier,
            TermFile terms,
            ExecutorService termDisk,
            LoopWatch watch,
            Supervisor supervisor,
            Runnable onInService,
            IntConsumer onSlotsUp)
            throws IOException {
        this.onInService = onInService;
        this.slot = slot;
        this.clock = clock;
        this.control = control;
        this.knowledge = new StationKnowledge(slot);
        this.config = config;
        EngineToken token = new EngineToken(verifier);
        IngestJobs jobs = new IngestJobs();
        ArrivingSegments arriving = new ArrivingSegments();
        LastUse lastUse = new LastUse(clock);
        Holdings holdings = new Holdings(media.store, arriving, lastUse);
        Headroom headroom = new Headroom();
        StationTable table = new StationTable(headroom, clock);
        this.peers = new PeerLinks(slot);
        this.controllers = new ControllerLinks();
        this.events = new UnitEvents(slot, controllers::all);
        this.ports = new ListeningPorts(control, this::report);
        closing.add(ports);

        PlayoutThread playout = playout(clock, media);
        TrickThread trick = new TrickThread(clock, media.trickPool, media.trickPool.capacity());
        trick.start();
        closing.add(trick);
        EventLoopGroup console = Transport.best().loops(2, "console");
        closing.add(() -> console.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS));
        ProgramSegments segments = new ProgramSegments(media.store, arriving);
        ConsoleDoors doors = new ConsoleDoors(slot, config, control, ports);
        StationPorts station = new StationPorts(control);
        this.role = new RoleKeeper(
                slot, control, clock, termDisk, terms, doors.station(station, closing), peers::all, watch);

        EngineLine line = new PeerLine(peers);
        DirectorLine director = new DirectorLine(
                slot, line, () -> directorSlot(), table, headroom, clock, query -> hot().next(query));
        this.streams = new EngineStreams(
                slot, segments, playout.proxy(), trick, media.disk, media.reader, clock,
                config.streamsCapacity(), config.sendingCapacity(), config.station().address());
        CopyParts copying = new CopyParts(
                slot, config, clock, media, token, jobs, arriving, lastUse, streams, line, table,
                query -> drops().ask(query));
        closing.add(copying);
        Counts<StreamCounter> passedOn = new Counts<>(StreamCounter.class);
        media.counters.register(passedOn);
        this.handOvers = new HandOvers(slot, control, clock, director, line, stream -> keeper().pushSoon(), passedOn);
        Swaps swaps = new Swaps(slot, control, clock, streams, handOvers, director, line, passedOn);
        SwapDesk swapDesk = new SwapDesk(streams, handOvers, swaps,
                (blade, program, segment) -> table.get().holders(program, segment).stream()
                        .anyMatch(engine -> engine.slot() == blade),
                passedOn);
        StreamOrders orders =
                new StreamOrders(streams, handOvers, swapDesk, control, config.ports().media(), clock);
        Anchors anchors = new Anchors(
                slot, config.station().address(), new Senders(slot, orders, line), director, copying.fetches,
                media.random,
                control, clock);
        handOvers.join(copying.fetches, anchors::onStreamEnded);
        StreamAdoption streamAdoption = new StreamAdoption(
                slot, anchors, director, session -> keeper().sender(session),
                taken -> tellAll(Envelope.newBuilder().setStreamTaken(taken)), knowledge::allHeard, control, clock);
        EngineDesk engineDesk = new EngineDesk(
                slot, streams, orders, copying.copies, copying.fetches, copying.drops, line, control,
                () -> directorSlot(), anchors::onStreamTaken, role::highest,
                this::tellAll, session -> keeper().rescues(session));
        this.keeper = new StreamKeeper(
                slot, control, clock, headroom, table, role::acting, streams, orders, line, this::tellAll,
                rescued -> engineDesk.rescued(rescued.order(), rescued.answer()), anchors::onStreamsPush);
        role.tell(keeper::onDirector);
        Counts<DirectorCounter> directorCounts = new Counts<>(DirectorCounter.class);
        media.counters.register(directorCounts);
        SegmentPlacement placement = new SegmentPlacement(config.copies(), config.segmentRun());
        SegmentHeat heat = new SegmentHeat(config.hotHold().toNanos());
        this.hot = new HotCopyWork(
                slot, control, role::acting, role::mayOrder, peers, copying.fetches, table, headroom,
                new HotSegments(config.hotCopies(), heat), events::add, directorCounts, clock);
        this.drops = new DropWork(
                slot, control, role::acting, role::mayOrder, peers, line, () -> directorSlot(), copying.drops, table,
                headroom,
                new SurplusDrops(placement, heat), new EvictionDesk(new EvictionPlanner(config.home())),
                directorCounts, clock);
        ProgramAdmission admission = new ProgramAdmission();
        DirectorDesk desk = new DirectorDesk(
                slot, config.station().address(), table, role::acting, anchors, headroom, hot,
                program -> jobs.takesIn(program) ? slot : admission.takenInBy(program), clock);
        this.work = new DirectorWork(
                slot, role::acting, role::mayOrder, peers, copying.copies, table, placement, admission, clock);
        this.reports = new StatusReports(
                slot, config, clock,
                new EngineLoad(
                        slot, config, clock, media.store, copying.evictions, media.disk, streams,
                        () -> httpBytes.getAsLong()),
                holdings, streams, jobs, role, table, peers, controllers, ports, media.counters);
        LocateParts locate = new LocateParts(
                slot, config, clock, table, headroom, () -> role.acting().isPresent(), media.counters);
        closing.add(locate);
        locate.service.onBusy(hot::wanted);
        LinkMessages messages = new LinkMessages(
                table, knowledge, engineDesk, handOvers, anchors, keeper, streams, work, role, reports, token, verifier,
                hot::next, drops,
                notice -> OverrunAnswers.answer(notice, table.get(), headroom, clock.nanoTime()), locate.seal,
                this::serve, onSlotsUp);
        peers.tell(messages);
        controllers.tell(messages);

        RtspServer rtsp = new RtspServer(console, console, config.rtspSettings(), desk, supervisor, clock);
        // Loops of its own: sendfile reads the disk on them.
        EventLoopGroup httpLoops = Transport.best().loops(2, "http");
        closing.add(() -> httpLoops.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS));
        SegmentHolders holders = new SegmentHolders(slot, table, token);
        HlsShelf playlists = new HlsShelf(
                media.store, media.playlists, config.hlsFragment(),
                "http://" + config.station().address() + ":" + config.ports().http(), new LayoutFetcher(holders));
        media.store.addListener(playlists);
        HttpMediaServer http = new HttpMediaServer(
                httpLoops, httpLoops, config.httpSettings(), holdings, playlists, desk, token,
                streams.downloads(), holders,
                new IngestService(media.store, media.ingest, jobs, copying.room, media.ingests), clock);
        this.adoption = () ->
                supervisor.given().forEach(stored -> rtsp.adopt(stored, streamAdoption::adopt));
        media.counters.register(rtsp.counts());
        media.counters.register(http.counts());
        httpBytes = () -> http.counts().get(HttpCounter.MEDIA_BYTES);
        closing.add(rtsp);
        closing.add(http);
        RtcpForwarder forwarder = new RtcpForwarder(
                console, ConsoleDoors.datagrams(console), new RtcpRoutes(slot, anchors, peers,
                        (ssrc, report) -> control.execute(() -> keeper().onOrphanHeard(ssrc, report))));
        doors.ofStation(station, rtsp, http, locate.service, forwarder);
        String own = config.addressOf(slot);
        Headroom spare = new Headroom();
        DirectorDesk spareDesk = new DirectorDesk(
                slot, own, table, () -> Optional.of(Term.NONE), anchors, spare,
                ask -> CompletableFuture.completedFuture(EngineChoice.toServe(
                        table.get(), spare, ask.use(), ask.programId(), clock.nanoTime())),
                program -> 0, clock);
        this.rehearsal = () -> new PromotionRehearsal(
                own,
                new StationPorts(control)
                        .http(http, new InetSocketAddress(own, 0))
                        .port("locate", () -> locate.service.bind(new InetSocketAddress(own, 0)))
                        .datagrams("rtp", () -> forwarder.bind(new InetSocketAddress(own, 0))),
                new RtspServer(console, console, RtspSettings.defaults(), spareDesk, Supervisor.none(), clock),
                () -> holdings.push(0).getProgramsList().stream().map(ProgramHolding::getProgramId).limit(4).toList())
                .run();
        doors.open(rtsp, http);
        doors.open(new BladePort(slot, locate.seal, reports::load, table, locate.service.counts()));
        locate.start();
        swaps.start();
        media.store.addListener(new ProgramListener() {
            @Override
            public void added(Program program) {
                control.execute(watch.named("the news of a program", () -> onHoldingsChanged(program)));
            }

            @Override
            public void changed(Program program) {
                control.execute(watch.named("the news of a program", () -> onHoldingsChanged(program)));
            }

            @Override
            public void removed(Program program) {
                // Its blocks are freed when nobody has the files open; streams of it end at their next read.
                program.segments().forEach(segment -> media.disk.forget(segment.file()));
                lastUse.forget(program);
                control.execute(watch.named("the news of a program", () -> onHoldingsChanged(program)));
            }
        });
        media.watch.listener(
                (volume, reason) -> control.execute(() -> events.onVolumeFailed(volume, reason)));
        arriving.listener(program -> control.execute(watch.named("the news of a segment", () -> {
            streams.refresh(program);
            reports().onHoldingsChanged();
        })));
        copying.start();
        table.reachable(slot, true);
        role.start();
    }

    RoleKeeper role() {
        return role;
    }

    ListeningPorts ports() {
        return ports;
    }

    PeerLinks peerLinks() {
        return peers;
    }

    ControllerLinks controllerLinks() {
        return controllers;
    }

    Heartbeat.Builder heartbeat() {
        return Heartbeat.newBuilder()
                .setRole(role.protoRole())
                .setTerm(role.highest().toProto())
                .setInService(reports.inService())
                .setReady(knowledge.ready(clock.nanoTime()));
    }

    /** Each second: tells the others how this engine does, and tidies up. */
    void report() {
        events.tell();
        streams.closeForgotten(blade -> peers.link(blade).isPresent());
        keeper.push();
        handOvers.sweep();
        reports.report();
        work.plan();
        drops.plan();
    }

    /** In service once an engine token is here: from then on it can do all that the director may ask. */
    private void serve() {
        if (!reports.inService()) {
            reports.enterService();
            knowledge.onInService(clock.nanoTime());
            onInService.run();
            LOG.info("In service, {} ms after start", reports.uptimeMs());
            report();
            adoption.run();
            Agent.daemon("rehearsal")
                    .newThread(() -> {
                        rehearsal.run();
                        control.execute(knowledge::onRehearsed);
                    })
                    .start();
        }
    }

    /** Who acts as director as far as this blade knows; 0 nobody. Any thread. */
    private int directorSlot() {
        return role.acting().isPresent() ? slot : role.announcedDirector();
    }

    /** For what is made before it. */
    private StreamKeeper keeper() {
        return keeper;
    }

    /** For what is made before them. */
    private HotCopyWork hot() {
        return hot;
    }

    private DropWork drops() {
        return drops;
    }

    private StatusReports reports() {
        return reports;
    }

    private void tellAll(Envelope.Builder message) {
        peers.all().forEach(link -> link.send(message.clone()));
    }

    private void onHoldingsChanged(Program program) {
        streams.refresh(program.id());
        reports.onHoldingsChanged();
        work.plan();
    }

    private PlayoutThread playout(Clock clock, MediaParts media) throws IOException {
        UdpSocket rtp = mediaSocket(config.ports().media());
        UdpSocket rtcp = mediaSocket(config.ports().media() + 1);
        PlayoutThread playout = new PlayoutThread(
                "playout-1", playoutSettings(config), clock, media.pool, new UdpMediaSender(rtp, rtcp, SEND_BATCH, true));
        media.counters.register(playout.counts());
        playout.start();
        closing.add(rtp);
        closing.add(rtcp);
        closing.add(playout);
        return playout;
    }

    private UdpSocket mediaSocket(int port) throws IOException {
        return new UdpSocket(
                Ipv4Endpoint.of(new InetSocketAddress(config.addressOf(slot), port)), SOCKET_BUFFER, 64 << 10);
    }

    /**
     * A player ends at the BYE, whatever of the media still waits in its other socket: a busy one loses the end of the
     * program. And a BYE straight behind the last packet makes GStreamer over TCP wait for ever now and then.
     */
    private static PlayoutSettings playoutSettings(AgentConfig config) {
        PlayoutSettings d = PlayoutSettings.defaults(config.streamsCapacity());
        return new PlayoutSettings(
                config.playoutTick().toNanos(), d.leadNs(), d.maxBehindNs(), BYE_DELAY_NS, d.skipBehindNs(), d.unreadNs(),
                d.maxStreams() + EngineStreams.SWAPPED_AT_MOST,
                d.commandLimit());
    }

    @Override
    public void close() {
        Agent.closeAll(closing);
    }
}
