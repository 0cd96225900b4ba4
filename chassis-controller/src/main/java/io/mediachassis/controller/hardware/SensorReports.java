package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.controller.cooling.CoolingView.Place;
import io.mediachassis.controller.cooling.SensorRole;
import io.mediachassis.controller.cooling.Standing;
import io.mediachassis.controller.cooling.Thresholds;
import io.mediachassis.controller.eventlog.NewEvent;
import java.util.List;
import java.util.Locale;

/** What sensors tell people: kinds of events and their sentences. Pure; any thread. */
final class SensorReports {
    private SensorReports() {}

    /** A sensor is no longer believed, or is again. */
    static NewEvent trust(Place place, WatchedSensor sensor) {
        return sensor.fault().isEmpty()
                ? NewEvent.info("sensor.found", slot(place), name(place) + " is believed again")
                : NewEvent.warning("sensor.lost", slot(place), name(place) + " is not believed: " + sensor.fault());
    }

    /** A sensor has come to stand otherwise against its thresholds. */
    static NewEvent standing(Place place, WatchedSensor sensor) {
        Standing now = sensor.standing();
        boolean fan = sensor.role() == SensorRole.FAN;
        String of = fan ? "fan" : "sensor";
        String shows = name(place) + (fan ? " turns at " : " is ") + number(sensor.value(), sensor.role());
        String rest = fan ? " of what it is driven for" : "";
        if (now == Standing.NORMAL) {
            return NewEvent.info(of + ".normal", slot(place), shows + rest + ", within its thresholds again");
        }
        String text = shows + rest + (now.tooHigh(1) ? ", above" : ", below") + " its " + now.words() + " threshold of "
                + number(limit(sensor.state().thresholds(), now), sensor.role());
        return now.degree() == 1
                ? NewEvent.warning(of + ".caution", slot(place), text)
                : NewEvent.critical(fan ? "fan.failed" : "sensor." + (now.degree() == 2 ? "critical" : "fatal"),
                        slot(place), text + (fan ? "; replace its tray" : ""));
    }

    private static double limit(Thresholds thresholds, Standing standing) {
        List<Double> limits = standing.tooHigh(1) ? thresholds.upper() : thresholds.lower();
        return limits.get(standing.degree() - 1);
    }

    private static String number(double value, SensorRole role) {
        return String.format(Locale.ROOT, role == SensorRole.FAN ? "%.0f %s" : "%.1f %s", value, role.unit());
    }

    /** For people: "Temperature 2 of blade 3", "Fan 1 of fan tray 2". As SensorTable numbers them. */
    static String name(Place place) {
        String what = switch (place.kind()) {
            case TEMPERATURE -> "Temperature ";
            case VOLTAGE -> "Voltage ";
            case FAN_SPEED -> "Fan ";
            case CURRENT, POWER, SENSOR_KIND_UNSPECIFIED, UNRECOGNIZED -> "Sensor ";
        };
        String board = BusAddress.kind(place.address()) == DeviceKind.CBC
                ? "blade " + place.address() : BusAddress.name(place.address());
        return what + (place.index() + 1) + " of " + board;
    }

    private static int slot(Place place) {
        return BusAddress.kind(place.address()) == DeviceKind.CBC ? place.address() : 0;
    }
}
