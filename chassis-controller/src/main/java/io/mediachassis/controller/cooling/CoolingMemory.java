package io.mediachassis.controller.cooling;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a controller tells the other one of the cooling, so that a switch-over does not jolt the fans, and does not believe
 * what was found to lie; the minima of it and the doubted sensors are on its disk too. Immutable.
 *
 * @param zones each zone
 * @param trays bit n-1: fan tray n was there; one that is gone is missed
 * @param doubted temperature sensors that are not believed
 */
public record CoolingMemory(List<ZoneMemory> zones, int trays, List<DoubtedSensor> doubted) {
    /** Nothing is known. */
    public static final CoolingMemory NONE = new CoolingMemory(List.of(), 0, List.of());

    public CoolingMemory {
        zones = List.copyOf(zones);
        doubted = List.copyOf(doubted);
    }

    /** Whether the other has learned the same minima, and doubts the same sensors. */
    public boolean learnedAlike(CoolingMemory other) {
        return learned().equals(other.learned());
    }

    private List<String> learned() {
        return Stream.concat(
                zones.stream().map(z -> z.zone() + " " + z.learned().percent()),
                doubted.stream().map(d -> d.place() + " " + d.bootNonce() + " " + d.doubt().fault())).toList();
    }
}
