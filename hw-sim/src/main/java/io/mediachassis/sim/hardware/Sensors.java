package io.mediachassis.sim.hardware;

import io.mediachassis.backplane.proto.SensorKind;
import io.mediachassis.backplane.proto.SensorReading;
import io.mediachassis.sim.plant.Plant;
import java.util.List;

/**
 * What the sensors of each kind of device show of the physics. CBC: temperature 1 (board) and 2 (inlet), voltage,
 * current, power. PSU: temperature, voltage, current, power. Fan tray: speeds 1 and 2.
 */
final class Sensors {
    private final Plant plant;
    private final double inletCelsius;

    Sensors(Plant plant, double inletCelsius) {
        this.plant = plant;
        this.inletCelsius = inletCelsius;
    }

    List<SensorReading> cbc(int slot, boolean powered) {
        double volts = powered ? plant.volts() : 0;
        double watts = plant.watts(slot);
        return List.of(
                reading(SensorKind.TEMPERATURE, 1, plant.celsius(slot) * 10),
                reading(SensorKind.TEMPERATURE, 2, inletCelsius * 10),
                reading(SensorKind.VOLTAGE, 1, volts * 1000),
                reading(SensorKind.CURRENT, 1, volts > 0 ? watts / volts * 1000 : 0),
                reading(SensorKind.POWER, 1, watts * 10));
    }

    List<SensorReading> psu(int number, boolean good) {
        double volts = good ? plant.volts() : 0;
        double watts = plant.psuWatts(number);
        return List.of(
                reading(SensorKind.TEMPERATURE, 1, (inletCelsius + 4 + watts / 60) * 10),
                reading(SensorKind.VOLTAGE, 1, volts * 1000),
                reading(SensorKind.CURRENT, 1, volts > 0 ? watts / volts * 1000 : 0),
                reading(SensorKind.POWER, 1, watts * 10));
    }

    List<SensorReading> fanTray(int number) {
        // Two fans never turn quite alike.
        return List.of(
                reading(SensorKind.FAN_SPEED, 1, plant.rpm(number)),
                reading(SensorKind.FAN_SPEED, 2, plant.rpm(number) * 0.99));
    }

    private static SensorReading reading(SensorKind kind, int index, double value) {
        return SensorReading.newBuilder()
                .setKind(kind)
                .setIndex(index)
                .setValue((int) Math.round(value))
                .build();
    }
}
