package io.mediachassis.blade.agent;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.daemon.OpenParts;
import io.mediachassis.backplane.durable.TermFile;
import io.mediachassis.backplane.link.ListeningPorts;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.blade.director.DirectorCounter;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.StationPorts;
import io.mediachassis.blade.engine.EngineLine;
import java.io.IOException;
import java.util.concurrent.ExecutorService;

/**
 * This blade among the boards of its chassis, wired: the links, what is known of the others, who is director, and the
 * station address that goes with that.
 */
final class StationParts implements AutoCloseable {
    final PeerLinks peers;
    final ControllerLinks controllers = new ControllerLinks();
    final EngineLine line;
    final UnitEvents events;
    final Headroom headroom = new Headroom();
    final StationTable table;
    final StationKnowledge knowledge;
    final RoleStanding standing;
    final RoleKeeper role;
    /** What a director does it by; its counts are registered. */
    final DirectorOffice office;
    final ConsoleDoors doors;
    /** What opens with the role. */
    final StationPorts ports;
    private final int slot;
    private final OpenParts closing = new OpenParts();

    /**
     * @param own the ports of this blade's own address
     * @param termDisk where terms are written
     */
    StationParts(Blade blade, MediaParts media, ListeningPorts own, TermFile terms, ExecutorService termDisk)
            throws IOException {
        slot = blade.slot();
        peers = new PeerLinks(slot);
        line = new PeerLine(peers);
        events = new UnitEvents(slot, controllers::all);
        table = new StationTable(headroom, blade.clock());
        knowledge = new StationKnowledge(slot);
        ports = new StationPorts(blade.control());
        doors = new ConsoleDoors(slot, blade.config(), blade.control(), own);
        standing = new RoleStanding(slot, blade.clock());
        role = new RoleKeeper(
                slot, blade.control(), blade.clock(), termDisk, terms, standing,
                doors.station(ports, closing), peers::all, blade.watch());
        Counts<DirectorCounter> counts = new Counts<>(DirectorCounter.class);
        media.counters.register(counts);
        office = new DirectorOffice(
                slot, blade.control(), standing::mayOrder, peers, table, headroom, counts, blade.clock());
    }

    /** Who hears of the links; before the first. */
    void listen(LinkMessages messages) {
        peers.tell(messages);
        controllers.tell(messages);
    }

    /** From now on this blade may become director. */
    void start() {
        table.reachable(slot, true);
        role.start();
    }

    /** To every blade whose link is up. Any thread. */
    void tellAll(Envelope.Builder message) {
        peers.all().forEach(link -> link.send(message.clone()));
    }

    @Override
    public void close() {
        closing.close();
    }
}
