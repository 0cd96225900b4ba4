package io.mediachassis.controller.headend.registry.server;

import io.mediachassis.controller.headend.registry.Distances;
import java.time.Duration;

/**
 * How a controller runs the registry.
 *
 * @param store the line that names the store; empty: this controller runs none
 * @param station its own, whose reports are taken, and which is the home station of what is downloaded
 * @param stationLifetime for which a station counts as there after it was heard of, at least 1 s
 * @param storeLimit for which a store is waited for
 * @param distances between stations
 */
public record RegistrySettings(
        String store, String station, Duration stationLifetime, Duration storeLimit, Distances distances) {
    /** Without distances. */
    public RegistrySettings(String store, String station, Duration stationLifetime, Duration storeLimit) {
        this(store, station, stationLifetime, storeLimit, Distances.NONE);
    }
}
