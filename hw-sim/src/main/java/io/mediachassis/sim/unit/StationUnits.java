package io.mediachassis.sim.unit;

import com.typesafe.config.ConfigUtil;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Units that are the stations of one head-end: the first is the home and runs it, the others belong to it. */
public final class StationUnits {
    private static final String AUTHORITY = "chassis-ca.pem";

    private StationUnits() {}

    /**
     * Their plans.
     *
     * @param units of the same form, with numbers and data folders of their own, the home first
     */
    public static List<UnitPlan> of(List<UnitPlan> units) {
        UnitPlan home = units.get(0);
        List<UnitPlan> stations = new ArrayList<>();
        stations.add(home.withControllerKeys(units.stream().skip(1)
                .map(unit -> "{ name = " + unit.stationName() + ", ca = " + authority(unit) + " }")
                .collect(Collectors.joining(", ", "head-end.stations = [", "]"))));
        units.stream().skip(1).forEach(unit -> stations.add(belonging(unit, home)));
        return stations;
    }

    private static UnitPlan belonging(UnitPlan unit, UnitPlan home) {
        List<String> keys = new ArrayList<>(unit.agentKeys());
        keys.add("home = false");
        keys.add("head-end { controllers = [\"" + home.controllerAddress(1) + "\", \"" + home.controllerAddress(2)
                + "\"], ca = " + authority(home) + " }");
        return unit.withAgentKeys(keys.toArray(String[]::new)).withControllerKeys("head-end.registry = \"\"");
    }

    /** Where a unit's controller leaves the certificate of its chassis' CA. */
    private static String authority(UnitPlan unit) {
        Path file = unit.boardFolder("controller-1").resolve(AUTHORITY);
        return ConfigUtil.quoteString(file.toString());
    }
}
