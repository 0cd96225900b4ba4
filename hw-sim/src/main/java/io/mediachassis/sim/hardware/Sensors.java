package io.mediachassis.sim.hardware;

import io.mediachassis.backplane.proto.SensorKind;
import io.mediachassis.backplane.proto.SensorReading;
import io.mediachassis.sim.plant.Plant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the sensors of each kind of device show of the physics. CBC: temperature 1 (board) and 2 (inlet), voltage,
 * current, power. PSU: temperature, voltage, current, power. Fan tray: speeds 1 and 2.
 */
final class Sensors {
    private final Plant plant;
    private final Map<Integer, SensorFault> faults = new HashMap<>();
    private long count;

    Sensors(Plant plant) {
        this.plant = plant;
    }

    /** From now on a temperature sensor of a CBC, 1 or 2, is so. */
    void fault(int slot, int index, SensorFault fault) {
        faults.put(10 * slot + index, fault);
    }

    /** The next readings are taken. */
    void tick() {
        count++;
    }

    private void temperature(List<SensorReading> readings, int slot, int index, double celsius) {
        faults.getOrDefault(10 * slot + index, new SensorFault.Well())
                .shown(celsius, count)
                .ifPresent(shown -> readings.add(reading(SensorKind.TEMPERATURE, index, shown * 10)));
    }

    List<SensorReading> cbc(int slot, boolean powered) {
        double volts = powered ? plant.volts() : 0;
        double watts = plant.watts(slot);
        List<SensorReading> readings = new ArrayList<>();
        temperature(readings, slot, 1, plant.celsius(slot));
        temperature(readings, slot, 2, plant.ambient());
        readings.add(reading(SensorKind.VOLTAGE, 1, volts * 1000));
        readings.add(reading(SensorKind.CURRENT, 1, volts > 0 ? watts / volts * 1000 : 0));
        readings.add(reading(SensorKind.POWER, 1, watts * 10));
        return readings;
    }

    List<SensorReading> psu(int number, boolean good) {
        double volts = good ? plant.volts() : 0;
        double watts = plant.psuWatts(number);
        return List.of(
                reading(SensorKind.TEMPERATURE, 1, (plant.ambient() + 4 + watts / 60) * 10),
                reading(SensorKind.VOLTAGE, 1, volts * 1000),
                reading(SensorKind.CURRENT, 1, volts > 0 ? watts / volts * 1000 : 0),
                reading(SensorKind.POWER, 1, watts * 10));
    }

    List<SensorReading> fanTray(int number) {
        // Two fans never turn quite alike.
        return List.of(
                reading(SensorKind.FAN_SPEED, 1, plant.rpm(number, 0)),
                reading(SensorKind.FAN_SPEED, 2, plant.rpm(number, 1) * 0.99));
    }

    private static SensorReading reading(SensorKind kind, int index, double value) {
        return SensorReading.newBuilder()
                .setKind(kind)
                .setIndex(index)
                .setValue((int) Math.round(value))
                .build();
    }
}
