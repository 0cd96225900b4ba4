package io.mediachassis.sim.station;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.StartStream;
import io.mediachassis.backplane.proto.StreamTaken;
import io.mediachassis.backplane.proto.StreamsPush;
import io.mediachassis.blade.agent.DirectorLine;
import io.mediachassis.blade.agent.DirectorOffice;
import io.mediachassis.blade.agent.DirectorWork;
import io.mediachassis.blade.agent.DropWork;
import io.mediachassis.blade.agent.EngineDesk;
import io.mediachassis.blade.agent.HotCopyWork;
import io.mediachassis.blade.agent.PeerLine;
import io.mediachassis.blade.agent.StationTable;
import io.mediachassis.blade.agent.StreamKeeper;
import io.mediachassis.blade.anchor.Anchors;
import io.mediachassis.blade.anchor.Senders;
import io.mediachassis.blade.director.DirectorCounter;
import io.mediachassis.blade.director.DirectorDesk;
import io.mediachassis.blade.director.EvictionDesk;
import io.mediachassis.blade.director.EvictionPlanner;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.HotSegments;
import io.mediachassis.blade.director.OverrunAnswers;
import io.mediachassis.blade.director.Peers;
import io.mediachassis.blade.director.ProgramAdmission;
import io.mediachassis.blade.director.RtcpRoutes;
import io.mediachassis.blade.director.SegmentHeat;
import io.mediachassis.blade.director.SegmentPlacement;
import io.mediachassis.blade.director.StreamTable;
import io.mediachassis.blade.director.SurplusDrops;
import io.mediachassis.blade.engine.EngineCounter;
import io.mediachassis.blade.engine.EngineLine;
import io.mediachassis.blade.engine.EngineStreams;
import io.mediachassis.blade.engine.HandOvers;
import io.mediachassis.blade.engine.PlayedSegments;
import io.mediachassis.blade.engine.SegmentDrops;
import io.mediachassis.blade.engine.StreamCounter;
import io.mediachassis.blade.engine.StreamOrders;
import io.mediachassis.blade.engine.SwapDesk;
import io.mediachassis.blade.engine.Swaps;
import io.mediachassis.blade.playout.ChunkPool;
import io.mediachassis.blade.playout.PlayoutSettings;
import io.mediachassis.blade.playout.PlayoutThread;
import io.mediachassis.blade.playout.TrickThread;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The software of one life of a blade: the product's own objects, put together as {@code BladeServices} does, on the
 * simulation's time, links, disks and network card.
 */
final class BladeParts implements Peers {
    private static final long MS = 1_000_000L;
    private static final int CHUNKS = 96;
    private static final int CHUNK_BYTES = 16 << 10;
    private static final int MEDIA_PORT = 5004;
    private static final int UNBOUNDED = 1_000_000;
    /** A console that was to come in a swap and does not is forgotten after 60 s. */
    private static final long SWAP_NS = 62_000 * MS;

    final EngineStreams streams;
    final PlayedSegments played;
    final DirectorDesk desk;
    final RtcpRoutes rtcp;
    final Headroom headroom = new Headroom();
    final SimCopies copies;
    final StreamKeeper keeper;

    private final SimBlade blade;
    private final StationWorld world;
    private final Map<Integer, Link> links = new TreeMap<>();
    private final StationTable table;
    private final HandOvers handOvers;
    private final EngineDesk engineDesk;
    private final Anchors anchors;
    private final DirectorWork work;
    private final DropWork dropWork;
    private final HotCopyWork hot;
    private final SegmentDrops drops;
    private final SimEvictions evictions;
    private final ChunkPool pool = new ChunkPool(CHUNKS, CHUNK_BYTES);
    private final PlayoutThread playout;
    private @Nullable Integer linkedBefore;
    private long swappingUntilNs;

    BladeParts(SimBlade blade) {
        this.blade = blade;
        this.world = blade.world;
        int slot = blade.slot;
        SimLoop control = new SimLoop(blade, 200);
        SimLoop worker = new SimLoop(blade, 5000);
        table = new StationTable(headroom, blade);
        PlayoutSettings settings = new PlayoutSettings(10 * MS, 60 * MS, 500 * MS, 200 * MS, 64, 256);
        playout = new PlayoutThread("playout-" + slot, settings, blade, pool, new SimSender(blade));
        TrickThread trick = new TrickThread(blade, pool, 1);
        EngineLine line = new GuardedLine(new PeerLine(this), world.guards);
        DirectorLine director = new DirectorLine(
                slot, line, blade::director, table, headroom, blade, query -> hotLater().next(query));
        boolean bounded = world.guards.contains(Guards.CAPACITY);
        streams = new EngineStreams(
                slot, blade.store, playout.proxy(), trick, blade.disk, worker, blade,
                bounded ? blade.capacity : UNBOUNDED, Long.MAX_VALUE, StationWorld.STATION);
        copies = new SimCopies(blade, this::onHoldingsChanged);
        played = new PlayedSegments(streams);
        BiPredicate<String, Integer> inUse =
                world.guards.contains(Guards.READ_KEEPS) ? played::plays : (program, segment) -> false;
        drops = new SegmentDrops(blade.store, line, worker, inUse, new Counts<>(EngineCounter.class));
        Counts<StreamCounter> passedOn = new Counts<>(StreamCounter.class);
        handOvers = new HandOvers(
                slot, control, blade, director, line, (source, segment, from) -> new CompletableFuture<>(), passedOn);
        Swaps swaps = new Swaps(slot, control, blade, streams, handOvers, director, line, passedOn);
        SwapDesk swapDesk = new SwapDesk(streams, handOvers, swaps,
                (holder, program, segment) -> table.get().holders(program, segment).stream()
                        .anyMatch(engine -> engine.slot() == holder),
                passedOn);
        StreamOrders orders = new StreamOrders(streams, handOvers, swapDesk, control, MEDIA_PORT, blade);
        anchors = new Anchors(
                slot, StationWorld.STATION, new Senders(slot, orders, line), director, copies,
                world.random.split(), control, blade);
        StreamTable known = new StreamTable();
        engineDesk = new EngineDesk(
                slot, streams, orders, copies, copies, drops, line, control, blade::director, anchors::onStreamTaken,
                blade::highest,
                this::tellAll, known::rescues);
        keeper = new StreamKeeper(
                slot, control, blade, headroom, table, known, blade::acting, streams, orders, line, this::tellAll,
                rescued -> engineDesk.rescued(rescued.order(), rescued.answer()), this::tellAnchors);
        handOvers.tell(anchors::onStreamEnded, keeper::pushSoon);
        SegmentPlacement placement = new SegmentPlacement(world.copies, world.segmentRun);
        SegmentHeat heat = new SegmentHeat(10_000 * MS);
        DirectorOffice office = new DirectorOffice(
                slot, control, blade::acting, this, table, headroom, new Counts<>(DirectorCounter.class), blade);
        hot = new HotCopyWork(
                office, copies, new HotSegments(2, heat), (severity, kind, at, text) -> world.trace(text));
        dropWork = new DropWork(
                office, line, blade::director, drops, new SurplusDrops(placement, heat),
                new EvictionDesk(new EvictionPlanner(false)));
        evictions = new SimEvictions(blade, drops, inUse, this::heldElsewhere, dropWork::ask);
        ProgramAdmission admission = new ProgramAdmission();
        desk = new DirectorDesk(
                slot, StationWorld.STATION, table, blade::acting, anchors, headroom, hot,
                admission::takenInBy, blade);
        work = new DirectorWork(office, copies, placement, admission);
        rtcp = new RtcpRoutes(slot, anchors, this,
                (ssrc, report) -> control.execute(() -> keeper.onOrphanHeard(ssrc, report)));
        table.reachable(slot, true);
        swaps.start();
    }

    /** Whether consoles may be exchanged just now: then it may have some more than its capacity for a moment. */
    boolean swapping() {
        return world.now < swappingUntilNs;
    }

    private void tellAnchors(int engine, StreamsPush push) {
        if (world.guards.contains(Guards.ANCHOR_LISTENS)) {
            anchors.onStreamsPush(engine, push);
        }
    }

    private boolean heldElsewhere(String programId, int segment) {
        return table.get().holders(programId, segment).stream().anyMatch(engine -> engine.slot() != blade.slot);
    }

    /** For what is made before it. */
    private HotCopyWork hotLater() {
        return hot;
    }

    void close() {
        pool.close();
    }

    // ---- time --------------------------------------------------------------------------------------------------

    /** Whether a stream plays. */
    boolean playout() {
        return playout.doWork(blade.nanoTime());
    }

    /** Each second. */
    void report() {
        if (world.guards.contains(Guards.FORGOTTEN_CLOSE)) {
            streams.forgotten().close(slot -> link(slot).isPresent());
        }
        keeper.push();
        handOvers.sweep();
        dropWork.plan();
        reportLoad();
        plan();
        evictions.look();
    }

    /** The director polls each engine's load, four times a second. */
    void poll() {
        if (blade.acting().isPresent()) {
            for (SimBlade engine : world.blades) {
                headroom.onPolled(engine.slot, blade.nanoTime());
                world.datagram(blade, engine, () -> {
                    LoadReport load = engine.parts().load();
                    world.datagram(engine, blade,
                            () -> blade.parts().headroom.onLoadAnswer(engine.slot, load, blade.nanoTime()));
                });
            }
        } else {
            headroom.onPollingEnded();
        }
        blade.after(250 * MS, this::poll);
    }

    void onHoldingsChanged() {
        for (SimProgram program : world.programs) {
            streams.refresh(program.id);
        }
        table.holdings(blade.slot, blade.store.push());
        tellAll(Envelope.newBuilder().setHoldingsPush(blade.store.push()));
        reportLoad();
        plan();
    }

    private void reportLoad() {
        LoadReport load = load();
        table.load(blade.slot, load);
        tellAll(Envelope.newBuilder().setLoadReport(load));
    }

    private void plan() {
        if (world.guards.contains(Guards.REPLICATION)) {
            work.plan();
        }
    }

    private LoadReport load() {
        return LoadReport.newBuilder()
                .setStreams(streams.count())
                .setStreamsCapacity(blade.capacity)
                .setStreamsOpenedTotal(streams.opened())
                .setEgressBps(streams.egressBps())
                .setDiskFreeBytes(blade.store.freeBytes())
                .setDiskTotalBytes(blade.store.totalBytes())
                .setDiskThreads(1)
                .setProcessors(1)
                .setMeasuredUs(TimeUnit.NANOSECONDS.toMicros(blade.nanoTime()))
                .setInService(true)
                .setRtspUrl("rtsp://" + StationWorld.address(blade.slot) + ":8554/")
                .setHttpUrl("http://" + StationWorld.address(blade.slot) + ":8080/")
                .build();
    }

    // ---- links -------------------------------------------------------------------------------------------------

    @Override
    public Optional<Link> link(int slot) {
        return Optional.ofNullable(links.get(slot));
    }

    private void tellAll(Envelope.Builder message) {
        List.copyOf(links.values()).forEach(link -> link.send(message.clone()));
    }

    void onUp(Link link, int peer) {
        Link old = links.put(peer, link);
        if (old != null) {
            old.close();
        }
        world.trace("blade " + blade.slot + " has a link to blade " + peer);
        table.reachable(peer, true);
        link.send(Envelope.newBuilder().setHoldingsPush(blade.store.push()));
        link.send(Envelope.newBuilder().setLoadReport(load()));
    }

    void onDown(Link link, int peer) {
        if (links.remove(peer, link)) {
            world.trace("blade " + blade.slot + " has no link to blade " + peer + " any more");
            table.reachable(peer, false);
            handOvers.onEngineGone(peer);
            keeper.onPeerDown(peer);
            anchors.onEngineGone(peer);
            streams.forgotten().onAnchorGone(peer);
        }
    }

    /** As {@code LinkMessages} does. */
    void onMessage(Link link, int peer, Envelope message) {
        if (world.tracing) {
            traceOrder(peer, message);
        }
        switch (message.getBodyCase()) {
            case HOLDINGS_PUSH -> {
                table.holdings(peer, message.getHoldingsPush());
                plan();
            }
            case LOAD_REPORT -> {
                table.load(peer, message.getLoadReport());
                table.reachable(peer, true);
            }
            case START_STREAM -> {
                if (message.getStartStream().hasSwap()) {
                    swappingUntilNs = world.now + SWAP_NS;
                }
                engineDesk.onStartStream(link, message);
            }
            case CONTROL_STREAM -> engineDesk.onControlStream(link, message);
            case TAKE_OVER -> engineDesk.onTakeOver(message.getTakeOver());
            case STREAM_TAKEN -> onStreamTaken(message.getStreamTaken());
            case STREAMS_PUSH -> keeper.onPush(peer, spoiled(message.getStreamsPush()));
            case STREAM_ENDED -> anchors.onStreamEnded(message.getStreamEnded());
            case NEXT_SEGMENT_QUERY -> hot.next(message.getNextSegmentQuery()).thenAccept(reply ->
                    link.reply(message, Envelope.newBuilder().setNextSegmentReply(reply)));
            case OVERRUN_NOTICE -> link.reply(message, Envelope.newBuilder().setOverrunReply(OverrunAnswers.answer(
                    message.getOverrunNotice(), table.get(), headroom, blade.nanoTime())));
            case RTCP_RELAY -> {
                anchors.onRtcp(message.getRtcpRelay().getPacket().asReadOnlyByteBuffer())
                        .forEach(ssrc -> keeper.onOrphanHeard(ssrc, message.getRtcpRelay()));
                streams.forgotten().onRtcp(message.getRtcpRelay().getPacket().asReadOnlyByteBuffer());
            }
            case FETCH_PROGRAM -> engineDesk.onFetchProgram(link, message);
            case KEEP_SEGMENTS -> engineDesk.onKeepSegments(link, message);
            case EVICTION_QUERY -> dropWork.onEvictionQuery(link, message);
            case DROP_SEGMENTS -> engineDesk.onDropSegments(message.getDropSegments());
            default -> world.fail("S0", "the simulation does not know " + message.getBodyCase());
        }
    }

    /** Without its guard nobody learns that a stream was rescued. */
    private StreamsPush spoiled(StreamsPush push) {
        if (world.guards.contains(Guards.RIVALS)) {
            return push;
        }
        StreamsPush.Builder plain = push.toBuilder();
        plain.getStreamsBuilderList().forEach(stream -> stream.getStreamBuilder().clearRescues());
        return plain.build();
    }

    private void traceOrder(int peer, Envelope message) {
        if (message.hasStartStream()) {
            StartStream order = message.getStartStream();
            world.trace("blade " + blade.slot + " is asked by blade " + peer + " to "
                    + (order.getRescue() ? "send on" : order.hasPreloadSegment() ? "preload" : "open") + " stream "
                    + Integer.toHexString(order.getStream().getSsrc()));
        } else if (message.hasStreamTaken()) {
            world.trace("blade " + blade.slot + " hears that blade " + message.getStreamTaken().getEngineSlot()
                    + " took " + name(message.getStreamTaken().getSession()) + " over");
        } else if (message.hasTakeOver()) {
            world.trace("blade " + blade.slot + " is directed by blade " + peer + " to go on with "
                    + name(message.getTakeOver().getSession()));
        } else if (message.hasControlStream()) {
            world.trace("blade " + blade.slot + " is told by blade " + peer + ": " + message.getControlStream().getVerb()
                    + " " + name(message.getControlStream().getSession()));
        }
    }

    private static String name(long session) {
        return "stream " + Long.toHexString(session);
    }

    private void onStreamTaken(StreamTaken taken) {
        anchors.onStreamTaken(taken);
        keeper.onTaken(taken);
    }

    /** The active controller's heartbeat: bit n-1 for each blade n that it hears. */
    void onLinkedSlots(int linked) {
        Integer before = linkedBefore;
        linkedBefore = linked;
        keeper.onSilent(before == null ? 0 : before & ~linked);
    }

    void onDirector() {
        keeper.onDirector();
    }
}
