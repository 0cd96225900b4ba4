package io.mediachassis.controller.cooling;

import io.mediachassis.backplane.proto.SensorKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The cooling at one instant; immutable, so any thread may read it.
 *
 * @param heats of the blades that are throttled or off for heat, by slot
 * @param target what the fans hold the boards at, degrees
 */
public record CoolingView(List<Zone> zones, Map<Place, SensorState> sensors, Map<Integer, Heat> heats, double target) {
    public static final CoolingView NONE = new CoolingView(List.of(), Map.of(), Map.of(), 0);

    public CoolingView {
        zones = List.copyOf(zones);
        sensors = Map.copyOf(sensors);
        heats = Map.copyOf(heats);
    }

    /** Where a sensor sits: as its device tells of it on the bus. */
    public record Place(int address, SensorKind kind, int index) {}

    /** What heat has done to a blade. */
    public record Heat(BladeHeat.State state, int admitted) {}

    /**
     * A zone.
     *
     * @param trays those of its trays that are there, or are missed
     * @param level what the loop wants, percent
     * @param ordered what its fans are driven with, percent; negative: nothing yet
     * @param hottestAt where the hottest board sensor sits; its address is 0 where there is none
     */
    public record Zone(
            String name, SortedSet<Integer> slots, SortedSet<Integer> trays, ZoneState state, String reason, double level,
            int ordered, int minimum, ZoneSight sight, Place hottestAt) {}

    /** Whether a fan of a tray does not turn as it should. */
    public boolean fanFailed(int address) {
        return sensors.entrySet().stream().anyMatch(each -> each.getKey().address() == address
                && each.getValue().role() == SensorRole.FAN && each.getValue().standing().tooLow(2));
    }

    /** A sensor's state; empty: nothing is held against it. */
    public Optional<SensorState> sensor(int address, SensorKind kind, int index) {
        return Optional.ofNullable(sensors.get(new Place(address, kind, index)));
    }
}
