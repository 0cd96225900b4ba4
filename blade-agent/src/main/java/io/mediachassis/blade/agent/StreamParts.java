package io.mediachassis.blade.agent;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.blade.anchor.Anchors;
import io.mediachassis.blade.anchor.Senders;
import io.mediachassis.blade.anchor.StreamAdoption;
import io.mediachassis.blade.director.StreamTable;
import io.mediachassis.blade.engine.DrainedStreams;
import io.mediachassis.blade.engine.HandOvers;
import io.mediachassis.blade.engine.Rivals;
import io.mediachassis.blade.engine.StreamCounter;
import io.mediachassis.blade.engine.StreamOrders;
import io.mediachassis.blade.engine.SwapDesk;
import io.mediachassis.blade.engine.Swaps;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.playout.PlayoutSettings;
import io.mediachassis.blade.relay.ConnectionRelay;
import io.mediachassis.blade.relay.RelayCounter;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** How streams go from engine to engine, and outlive the engine or the anchor that they had, wired. */
final class StreamParts implements AutoCloseable {
    final HandOvers handOvers;
    final Anchors anchors;
    final StreamAdoption adoption;
    final EngineDesk desk;
    final StreamKeeper keeper;
    final StreamRescues rescues;
    /** What is moved when this blade is to go. */
    final DrainedStreams drained;
    private final ConnectionRelay relay;
    private final Swaps swaps;

    /** @param line to the director */
    StreamParts(
            Blade blade, MediaParts media, StationParts station, EngineParts engine, CopyParts copying,
            DirectorLine line) throws UnknownHostException {
        int slot = blade.slot();
        String address = blade.config().station().address();
        Counts<StreamCounter> counts = new Counts<>(StreamCounter.class);
        media.counters.register(counts);
        handOvers = new HandOvers(
                slot, blade.control(), blade.clock(), line, station.line, copying.fetches, counts);
        swaps = new Swaps(
                slot, blade.control(), blade.clock(), engine.streams, handOvers, line, station.line, counts);
        SwapDesk swapDesk = new SwapDesk(engine.streams, handOvers, swaps,
                (holder, program, segment) -> station.table.get().holders(program, segment).stream()
                        .anyMatch(other -> other.slot() == holder),
                counts);
        StreamOrders orders = new StreamOrders(
                engine.streams, handOvers, swapDesk, blade.control(), blade.config().ports().media(), blade.clock());
        Counts<RelayCounter> relayed = new Counts<>(RelayCounter.class);
        media.counters.register(relayed);
        relay = new ConnectionRelay(
                Ipv4Endpoint.toInt(InetAddress.getByName(blade.address())),
                Ipv4Endpoint.toInt(InetAddress.getByName(address)),
                PlayoutSettings.defaults(1).unreadNs(), engine.streams.room(), blade.clock(), relayed);
        anchors = new Anchors(
                slot, address, new Senders(slot, orders, station.line), line, copying.fetches, relay, media.random,
                blade.control(), blade.clock());
        StreamTable told = new StreamTable();
        adoption = new StreamAdoption(
                slot, anchors, line, told::sender,
                taken -> station.tellAll(Envelope.newBuilder().setStreamTaken(taken)), station.knowledge::allHeard,
                blade.control(), blade.clock());
        desk = new EngineDesk(
                slot, engine.streams, orders, copying.copies, copying.fetches, copying.drops, station.line,
                blade.control(), station.standing::director, anchors::onStreamTaken, station.role::highest,
                station::tellAll, told, blade.clock());
        rescues = new StreamRescues(
                slot, blade.control(), blade.clock(), station.headroom, station.table, told, station.standing::acting,
                orders, station.line, rescued -> desk.rescued(rescued.order(), rescued.answer()),
                station.knowledge::isNamed);
        keeper = new StreamKeeper(
                slot, blade.control(), blade.clock(), told, station.table, station.standing::acting, engine.streams,
                rescues, new Rivals(slot), station.line, station::tellAll, anchors::onStreamsPush);
        drained = new DrainedStreams(
                slot, engine.streams, handOvers, line, station.line, blade.control(), blade.clock(),
                taken -> {
                    anchors.onStreamTaken(taken);
                    keeper.onDirected(taken);
                });
        handOvers.tell(anchors::onStreamEnded, keeper::onDirected, keeper::pushSoon);
        handOvers.relays(stream -> anchors.relayed(stream.session(), stream.bitRate()));
        station.role.tell(keeper::onDirector);
    }

    void start() {
        swaps.start();
    }

    @Override
    public void close() {
        relay.close();
    }
}
