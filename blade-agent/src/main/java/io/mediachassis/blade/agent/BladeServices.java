package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.durable.TermFile;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.proto.AgentStatus;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.Fault;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.Heartbeat;
import io.mediachassis.backplane.proto.TrustedKeys;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.blade.director.DirectorDesk;
import io.mediachassis.blade.director.LocateServer;
import io.mediachassis.blade.director.LoopbackStation;
import io.mediachassis.blade.director.RtcpForwarder;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.engine.CopyFetcher;
import io.mediachassis.blade.engine.EngineStreams;
import io.mediachassis.blade.engine.EngineToken;
import io.mediachassis.blade.engine.Holdings;
import io.mediachassis.blade.engine.IngestJobs;
import io.mediachassis.blade.engine.IngestService;
import io.mediachassis.blade.http.HttpMediaServer;
import io.mediachassis.blade.http.HttpSettings;
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
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blade's services once its slot is known, and the routing of what comes over the links to them. Wiring; all methods
 * on the control loop.
 */
final class BladeServices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BladeServices.class);
    private static final int SOCKET_BUFFER = 4 << 20;
    private static final int SEND_BATCH = 256;
    private static final long BYE_DELAY_NS = 400_000_000L;

    private final int slot;
    private final AgentConfig config;
    private final Clock clock;
    private final MediaParts media;
    private final TokenVerifier verifier;
    private final EngineToken token;
    private final IngestJobs jobs = new IngestJobs();
    private final Holdings holdings;
    private final EngineStreams streams;
    private final EngineDesk engineDesk;
    private final DirectorDesk desk;
    private final DirectorWork work;
    private final RoleKeeper role;
    private final PeerLinks peers;
    private final ControllerLinks controllers;
    private final List<AutoCloseable> closing = new ArrayList<>();
    private final long startedNs;
    private final Runnable onInService;
    private volatile SegmentLocationTable table = SegmentLocationTable.EMPTY;
    private volatile boolean inService;
    private long pushes;
    private boolean holdingsChanged = true;

    BladeServices(
            int slot,
            AgentConfig config,
            Clock clock,
            EventLoop control,
            EventLoopGroup controlGroup,
            MediaParts media,
            TokenVerifier verifier,
            TermFile terms,
            ExecutorService termDisk,
            Runnable onInService)
            throws IOException {
        this.onInService = onInService;
        this.slot = slot;
        this.config = config;
        this.clock = clock;
        this.media = media;
        this.verifier = verifier;
        this.startedNs = clock.nanoTime();
        this.token = new EngineToken(verifier);
        this.holdings = new Holdings(media.store);
        this.peers = new PeerLinks(slot, this::onPeerUp, this::onPeerMessage, this::onPeerDown);
        this.controllers =
                new ControllerLinks(this::onControllerUp, this::onControllerMessage, this::onControllerDown);

        UdpSocket rtp = mediaSocket(config.ports().media());
        UdpSocket rtcp = mediaSocket(config.ports().media() + 1);
        PlayoutThread playout = new PlayoutThread(
                "playout-1", playoutSettings(config), clock, media.pool, new UdpMediaSender(rtp, rtcp, SEND_BATCH, true));
        playout.start();
        closing.add(rtp);
        closing.add(rtcp);
        closing.add(playout);
        TrickThread trick = new TrickThread(clock, media.trickPool, media.trickPool.capacity());
        trick.start();
        closing.add(trick);

        EventLoopGroup console = Transport.best().loops(2, "console");
        closing.add(() -> console.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS));
        this.streams = new EngineStreams(
                slot, media.store, playout.proxy(), trick, media.disk, media.reader, clock, media.random,
                config.streamsCapacity(), config.station().address(), config.ports().media());
        CopyFetcher copies = new CopyFetcher(media.store, token, jobs, media.copies);
        LoopbackStation station = new LoopbackStation(control);
        this.role = new RoleKeeper(slot, control, clock, termDisk, terms, station, this::peerLinkList);
        this.engineDesk = new EngineDesk(streams, copies, role::highest);
        this.desk = new DirectorDesk(
                slot, config.station().address(), () -> table, role::acting, streams, peers, clock);
        this.work = new DirectorWork(slot, role, peers, copies, () -> table, config.copies(), clock);

        RtspServer rtsp = new RtspServer(console, console, RtspSettings.defaults(), desk, clock);
        HttpMediaServer http = new HttpMediaServer(
                console, console, HttpSettings.defaults(config.ports().rtsp()), holdings, desk, token,
                new IngestService(media.store, media.ingest, jobs, media.ingests), clock);
        closing.add(rtsp);
        closing.add(http);
        Class<? extends DatagramChannel> datagrams =
                Transport.of(console) == Transport.EPOLL ? EpollDatagramChannel.class : NioDatagramChannel.class;
        LocateServer locate = new LocateServer(console, datagrams, () -> table, () -> role.acting().isPresent());
        RtcpForwarder forwarder = new RtcpForwarder(slot, console, datagrams, streams, desk, peers);
        String at = config.station().address();
        station.rtsp(rtsp, new InetSocketAddress(at, config.ports().rtsp()))
                .http(http, new InetSocketAddress(at, config.ports().http()))
                .datagrams("locate", () -> locate.bind(new InetSocketAddress(at, config.ports().locate())))
                .datagrams("rtp", () -> forwarder.bind(new InetSocketAddress(at, config.ports().media())))
                .datagrams("rtcp", () -> forwarder.bind(new InetSocketAddress(at, config.ports().media() + 1)));
        openConsolePorts(rtsp, http);
        media.store.addListener(new ProgramListener() {
            @Override
            public void added(Program program) {
                control.execute(BladeServices.this::onHoldingsChanged);
            }

            @Override
            public void removed(Program program) {
                control.execute(BladeServices.this::onHoldingsChanged);
            }
        });
        table = table.withReachable(slot, true);
        role.start();
    }

    RoleKeeper role() {
        return role;
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
                .setInService(inService);
    }

    /** Tells the others how this engine does; each second, and on change. */
    void report() {
        LoadReport load = load();
        table = table.withLoad(slot, load);
        if (holdingsChanged) {
            holdingsChanged = false;
            HoldingsPush push = holdings.push(++pushes);
            table = table.withHoldings(slot, push);
            peers.all().forEach(link -> link.send(Envelope.newBuilder().setHoldingsPush(push)));
        }
        peers.all().forEach(link -> link.send(Envelope.newBuilder().setLoadReport(load)));
        AgentStatus status = status(load);
        controllers.all().forEach(link -> link.send(Envelope.newBuilder().setAgentStatus(status)));
        work.plan();
    }

    // ---- links -------------------------------------------------------------------------------------------------

    private void onPeerUp(Link link) {
        int peer = link.peer().getNumber();
        LOG.info("Link to blade {} is up", peer);
        table = table.withReachable(peer, true);
        link.send(Envelope.newBuilder().setHoldingsPush(holdings.push(++pushes)));
        link.send(Envelope.newBuilder().setLoadReport(load()));
    }

    private void onPeerDown(int peer) {
        LOG.info("Link to blade {} is down", peer);
        table = table.withReachable(peer, false);
        desk.onEngineGone(peer);
        engineDesk.onPeerGone(peer);
    }

    private void onPeerMessage(Link link, Envelope message) {
        int peer = link.peer().getNumber();
        switch (message.getBodyCase()) {
            case HEARTBEAT -> { }
            case HOLDINGS_PUSH -> {
                table = table.withHoldings(peer, message.getHoldingsPush());
                work.plan();
            }
            case LOAD_REPORT -> table = table.withLoad(peer, message.getLoadReport());
            case START_STREAM -> engineDesk.onStartStream(link, message);
            case CONTROL_STREAM -> engineDesk.onControlStream(link, message);
            case STREAM_ENDED -> desk.onStreamEnded(
                    message.getStreamEnded().getSession(), message.getStreamEnded().getReason());
            case RTCP_RELAY -> engineDesk.onRtcpRelay(message.getRtcpRelay());
            case FETCH_PROGRAM -> engineDesk.onFetchProgram(link, message);
            case CONTROLLERS_REPORT -> role.onControllersReport(link, message.getControllersReport());
            default -> unknown(link, message);
        }
    }

    private void onControllerUp(Link link) {
        LOG.info("Link to controller {} is up", link.peer().getNumber());
        report();
    }

    private void onControllerDown(int controller) {
        LOG.info("Link to controller {} is down", controller);
        role.onControllerDown(controller);
    }

    private void onControllerMessage(Link link, Envelope message) {
        int controller = link.peer().getNumber();
        switch (message.getBodyCase()) {
            case HEARTBEAT -> role.onHeartbeat(controller, message.getHeartbeat());
            case PROMOTE -> role.onPromote(link, message);
            case RENEW_LEASE -> role.onRenewLease(message.getRenewLease());
            case DEMOTE -> role.onDemote(link, message);
            case DIRECTOR_ANNOUNCEMENT -> role.onAnnouncement(message.getDirectorAnnouncement());
            case TOKEN_GRANT -> {
                token.renew(message.getTokenGrant().getToken());
                serve();
            }
            case TRUSTED_KEYS -> trust(message.getTrustedKeys());
            case PUBLISH_REQUEST -> work.onPublish(link, message);
            default -> unknown(link, message);
        }
    }

    private void trust(TrustedKeys keys) {
        Map<String, byte[]> raw = new HashMap<>();
        keys.getEd25519Map().forEach((id, key) -> raw.put(id, key.toByteArray()));
        try {
            verifier.trust(raw);
        } catch (GeneralSecurityException e) {
            LOG.warn("The controller's token keys can't be used: {}", e.getMessage());
        }
    }

    /** In service once an engine token is here: from then on it can do all that the director may ask. */
    private void serve() {
        if (!inService) {
            inService = true;
            onInService.run();
            LOG.info("In service, {} ms after start", TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - startedNs));
            report();
        }
    }

    private void onHoldingsChanged() {
        holdingsChanged = true;
        report();
    }

    private static void unknown(Link link, Envelope message) {
        if (message.getRequestId() != 0) {
            link.fault(message, Fault.Code.UNSUPPORTED,
                    "This agent does not know " + message.getBodyCase());
        }
    }

    // ---- status ------------------------------------------------------------------------------------------------

    private LoadReport load() {
        LoadReport.Builder load = LoadReport.newBuilder()
                .setStreams(streams.count())
                .setStreamsCapacity(config.streamsCapacity())
                .setEgressBps(streams.egressBps())
                .setEgressCapacityBps(config.egressCapacity())
                .setInService(inService)
                .setRtspUrl("rtsp://" + config.addressOf(slot) + ":" + config.ports().rtsp() + "/")
                .setHttpUrl("http://" + config.addressOf(slot) + ":" + config.ports().http() + "/");
        try {
            load.setDiskFreeBytes(media.store.freeBytes()).setDiskTotalBytes(media.store.totalBytes());
        } catch (IOException e) {
            LOG.debug("The volume's free space can't be read", e);
        }
        return load.build();
    }

    private AgentStatus status(LoadReport load) {
        return AgentStatus.newBuilder()
                .setRole(role.protoRole())
                .setTerm(role.highest().toProto())
                .setLoad(load)
                .addAllPrograms(holdings.push(pushes).getProgramsList())
                .addAllStreams(streams.statuses())
                .addAllIngests(jobs.statuses())
                .setPid(ProcessHandle.current().pid())
                .setUptimeMs(TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - startedNs))
                .setState(inService ? "in service" : "starting")
                .build();
    }

    private Collection<Link> peerLinkList() {
        return peers.all();
    }

    private UdpSocket mediaSocket(int port) throws IOException {
        return new UdpSocket(
                Ipv4Endpoint.of(new InetSocketAddress(config.addressOf(slot), port)), SOCKET_BUFFER, 64 << 10);
    }

    private void openConsolePorts(RtspServer rtsp, HttpMediaServer http) {
        InetSocketAddress rtspAt = new InetSocketAddress(config.addressOf(slot), config.ports().rtsp());
        InetSocketAddress httpAt = new InetSocketAddress(config.addressOf(slot), config.ports().http());
        rtsp.bind(rtspAt).exceptionally(error -> {
            LOG.error("The RTSP port {} can't be bound: {}", rtspAt, error.getMessage());
            return rtspAt;
        });
        http.bind(httpAt).exceptionally(error -> {
            LOG.error("The HTTP port {} can't be bound: {}", httpAt, error.getMessage());
            return httpAt;
        });
    }

    /** A BYE straight behind the last packet makes GStreamer over TCP wait for ever now and then; 400 ms do not. */
    private static PlayoutSettings playoutSettings(AgentConfig config) {
        PlayoutSettings d = PlayoutSettings.defaults(config.streamsCapacity());
        return new PlayoutSettings(
                config.playoutTick().toNanos(), d.leadNs(), d.maxBehindNs(), BYE_DELAY_NS, d.maxStreams(),
                d.commandLimit());
    }

    @Override
    public void close() {
        Agent.closeAll(closing);
    }
}
