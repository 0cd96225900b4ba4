package io.mediachassis.controller.headend.registry.server;

import io.mediachassis.backplane.proto.PathReport;
import io.mediachassis.backplane.proto.StationAlive;
import io.mediachassis.backplane.registry.StationHolding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What stations said of themselves when they said last that they are there. In memory alone, since each says it again every
 * few seconds, and for a lease's lifetime, since one that is silent is nobody's source. Stations are those of the
 * configuration, so there are no more of these. Any thread.
 */
public final class StationFacts {
    private static final int MAX_PATHS = 100;
    private static final int MAX_ADDRESS = 256;

    private final Duration lifetime;
    private final Map<String, Fact> facts = new ConcurrentHashMap<>();

    /**
     * A station's last word.
     *
     * @param address HOST:PORT where its director answers those of others; empty: nowhere
     * @param load share of its engines' egress in use, 0 to 1
     * @param paths that it measured, with their ages at that time
     * @param heardNs when it came
     */
    public record Fact(String address, double load, List<PathReport> paths, long heardNs) {
        public Fact {
            paths = List.copyOf(paths);
        }
    }

    StationFacts(Duration lifetime) {
        this.lifetime = lifetime;
    }

    /** What can't be of it is left out. */
    void heard(StationAlive message, long nowNs) {
        double load = message.getLoad();
        facts.put(message.getStation(), new Fact(
                message.getAddress().length() <= MAX_ADDRESS ? message.getAddress() : "",
                load >= 0 ? Math.min(1, load) : 0, // no number is 0, too
                message.getPathsList().stream()
                        .filter(path -> StationHolding.isName(path.getFromStation()))
                        .limit(MAX_PATHS)
                        .toList(),
                nowNs));
    }

    /** Empty once it is silent. */
    public Optional<Fact> of(String station, long nowNs) {
        return Optional.ofNullable(facts.get(station)).filter(fact -> nowNs - fact.heardNs() < lifetime.toNanos());
    }
}
