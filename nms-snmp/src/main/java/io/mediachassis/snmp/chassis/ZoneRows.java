package io.mediachassis.snmp.chassis;

import io.mediachassis.backplane.proto.CoolingZoneStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.entity.EntityIndex;
import io.mediachassis.snmp.snapshot.RowBuilder;
import org.snmp4j.smi.OID;

/** mcZoneTable: a row for each cooling zone, in the order of the configuration. Pure. */
public final class ZoneRows {
    private static final int DECI = 100;

    private final ChassisMib mib;

    public ZoneRows(ChassisMib mib) {
        this.mib = mib;
    }

    /** Adds a row for each zone, at most 99. */
    public void add(RowBuilder rows, UnitSnapshot unit) {
        int index = 0;
        for (CoolingZoneStatus zone : unit.getCoolingZonesList()) {
            if (++index <= EntityIndex.MAX_PLACE) {
                row(rows, index, zone);
            }
        }
    }

    private void row(RowBuilder rows, int index, CoolingZoneStatus zone) {
        OID e = mib.zoneEntry();
        boolean hottest = zone.hasHottestMilliCelsius() && zone.getHottestSlot() >= 1
                && zone.getHottestSlot() <= EntityIndex.MAX_PLACE && zone.getHottestSensor() >= 1
                && zone.getHottestSensor() <= EntityIndex.MAX_SENSOR;
        rows.add(e, 2, RowBuilder.text(zone.getName()), index);
        rows.add(e, 3, RowBuilder.integer(
                zone.getState() == CoolingZoneStatus.State.UNRECOGNIZED ? 0 : zone.getState().getNumber()), index);
        rows.add(e, 4, RowBuilder.text(zone.getReason()), index);
        rows.add(e, 5, RowBuilder.gauge(Integer.toUnsignedLong(zone.getLevelPercent())), index);
        rows.add(e, 6, RowBuilder.gauge(Integer.toUnsignedLong(zone.getOrderedPercent())), index);
        rows.add(e, 7, RowBuilder.gauge(Integer.toUnsignedLong(zone.getMinimumPercent())), index);
        rows.add(e, 8, RowBuilder.integer(Math.round((double) zone.getTargetMilliCelsius() / DECI)), index);
        rows.add(e, 9, RowBuilder.integer(
                hottest ? Math.round((double) zone.getHottestMilliCelsius() / DECI) : 0), index);
        rows.add(e, 10, RowBuilder.integer(hottest ? EntityIndex.of(
                EntityIndex.SLOT, zone.getHottestSlot(), EntityIndex.BOARD, zone.getHottestSensor()) : 0), index);
        rows.add(e, 11, RowBuilder.gauge(Integer.toUnsignedLong(zone.getWatts())), index);
        rows.add(e, 12, RowBuilder.gauge(Integer.toUnsignedLong(zone.getFans())), index);
        rows.add(e, 13, RowBuilder.gauge(Integer.toUnsignedLong(zone.getFansWorking())), index);
        rows.add(e, 14, RowBuilder.gauge(Integer.toUnsignedLong(zone.getSensorsLost())), index);
    }
}
