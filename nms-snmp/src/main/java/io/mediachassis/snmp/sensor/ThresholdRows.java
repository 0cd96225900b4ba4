package io.mediachassis.snmp.sensor;

import io.mediachassis.backplane.proto.Sensor;
import io.mediachassis.backplane.proto.Standing;
import io.mediachassis.snmp.entity.PhysicalEntity;
import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.List;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/**
 * mcThresholdTable: what each sensor that is watched is held against, in the units of its entPhySensorValue, and where it
 * stands. Pure.
 */
public final class ThresholdRows {
    /** EntitySensorValue's own ends: no reading is beyond them. */
    private static final long NONE = 1_000_000_000;

    private ThresholdRows() {}

    /**
     * Adds a row for each entity that is a sensor with thresholds.
     *
     * @param entry mcThresholdEntry
     */
    public static void add(RowBuilder rows, List<PhysicalEntity> entities, OID entry) {
        for (PhysicalEntity e : entities) {
            Sensor sensor = e.sensor();
            if (sensor != null && sensor.getUpperMilliCount() + sensor.getLowerMilliCount() > 0) {
                SensorScale scale = SensorScale.of(sensor.getType());
                for (int i = 0; i < 3; i++) {
                    rows.add(entry, 2 + i, limit(scale, sensor.getUpperMilliList(), i, NONE), e.index());
                    rows.add(entry, 5 + i, limit(scale, sensor.getLowerMilliList(), i, -NONE), e.index());
                }
                rows.add(entry, 8, RowBuilder.integer(
                        sensor.getStanding() == Standing.UNRECOGNIZED ? 0 : sensor.getStanding().getNumber()), e.index());
                rows.add(entry, 9, RowBuilder.text(sensor.getFault()), e.index());
            }
        }
    }

    private static Variable limit(SensorScale scale, List<Long> milli, int at, long none) {
        return RowBuilder.integer(milli.size() == 3 ? scale.value(milli.get(at)) : none);
    }
}
