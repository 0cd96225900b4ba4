package io.mediachassis.controller.cooling;

import java.util.List;

/**
 * What a controller tells the other one of the cooling, so that a switch-over does not jolt the fans; the minima of it are
 * on its disk too. Immutable.
 *
 * @param zones each zone
 * @param trays bit n-1: fan tray n was there; one that is gone is missed
 */
public record CoolingMemory(List<ZoneMemory> zones, int trays) {
    /** Nothing is known. */
    public static final CoolingMemory NONE = new CoolingMemory(List.of(), 0);

    public CoolingMemory {
        zones = List.copyOf(zones);
    }

    /** Whether the other has learned the same minima. */
    public boolean learnedAlike(CoolingMemory other) {
        return learned().equals(other.learned());
    }

    private List<String> learned() {
        return zones.stream().map(z -> z.zone() + " " + z.learned().percent()).toList();
    }
}
