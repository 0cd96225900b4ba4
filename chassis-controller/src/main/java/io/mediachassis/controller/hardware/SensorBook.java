package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DeviceKind;
import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.SensorKind;
import io.mediachassis.backplane.proto.SensorReading;
import io.mediachassis.controller.cooling.CoolingCounter;
import io.mediachassis.controller.cooling.CoolingSettings;
import io.mediachassis.controller.cooling.CoolingView.Place;
import io.mediachassis.controller.cooling.DoubtedSensor;
import io.mediachassis.controller.cooling.SensorRole;
import io.mediachassis.controller.cooling.SensorState;
import io.mediachassis.controller.cooling.Standing;
import io.mediachassis.controller.eventlog.NewEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * All sensors of the hardware that something is held against: temperatures of boards, of the air that comes in and of
 * power supplies; voltages of what has power; speeds of fans against what they are driven with. Logs what changes. Pure;
 * one thread.
 */
final class SensorBook {
    /** Of a CBC's temperatures the air that comes in; all others are its board's. */
    static final int INLET_INDEX = 2;

    private static final Comparator<Place> ORDER =
            Comparator.comparingInt(Place::address).thenComparing(Place::kind).thenComparingInt(Place::index);

    private final CoolingSettings settings;
    private final Counts<CoolingCounter> counts;
    private final SortedMap<Place, WatchedSensor> sensors = new TreeMap<>(ORDER);
    private final Map<Integer, Integer> nonces = new HashMap<>();
    /** What the last controller did not believe, until its device is heard. */
    private final Map<Place, DoubtedSensor> inherited = new HashMap<>();

    /** @param doubted what the last controller did not believe */
    SensorBook(CoolingSettings settings, Counts<CoolingCounter> counts, List<DoubtedSensor> doubted) {
        this.settings = settings;
        this.counts = counts;
        doubted.forEach(sensor -> inherited.put(sensor.place(), sensor));
    }

    /**
     * A device's status was read.
     *
     * @param air what passes it, percent; not a number: unknown
     */
    void onStatus(int address, DeviceStatus status, double air, long nowNs) {
        Integer nonce = nonces.put(address, status.getBootNonce());
        if (nonce != null && nonce != status.getBootNonce()) {
            // Its firmware was started again, or another is in its place.
            sensors.keySet().removeIf(place -> place.address() == address);
        }
        boolean blade = BusAddress.kind(address) == DeviceKind.CBC;
        double watts = blade && status.getPowerGood() ? watts(status) : Double.NaN;
        Set<Place> shown = new HashSet<>();
        for (SensorReading reading : status.getReadingsList()) {
            SensorRole role = role(address, reading);
            if (role != SensorRole.OTHER) {
                Place place = new Place(address, reading.getKind(), reading.getIndex());
                shown.add(place);
                WatchedSensor sensor =
                        sensors.computeIfAbsent(place, p -> sensor(p, role, status.getBootNonce(), nowNs));
                if (role == SensorRole.VOLTAGE && !status.getPowerGood()) {
                    sensor.idle();
                } else {
                    sensor.reading(value(role, reading, status), watts, Double.isNaN(watts) ? Double.NaN : air, nowNs);
                }
            }
        }
        of(address).forEach((place, sensor) -> {
            if (!shown.contains(place)) {
                sensor.missing(nowNs);
            }
        });
    }

    /** Whether a sensor of a device shows now and then what can't be, and is not lost yet. */
    boolean questionable(int address, long nowNs) {
        return of(address).values().stream().anyMatch(sensor -> sensor.questionable(nowNs));
    }

    private WatchedSensor sensor(Place place, SensorRole role, int nonce, long nowNs) {
        WatchedSensor sensor = new WatchedSensor(role, settings, nowNs);
        DoubtedSensor before = inherited.remove(place);
        if (before != null && before.bootNonce() == nonce && role.isTemperature()) {
            sensor.restore(before.doubt());
        }
        return sensor;
    }

    private static double watts(DeviceStatus status) {
        double watts = Double.NaN;
        for (SensorReading reading : status.getReadingsList()) {
            if (reading.getKind() == SensorKind.POWER) {
                watts = (Double.isNaN(watts) ? 0 : watts) + reading.getValue() / 10.0;
            }
        }
        return watts;
    }

    private static SensorRole role(int address, SensorReading reading) {
        DeviceKind device = BusAddress.kind(address);
        return switch (reading.getKind()) {
            case TEMPERATURE -> device == DeviceKind.PSU ? SensorRole.PSU
                    : device != DeviceKind.CBC ? SensorRole.OTHER
                    : reading.getIndex() == INLET_INDEX ? SensorRole.INLET : SensorRole.BOARD;
            case VOLTAGE -> SensorRole.VOLTAGE;
            case FAN_SPEED -> device == DeviceKind.FAN_TRAY ? SensorRole.FAN : SensorRole.OTHER;
            default -> SensorRole.OTHER;
        };
    }

    private double value(SensorRole role, SensorReading reading, DeviceStatus status) {
        return switch (role) {
            case VOLTAGE -> reading.getValue() / 1000.0;
            case FAN -> status.getFanDutyPercent() == 0 ? 100
                    : 10_000.0 * reading.getValue() / settings.fanFullSpeed() / status.getFanDutyPercent();
            default -> reading.getValue() / 10.0;
        };
    }

    /** The sensors of devices that are gone are forgotten. */
    void retain(IntPredicate present) {
        sensors.keySet().removeIf(place -> !present.test(place.address()));
        nonces.keySet().removeIf(address -> !present.test(address));
    }

    /** The device does not answer. */
    void silent(int address, long nowNs) {
        of(address).values().forEach(sensor -> sensor.missing(nowNs));
    }

    /** Logs what has changed. */
    void report(List<HardwareAction> out) {
        sensors.forEach((place, sensor) -> {
            if (sensor.takeTrustChange()) {
                boolean lost = !sensor.fault().isEmpty();
                counts.add(CoolingCounter.SENSORS_LOST, lost ? 1 : 0);
                out.add(new HardwareAction.Log(SensorReports.trust(place, sensor)));
            }
            Standing before = sensor.takeChange();
            Standing now = sensor.standing();
            if (before != now) {
                counts.add(CoolingCounter.THRESHOLDS_PASSED, now.degree() > before.degree() ? 1 : 0);
                boolean fails = sensor.role() == SensorRole.FAN && now.tooLow(2) && !before.tooLow(2);
                counts.add(CoolingCounter.FANS_FAILED, fails ? 1 : 0);
                NewEvent event = SensorReports.standing(place, sensor);
                out.add(new HardwareAction.Log(event));
            }
        });
    }

    /** The sensors of a device, by where they sit. */
    SortedMap<Place, WatchedSensor> of(int address) {
        return sensors.subMap(before(address), before(address + 1));
    }

    private static Place before(int address) {
        return new Place(address, SensorKind.SENSOR_KIND_UNSPECIFIED, Integer.MIN_VALUE);
    }

    /** Those that are not believed, for the next controller. */
    List<DoubtedSensor> doubted() {
        List<DoubtedSensor> doubted = new ArrayList<>(inherited.values());
        sensors.forEach((place, sensor) -> {
            if (!sensor.fault().isEmpty()) {
                doubted.add(new DoubtedSensor(place, nonces.getOrDefault(place.address(), 0), sensor.doubt()));
            }
        });
        return doubted;
    }

    /** All of them, as they stand. */
    Map<Place, SensorState> states() {
        Map<Place, SensorState> states = new HashMap<>();
        sensors.forEach((place, sensor) -> states.put(place, sensor.state()));
        return states;
    }
}
