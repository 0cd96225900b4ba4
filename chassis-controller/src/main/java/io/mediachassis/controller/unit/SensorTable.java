package io.mediachassis.controller.unit;

import io.mediachassis.backplane.proto.DeviceStatus;
import io.mediachassis.backplane.proto.Sensor;
import io.mediachassis.backplane.proto.SensorKind;
import io.mediachassis.backplane.proto.SensorReading;
import io.mediachassis.controller.cooling.CoolingView;
import io.mediachassis.controller.cooling.SensorRole;
import io.mediachassis.controller.cooling.SensorState;
import io.mediachassis.controller.hardware.DeviceFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sensors of every board with names and numbers that stay: a number is made of what is measured and the index that
 * the device gives (fan speeds 1 to 99, temperatures from 101, voltages 201, currents 301, power 401), and a sensor once
 * seen stays in the list, unavailable, while its device does not read it. Pure; one thread.
 */
public final class SensorTable {
    private static final int MAX_INDEX = 98;

    private final Map<Integer, SortedMap<Integer, Sensor>> boards = new HashMap<>();

    /**
     * The sensors of a device by its last status; forgets them when the device is gone.
     *
     * @param cooling where they stand against their thresholds
     */
    public List<Sensor> of(DeviceFacts device, boolean present, CoolingView cooling) {
        if (!present) {
            boards.remove(device.address());
            return List.of();
        }
        SortedMap<Integer, Sensor> known = boards.computeIfAbsent(device.address(), a -> new TreeMap<>());
        known.replaceAll((number, sensor) ->
                sensor.toBuilder().setStatus(Sensor.Status.UNAVAILABLE).clearMilli().clearStanding().build());
        DeviceStatus status = device.status();
        if (status != null && device.reachable()) {
            for (SensorReading reading : status.getReadingsList()) {
                if (base(reading.getKind()) >= 0 && Integer.compareUnsigned(reading.getIndex(), MAX_INDEX) <= 0) {
                    Sensor.Builder sensor = sensor(reading);
                    cooling.sensor(device.address(), reading.getKind(), reading.getIndex())
                            .ifPresent(state -> CoolingModel.stand(sensor, state, scale(state, status)));
                    known.put(sensor.getNumber(), sensor.build());
                }
            }
        }
        return new ArrayList<>(known.values());
    }

    /** Thresholds of fans are percent of what they are driven for; all others are in the sensor's own unit. */
    private static double scale(SensorState state, DeviceStatus status) {
        boolean fan = state.role() == SensorRole.FAN;
        return fan ? state.full() * status.getFanDutyPercent() / 10_000.0 : 1;
    }

    /** The number of a sensor within its board. */
    static int number(SensorKind kind, int index) {
        return base(kind) + index + 1;
    }

    private static Sensor.Builder sensor(SensorReading reading) {
        int place = reading.getIndex() + 1;
        return Sensor.newBuilder()
                .setNumber(base(reading.getKind()) + place)
                .setName(name(reading.getKind()) + " " + place)
                .setType(type(reading.getKind()))
                .setMilli(milli(reading))
                .setStatus(Sensor.Status.OK);
    }

    private static int base(SensorKind kind) {
        return switch (kind) {
            case FAN_SPEED -> 0;
            case TEMPERATURE -> 100;
            case VOLTAGE -> 200;
            case CURRENT -> 300;
            case POWER -> 400;
            case SENSOR_KIND_UNSPECIFIED, UNRECOGNIZED -> -1;
        };
    }

    private static String name(SensorKind kind) {
        return switch (kind) {
            case FAN_SPEED -> "Fan";
            case TEMPERATURE -> "Temperature";
            case VOLTAGE -> "Voltage";
            case CURRENT -> "Current";
            case POWER -> "Power";
            case SENSOR_KIND_UNSPECIFIED, UNRECOGNIZED -> "Sensor";
        };
    }

    private static Sensor.Type type(SensorKind kind) {
        return switch (kind) {
            case FAN_SPEED -> Sensor.Type.RPM;
            case TEMPERATURE -> Sensor.Type.CELSIUS;
            case VOLTAGE -> Sensor.Type.VOLTS_DC;
            case CURRENT -> Sensor.Type.AMPERES;
            case POWER -> Sensor.Type.WATTS;
            case SENSOR_KIND_UNSPECIFIED, UNRECOGNIZED -> Sensor.Type.TYPE_UNSPECIFIED;
        };
    }

    /** From the line's unit (tenths of a degree, mV, mA, tenths of a watt, rpm) to thousandths of the type's unit. */
    private static long milli(SensorReading reading) {
        long value = reading.getValue();
        return switch (reading.getKind()) {
            case TEMPERATURE, POWER -> value * 100;
            case FAN_SPEED -> value * 1000;
            case VOLTAGE, CURRENT, SENSOR_KIND_UNSPECIFIED, UNRECOGNIZED -> value;
        };
    }
}
