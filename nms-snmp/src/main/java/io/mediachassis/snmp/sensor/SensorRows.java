package io.mediachassis.snmp.sensor;

import io.mediachassis.backplane.proto.Sensor;
import io.mediachassis.snmp.entity.PhysicalEntity;
import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.List;
import org.snmp4j.smi.OID;

/**
 * ENTITY-SENSOR-MIB (RFC 3433), entPhySensorTable. Managers disagree about entPhySensorPrecision: some ignore it, one
 * wants celsius in tenths and takes rpm as whole numbers whatever it says; the scales of {@link SensorScale} are read
 * alike by all. A sensor that can't be read has its status and no value: 0 or -127 would be taken for a reading. Pure.
 */
public final class SensorRows {
    static final OID ENT_PHY_SENSOR_ENTRY = new OID("1.3.6.1.2.1.99.1.1.1");
    private static final int SCALE_UNITS = 9;

    private SensorRows() {}

    /**
     * Adds a row for each entity that is a sensor.
     *
     * @param readTicks sysUpTime when the readings were taken, in hundredths of a second
     * @param updateRateMs how often they are taken, in milliseconds
     */
    public static void add(RowBuilder rows, List<PhysicalEntity> entities, long readTicks, int updateRateMs) {
        for (PhysicalEntity e : entities) {
            Sensor sensor = e.sensor();
            if (sensor != null) {
                row(rows, e.index(), sensor, readTicks, updateRateMs);
            }
        }
    }

    private static void row(RowBuilder rows, int index, Sensor sensor, long readTicks, int updateRateMs) {
        SensorScale scale = SensorScale.of(sensor.getType());
        int status = switch (sensor.getStatus()) {
            case OK -> 1;
            case NONOPERATIONAL -> 3;
            default -> 2;
        };
        rows.add(ENT_PHY_SENSOR_ENTRY, 1, RowBuilder.integer(scale.type()), index);
        rows.add(ENT_PHY_SENSOR_ENTRY, 2, RowBuilder.integer(SCALE_UNITS), index);
        rows.add(ENT_PHY_SENSOR_ENTRY, 3, RowBuilder.integer(scale.precision()), index);
        if (status == 1) {
            rows.add(ENT_PHY_SENSOR_ENTRY, 4, RowBuilder.integer(scale.value(sensor.getMilli())), index);
        }
        rows.add(ENT_PHY_SENSOR_ENTRY, 5, RowBuilder.integer(status), index);
        rows.add(ENT_PHY_SENSOR_ENTRY, 6, RowBuilder.text(scale.display()), index);
        rows.add(ENT_PHY_SENSOR_ENTRY, 7, RowBuilder.ticks(readTicks), index);
        rows.add(ENT_PHY_SENSOR_ENTRY, 8, RowBuilder.unsigned(updateRateMs), index);
    }
}
