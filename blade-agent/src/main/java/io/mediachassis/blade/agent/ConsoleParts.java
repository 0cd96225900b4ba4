package io.mediachassis.blade.agent;

import io.mediachassis.backplane.daemon.OpenParts;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.proto.NextSegmentQuery;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.access.PlaybackGate;
import io.mediachassis.blade.director.DirectorDesk;
import io.mediachassis.blade.director.RtcpForwarder;
import io.mediachassis.blade.director.RtcpRoutes;
import io.mediachassis.blade.director.SegmentHolders;
import io.mediachassis.blade.director.StationPorts;
import io.mediachassis.blade.engine.EngineToken;
import io.mediachassis.blade.engine.IngestService;
import io.mediachassis.blade.engine.LayoutFetcher;
import io.mediachassis.blade.hls.HlsShelf;
import io.mediachassis.blade.http.DistributionDesk;
import io.mediachassis.blade.http.HttpCounter;
import io.mediachassis.blade.http.HttpMediaServer;
import io.mediachassis.blade.locate.LocateService;
import io.mediachassis.blade.rtsp.RtspServer;
import io.mediachassis.blade.rtsp.RtspSettings;
import io.mediachassis.blade.supervisor.Supervisor;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;

/**
 * What consoles and deliveries meet, wired: RTSP, HTTP with HLS, and at the station address RTCP and locate datagrams
 * too. Nothing is open before {@link #open}, and the station's before the role is here.
 */
final class ConsoleParts implements AutoCloseable {
    private static final int LOOPS = 2;
    /** Programs that a rehearsal asks for. */
    private static final int REHEARSED = 4;

    private final Blade blade;
    private final StationParts station;
    private final EngineParts engine;
    private final StreamParts streams;
    private final LocateService locate;
    private final Supervisor supervisor;
    private final EventLoopGroup loops = Transport.best().loops(LOOPS, "console");
    /** Of its own: sendfile reads the disk on them. */
    private final EventLoopGroup httpLoops = Transport.best().loops(LOOPS, "http");
    /**
     * For redirects: one thread wakes seldom and does much at once. By epoll: io_uring answers a few more for the same
     * processor time, but the kernel takes it down after its process is dead, and fail-overs wait 25 ms longer.
     */
    private final EventLoopGroup stationLoop = Transport.best().loops(1, "station");
    private final RtspServer rtsp;
    private final HttpMediaServer http;
    private final RtcpForwarder forwarder;
    /** For {@link #rehearse}. */
    private final DirectorDesk spareDesk;
    private final OpenParts closing = new OpenParts();

    /** @param supervisor has the conversations of the agent before this one */
    ConsoleParts(
            Blade blade, MediaParts media, StationParts station, EngineParts engine, CopyParts copying,
            DirectorParts director, StreamParts streams, NvodParts nvod, LocateService locate, EngineToken token,
            PlaybackGate gate, Supervisor supervisor) {
        this.blade = blade;
        this.station = station;
        this.engine = engine;
        this.streams = streams;
        this.locate = locate;
        this.supervisor = supervisor;
        closing.add(() -> Transport.shutDown(loops, httpLoops, stationLoop));
        NvodDesk desk = nvod.desk(director.desk(streams.anchors, engine));
        spareDesk = director.rehearsing(streams.anchors);
        rtsp = new RtspServer(loops, loops, blade.config().rtspSettings(), desk, gate, supervisor, blade.clock());
        media.counters.register(rtsp.counts());
        closing.add(rtsp);
        SegmentHolders holders = new SegmentHolders(blade.slot(), station.table, token);
        holders.others(
                id -> director.hot.mayObtain(id) && station.table.get().program(id).isEmpty(),
                (id, segment) -> director.line.ask(NextSegmentQuery.newBuilder()
                        .setProgramId(id)
                        .setSegment(segment)
                        .setToCopy(true)
                        .build()));
        http = http(media, copying, desk, holders, token, gate);
        http.disks(media.disk::sending);
        media.counters.register(http.counts());
        closing.add(http);
        forwarder = new RtcpForwarder(
                loops, ConsoleDoors.datagrams(loops), new RtcpRoutes(blade.slot(), streams.anchors, station.peers,
                        (ssrc, report) -> blade.control().execute(() -> streams.keeper.onOrphanHeard(ssrc, report))));
        station.doors.ofStation(station.ports, rtsp, http, stationLoop, locate, forwarder);
    }

    private HttpMediaServer http(
            MediaParts media, CopyParts copying, NvodDesk desk, SegmentHolders holders, EngineToken token,
            PlaybackGate gate) {
        AgentConfig config = blade.config();
        HlsShelf playlists = new HlsShelf(
                media.store, media.playlists, config.hlsFragment(),
                "http://" + config.station().address() + ":" + config.ports().http(), new LayoutFetcher(holders));
        media.store.addListener(playlists);
        return new HttpMediaServer(
                httpLoops, config.httpSettings(), engine.holdings, playlists, desk, token, gate,
                engine.streams.downloads(), holders,
                new IngestService(media.store, media.ingest, engine.jobs, copying.room, media.ingests),
                blade.clock());
    }

    /** Media sent by HTTP since the start. Any thread. */
    long httpBytes() {
        return http.counts().get(HttpCounter.MEDIA_BYTES);
    }

    /** Who takes streams in that go onward. */
    void distribute(DistributionDesk desk) {
        http.distribute(desk);
    }

    /** This engine's own doors; the station's open with the role. */
    void open() {
        station.doors.open(rtsp, http);
    }

    /** Goes on with the conversations that the supervisor held. */
    void adopt() {
        supervisor.given().forEach(stored -> rtsp.adopt(stored, streams.adoption::adopt));
    }

    /** Goes through a promotion, at free ports of this blade's own address; takes a while, on a thread of its own. */
    void rehearse() {
        InetSocketAddress anywhere = new InetSocketAddress(blade.address(), 0);
        new PromotionRehearsal(
                blade.address(),
                new StationPorts(blade.control())
                        .http(http, anywhere, stationLoop)
                        .port("locate", () -> locate.bind(anywhere))
                        .datagrams("rtp", () -> forwarder.bind(anywhere)),
                new RtspServer(loops, loops, RtspSettings.defaults(), spareDesk, PlaybackGate.OPEN, Supervisor.none(),
                        blade.clock()),
                () -> engine.holdings.push(0).getProgramsList().stream()
                        .map(ProgramHolding::getProgramId)
                        .limit(REHEARSED)
                        .toList())
                .run();
    }

    @Override
    public void close() {
        closing.close();
    }
}
