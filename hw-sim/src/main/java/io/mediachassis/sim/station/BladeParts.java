package io.mediachassis.sim.station;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.StreamsPush;
import io.mediachassis.blade.agent.DirectorLine;
import io.mediachassis.blade.agent.DirectorOffice;
import io.mediachassis.blade.agent.DirectorWork;
import io.mediachassis.blade.agent.DropWork;
import io.mediachassis.blade.agent.EngineDesk;
import io.mediachassis.blade.agent.HotCopyWork;
import io.mediachassis.blade.agent.PeerLine;
import io.mediachassis.blade.agent.StationKnowledge;
import io.mediachassis.blade.agent.StationTable;
import io.mediachassis.blade.agent.StreamKeeper;
import io.mediachassis.blade.agent.StreamRescues;
import io.mediachassis.blade.anchor.Anchors;
import io.mediachassis.blade.anchor.Relays;
import io.mediachassis.blade.anchor.Senders;
import io.mediachassis.blade.anchor.StreamAdoption;
import io.mediachassis.blade.director.DirectorCounter;
import io.mediachassis.blade.director.DirectorDesk;
import io.mediachassis.blade.director.EvictionDesk;
import io.mediachassis.blade.director.EvictionPlanner;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.HotSegments;
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
import io.mediachassis.blade.engine.Rivals;
import io.mediachassis.blade.engine.SegmentDrops;
import io.mediachassis.blade.engine.StreamCounter;
import io.mediachassis.blade.engine.StreamOrders;
import io.mediachassis.blade.engine.SwapDesk;
import io.mediachassis.blade.engine.Swaps;
import io.mediachassis.blade.playout.ChunkPool;
import io.mediachassis.blade.playout.PlayoutSettings;
import io.mediachassis.blade.playout.PlayoutThread;
import io.mediachassis.blade.playout.TrickThread;
import io.mediachassis.blade.registry.LeaveDesk;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;

/**
 * The software of one life of a blade: the product's own objects, put together as {@code BladeServices} does, on the
 * simulation's time, links, disks and network card.
 */
final class BladeParts {
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
    final StreamRescues rescues;
    final BladeLinks links = new BladeLinks();
    final BladeReports reports;
    final BladeMessages messages;
    final StationTable table;
    final HandOvers handOvers;
    final EngineDesk engineDesk;
    final Anchors anchors;
    final StationKnowledge knowledge;
    final StreamAdoption adoption;
    final DirectorWork work;
    final DropWork dropWork;
    final HotCopyWork hot;
    final SimEvictions evictions;

    private final SimBlade blade;
    private final StationWorld world;
    private final ChunkPool pool = new ChunkPool(CHUNKS, CHUNK_BYTES);
    private final PlayoutThread playout;
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
        EngineLine line = new GuardedLine(new PeerLine(links), world.guards);
        DirectorLine director = new DirectorLine(
                slot, line, blade::director, table, headroom, blade, query -> hotLater().next(query));
        boolean bounded = world.guards.contains(Guards.CAPACITY);
        streams = new EngineStreams(
                slot, blade.store, playout.proxy(), trick, blade.disk, worker, blade,
                bounded ? blade.capacity : UNBOUNDED, Long.MAX_VALUE, StationWorld.STATION);
        copies = new SimCopies(blade, () -> reports().onHoldingsChanged());
        played = new PlayedSegments(streams);
        BiPredicate<String, Integer> inUse =
                world.guards.contains(Guards.READ_KEEPS) ? played::plays : (program, segment) -> false;
        SegmentDrops drops = new SegmentDrops(blade.store, line, worker, inUse, new Counts<>(EngineCounter.class));
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
                Relays.none(), world.random.split(), control, blade);
        StreamTable told = new StreamTable();
        knowledge = new StationKnowledge(slot);
        adoption = new StreamAdoption(
                slot, anchors, director, told::sender,
                taken -> links.tellAll(Envelope.newBuilder().setStreamTaken(taken)), knowledge::allHeard, control, blade);
        engineDesk = new EngineDesk(
                slot, streams, orders, copies, copies, drops, line, control, blade::director, anchors::onStreamTaken,
                blade::highest, links::tellAll, told, blade);
        rescues = new StreamRescues(
                slot, control, blade, headroom, table, told, blade::acting, orders, line,
                rescued -> engineDesk.rescued(rescued.order(), rescued.answer()), knowledge::isNamed);
        keeper = new StreamKeeper(
                slot, control, blade, told, table, blade::acting, streams, rescues,
                world.guards.contains(Guards.RIVALS) ? new Rivals(slot) : new BlindRivals(), line, links::tellAll,
                this::tellAnchors);
        handOvers.tell(
                anchors::onStreamEnded,
                world.guards.contains(Guards.DIRECTED_TOLD) ? keeper::onDirected : directed -> {},
                keeper::pushSoon);
        SegmentPlacement placement = new SegmentPlacement(world.copies, world.segmentRun);
        SegmentHeat heat = new SegmentHeat(10_000 * MS);
        DirectorOffice office = new DirectorOffice(
                slot, control, blade::acting, links, table, headroom, new Counts<>(DirectorCounter.class), blade);
        hot = new HotCopyWork(
                office, copies, new HotSegments(2, heat), (severity, kind, at, text) -> world.trace(text));
        dropWork = new DropWork(
                office, line, blade::director, drops, new SurplusDrops(placement, heat),
                new EvictionDesk(new EvictionPlanner(false)), LeaveDesk.NONE);
        evictions = new SimEvictions(blade, drops, inUse, this::heldElsewhere, dropWork::ask);
        ProgramAdmission admission = new ProgramAdmission(id -> false);
        desk = new DirectorDesk(
                slot, StationWorld.STATION, table, blade::acting, anchors, headroom, hot,
                admission::takenInBy, blade);
        work = new DirectorWork(office, copies, placement, admission);
        rtcp = new RtcpRoutes(slot, anchors, links,
                (ssrc, report) -> control.execute(() -> keeper.onOrphanHeard(ssrc, report)));
        reports = new BladeReports(blade, this);
        messages = new BladeMessages(blade, this);
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

    /** For what is made before them. */
    private BladeReports reports() {
        return reports;
    }

    /** A console may come in exchange for another. */
    void swapExpected() {
        swappingUntilNs = world.now + SWAP_NS;
    }

    /** Whether a stream plays. */
    boolean playout() {
        return playout.doWork(blade.nanoTime());
    }

    void close() {
        pool.close();
    }
}
