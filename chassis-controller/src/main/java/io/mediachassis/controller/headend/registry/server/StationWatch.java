package io.mediachassis.controller.headend.registry.server;

import io.mediachassis.controller.eventlog.NewEvent;
import io.mediachassis.controller.headend.registry.RegistryCheck.Station;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which stations have fallen silent and which are back, each told once. For one lifetime after it began to look nobody is
 * silent: leases may be in a memory that is new. Pure; one thread.
 */
final class StationWatch {
    private final long beganNs;
    private final Duration lifetime;
    private final Set<String> silent = new HashSet<>();

    StationWatch(Duration lifetime, long nowNs) {
        this.lifetime = lifetime;
        this.beganNs = nowNs;
    }

    /** What to tell of the stations as they are now. */
    List<NewEvent> look(List<Station> stations, long nowNs) {
        List<NewEvent> events = new ArrayList<>();
        for (Station station : stations) {
            String name = station.row().name();
            if (!station.silent() && silent.remove(name)) {
                events.add(NewEvent.info("registry.station.back", 0, "Station " + name + " reports again"));
            } else if (station.silent() && nowNs - beganNs >= lifetime.toNanos() && silent.add(name)) {
                events.add(NewEvent.warning("registry.station.silent", 0, "Station " + name + " has not been heard for "
                        + lifetime.toSeconds() + " s: what it holds is offered to nobody, and counts as no copy; see to its "
                        + "director and its link"));
            }
        }
        return events;
    }
}
