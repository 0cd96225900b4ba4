package io.mediachassis.controller.headend.registry.server;

import java.time.Duration;

/**
 * How a controller runs the registry.
 *
 * @param store the line that names the store; empty: this controller runs none
 * @param station whose reports are taken
 * @param stationLifetime for which a station counts as there after it was heard of, at least 1 s
 * @param storeLimit for which a store is waited for
 */
public record RegistrySettings(String store, String station, Duration stationLifetime, Duration storeLimit) {}
