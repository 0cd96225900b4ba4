package io.mediachassis.sim.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.controller.client.ChassisException;
import io.mediachassis.sim.unit.StationUnits;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Brings several units up as the stations of one head-end, the home first. One thread; {@link #close} from any. */
public final class StationsDemo implements AutoCloseable {
    private static final Duration KNOWN = Duration.ofMinutes(1);

    private final List<Demo> stations = new ArrayList<>();
    private final List<UnitPlan> plans;

    /** @param units of the same form, with numbers and data folders of their own, the home first */
    public StationsDemo(List<UnitPlan> units, Clock clock, PrintStream out) throws IOException {
        plans = StationUnits.of(units);
        for (UnitPlan plan : plans) {
            stations.add(new Demo(plan, clock, out));
        }
    }

    public Demo home() {
        return stations.get(0);
    }

    /** One of them; 0 is the home. */
    public Demo station(int index) {
        return stations.get(index);
    }

    /** As they are configured, the home first. */
    public List<UnitPlan> plans() {
        return plans;
    }

    /**
     * One after the other, since a small machine has enough to do with one; then waits until the head-end has heard all.
     *
     * @throws IOException when one does not come up; tells what hinders it
     */
    public void bringUp() throws IOException {
        for (int n = 0; n < stations.size(); n++) {
            home().say("Station " + plans.get(n).stationName() + (n == 0 ? ", the home with the head-end:" : ":"));
            stations.get(n).bringUp();
        }
        home().watch().await("the head-end to hear of all stations", KNOWN, watch -> heard(watch).containsAll(
                plans.stream().map(UnitPlan::stationName).toList()));
        home().say("The head-end has heard of all " + stations.size() + " stations.");
    }

    /** Stations of which the registry has heard lately. */
    private static Set<String> heard(UnitWatch watch) {
        try {
            return watch.client().get("/v1/registry/check").path("stations").valueStream()
                    .filter(station -> !station.path("silent").asBoolean())
                    .map((JsonNode station) -> station.path("station").asText())
                    .collect(Collectors.toSet());
        } catch (ChassisException e) {
            return Set.of();
        }
    }

    @Override
    public void close() {
        // The home last: the others' directors would only complain.
        for (int n = stations.size() - 1; n >= 0; n--) {
            stations.get(n).close();
        }
    }
}
