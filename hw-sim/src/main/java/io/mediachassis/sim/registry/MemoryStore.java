package io.mediachassis.sim.registry;

import io.mediachassis.controller.headend.registry.HoldingRow;
import io.mediachassis.controller.headend.registry.RegistryRows;
import io.mediachassis.controller.headend.registry.RegistryStore;
import io.mediachassis.controller.headend.registry.StationRow;
import io.mediachassis.controller.headend.registry.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A registry's rows that survive its crashes, with steps that fail before or after they took effect. */
final class MemoryStore implements RegistryStore {
    private final RegistryWorld world;
    private final Map<String, StationRow> stations = new TreeMap<>();
    /** By program and station. */
    private final Map<String, HoldingRow> holdings = new TreeMap<>();
    private final Map<String, Long> aliveUntilNs = new HashMap<>();

    MemoryStore(RegistryWorld world) {
        this.world = world;
    }

    /** The process that counted the leases is gone. */
    void crash() {
        aliveUntilNs.clear();
    }

    @Override
    public <T> T read(Function<RegistryRows, T> question) {
        return question.apply(new Rows());
    }

    @Override
    public <T> T write(Function<RegistryRows, T> step) {
        Rows rows = new Rows();
        T answer = step.apply(rows);
        if (world.mishap(0.02)) {
            throw new StoreException("the step was lost");
        }
        rows.changes.forEach(Runnable::run);
        if (world.mishap(0.02)) {
            throw new StoreException("the step took effect, and its answer was lost");
        }
        return answer;
    }

    @Override
    public void renew(String station, Duration lifetime) {
        aliveUntilNs.put(station, world.nowNs() + lifetime.toNanos());
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public void close() {}

    private static String key(String program, String station) {
        return program + "!" + station;
    }

    /** As they are at this instant; nothing comes between, since the simulation has one thread. */
    private final class Rows implements RegistryRows {
        private final List<Runnable> changes = new ArrayList<>();

        @Override
        public Optional<StationRow> station(String name) {
            return Optional.ofNullable(stations.get(name));
        }

        @Override
        public List<StationRow> stations() {
            return List.copyOf(stations.values());
        }

        @Override
        public Optional<HoldingRow> holding(String program, String station) {
            return Optional.ofNullable(holdings.get(key(program, station)));
        }

        @Override
        public List<HoldingRow> holders(String program) {
            return holdings.values().stream().filter(row -> row.program().equals(program)).toList();
        }

        @Override
        public List<HoldingRow> holdingsOf(String station, String after, String through) {
            return holdings.values().stream()
                    .filter(row -> row.station().equals(station) && row.program().compareTo(after) > 0)
                    .filter(row -> through.isEmpty() || row.program().compareTo(through) <= 0)
                    .toList();
        }

        @Override
        public void forEachHolding(Consumer<HoldingRow> row) {
            holdings.values().forEach(row);
        }

        @Override
        public boolean isAlive(String station) {
            return alive().contains(station);
        }

        @Override
        public Set<String> alive() {
            return aliveUntilNs.entrySet().stream()
                    .filter(lease -> lease.getValue() - world.nowNs() > 0)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
        }

        @Override
        public void put(StationRow row) {
            changes.add(() -> stations.put(row.name(), row));
        }

        @Override
        public void put(HoldingRow row) {
            changes.add(() -> holdings.put(key(row.program(), row.station()), row));
        }

        @Override
        public void removeStation(String name) {
            changes.add(() -> stations.remove(name));
        }

        @Override
        public void remove(String program, String station) {
            changes.add(() -> holdings.remove(key(program, station)));
        }
    }
}
