package io.mediachassis.controller.headend.registry.server;

import io.mediachassis.backplane.proto.StationAlive;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What stations said of themselves when this controller last heard them. Any thread. */
public final class HeardStations {
    private final Duration lifetime;
    private final Map<String, Heard> heard = new ConcurrentHashMap<>();

    private record Heard(StationAlive word, long atNs) {}

    /** @param lifetime for which a station counts as there after it was heard of */
    HeardStations(Duration lifetime) {
        this.lifetime = lifetime;
    }

    void heard(StationAlive word, long nowNs) {
        heard.put(word.getStation(), new Heard(word, nowNs));
    }

    /** HOST:PORT where its director answers those of others; empty: it has not said. */
    public String address(String station) {
        Heard last = heard.get(station);
        return last == null ? "" : last.word().getAddress();
    }

    public boolean alive(String station, long nowNs) {
        @Nullable Heard last = heard.get(station);
        return last != null && nowNs - last.atNs() < lifetime.toNanos();
    }
}
