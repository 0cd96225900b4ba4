package io.mediachassis.controller.controller;

import io.mediachassis.backplane.counter.CounterRegistry;
import io.mediachassis.backplane.counter.Declaration;
import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.ControllerStatus;
import io.mediachassis.backplane.proto.CounterDeclaration;
import io.mediachassis.backplane.proto.HostReport;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.controller.Boards.Blade;
import io.mediachassis.controller.hardware.HardwareView;
import io.mediachassis.controller.unit.UnitInputs;
import io.mediachassis.controller.unit.UnitModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The unit as this controller shows it: while active by its own eyes, on standby as the active one last told, said to be
 * of a standby. Built on the control loop; {@link #latest} on any thread.
 */
final class UnitState {
    private final UnitModel model;
    private final ControllerConfig config;
    private final int number;
    private final String version;
    private final CounterRegistry counters;
    private final Supplier<Optional<HostReport>> host;
    private @Nullable UnitSnapshot fromPeer;
    private Optional<HostReport> peerHost = Optional.empty();
    private volatile UnitSnapshot latest = UnitSnapshot.getDefaultInstance();

    /** @param host the board that this controller runs on, once it has been looked at */
    UnitState(
            UnitInputs.Facts facts,
            ControllerConfig config,
            int number,
            String version,
            CounterRegistry counters,
            Supplier<Optional<HostReport>> host) {
        this.host = host;
        this.model = new UnitModel(facts);
        this.config = config;
        this.number = number;
        this.version = version;
        this.counters = counters;
    }

    UnitSnapshot latest() {
        return latest;
    }

    /** The active controller's snapshot came over the link between the two. */
    void onPeerSnapshot(UnitSnapshot snapshot) {
        fromPeer = snapshot;
        model.remember(snapshot);
        snapshot.getControllersList().stream()
                .filter(controller -> controller.getNumber() != number && controller.hasHost())
                .forEach(controller -> onPeerHost(controller.getHost()));
    }

    /** The other controller tells of its board. */
    void onPeerHost(HostReport report) {
        peerHost = Optional.of(report);
    }

    /** What this controller tells the other of its board. */
    Optional<HostReport> host() {
        return host.get();
    }

    /** Puts the active controller's view together. */
    UnitSnapshot active(
            ActiveWork work, Boards boards, long epoch, long activeSinceMs, long nowMs) {
        latest = model.snapshot(new UnitInputs(
                work.view(),
                agents(boards),
                controllers(true, epoch, boards.peer()),
                new UnitInputs.Controlling(number, true, epoch, activeSinceMs),
                new UnitInputs.Director(work.director(), work.term(), work.directorSinceMs()),
                declared(boards.counters()),
                nowMs));
        return latest;
    }

    /** Puts the standby's view together. */
    UnitSnapshot standby(Boards boards, long epoch, long nowMs) {
        UnitSnapshot told = fromPeer;
        if (told != null && boards.peer().isPresent()) {
            latest = ownCounters(told).setActive(false).setController(number).build();
        } else {
            latest = model.snapshot(new UnitInputs(
                    HardwareView.EMPTY,
                    agents(boards),
                    controllers(false, epoch, boards.peer()),
                    new UnitInputs.Controlling(number, false, epoch, 0),
                    new UnitInputs.Director(0, Term.NONE, 0),
                    declared(boards.counters()),
                    nowMs));
        }
        return latest;
    }

    /** What the active one told, with this controller's own counts, which only it knows. */
    private UnitSnapshot.Builder ownCounters(UnitSnapshot told) {
        UnitSnapshot.Builder unit = told.toBuilder();
        for (ControllerStatus.Builder controller : unit.getControllersBuilderList()) {
            if (controller.getNumber() == number) {
                controller.putAllCounters(counters.values());
            }
        }
        return unit;
    }

    /** This controller's counters and the blades', each name once. */
    private Collection<CounterDeclaration> declared(Collection<CounterDeclaration> ofBlades) {
        Map<String, CounterDeclaration> all = new LinkedHashMap<>();
        for (Declaration own : counters.declarations()) {
            all.put(own.metric(), own.toProto());
        }
        ofBlades.forEach(counter -> all.putIfAbsent(counter.getName(), counter));
        return all.values();
    }

    private Map<Integer, UnitInputs.Agent> agents(Boards boards) {
        Map<Integer, UnitInputs.Agent> agents = new HashMap<>();
        for (Map.Entry<Integer, Blade> entry : boards.blades().entrySet()) {
            Blade blade = entry.getValue();
            agents.put(entry.getKey(), new UnitInputs.Agent(
                    blade.link.peer().getSoftwareVersion(), blade.link.peer().getSerialNumber(), blade.status));
        }
        return agents;
    }

    private List<ControllerStatus> controllers(boolean active, long epoch, Optional<Link> peer) {
        List<ControllerStatus> list = new ArrayList<>();
        ControllerStatus.Builder self = ControllerStatus.newBuilder()
                .setNumber(number)
                .setActive(active)
                .setHealthy(true)
                .setAddress(config.address())
                .setApiUrl("http://" + config.address() + ":" + config.ports().api())
                .setSoftwareVersion(version)
                .setEpoch((int) epoch)
                .putAllCounters(counters.values());
        host.get().ifPresent(self::setHost);
        ControllerStatus.Builder other = ControllerStatus.newBuilder()
                .setNumber(3 - number)
                .setHealthy(peer.isPresent())
                .setAddress(config.peerAddress())
                .setApiUrl("http://" + config.peerAddress() + ":" + config.ports().api())
                .setSoftwareVersion(peer.map(link -> link.peer().getSoftwareVersion()).orElse(""));
        peerHost.ifPresent(other::setHost);
        list.add((number == 1 ? self : other).build());
        list.add((number == 1 ? other : self).build());
        return list;
    }
}
