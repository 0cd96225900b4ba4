package io.mediachassis.snmp.agent;

import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.alarm.AlarmBook;
import io.mediachassis.snmp.alarm.AlarmRows;
import io.mediachassis.snmp.chassis.BladeRows;
import io.mediachassis.snmp.chassis.ChassisMib;
import io.mediachassis.snmp.chassis.ControllerRows;
import io.mediachassis.snmp.chassis.CounterRows;
import io.mediachassis.snmp.chassis.NvodRows;
import io.mediachassis.snmp.chassis.StationRows;
import io.mediachassis.snmp.chassis.ZoneRows;
import io.mediachassis.snmp.entity.AliasRows;
import io.mediachassis.snmp.entity.EntityChanges;
import io.mediachassis.snmp.entity.EntityRows;
import io.mediachassis.snmp.entity.EntityStateRows;
import io.mediachassis.snmp.entity.PhysicalEntity;
import io.mediachassis.snmp.entity.PhysicalTable;
import io.mediachassis.snmp.host.Board;
import io.mediachassis.snmp.host.HostRows;
import io.mediachassis.snmp.interfaces.InterfaceChanges;
import io.mediachassis.snmp.interfaces.InterfaceRows;
import io.mediachassis.snmp.interfaces.LinkNotices;
import io.mediachassis.snmp.interfaces.UnitInterface;
import io.mediachassis.snmp.notification.Notification;
import io.mediachassis.snmp.notification.NotificationLog;
import io.mediachassis.snmp.notification.NotificationLogRows;
import io.mediachassis.snmp.sensor.SensorRows;
import io.mediachassis.snmp.sensor.ThresholdRows;
import io.mediachassis.snmp.snapshot.RowBuilder;
import io.mediachassis.snmp.snapshot.RowTable;
import java.util.List;
import org.snmp4j.smi.OctetString;

/** A snapshot of the unit as every row that the agent shows of it. Owns no clock; one thread. */
public final class UnitRows {
    /** How often the controller sends readings, in milliseconds: entPhySensorValueUpdateRate. */
    private static final int UPDATE_RATE_MS = 1000;

    private final EntityRows entityRows;
    private final StationRows stationRows;
    private final ControllerRows controllerRows;
    private final BladeRows bladeRows;
    private final CounterRows counterRows;
    private final ZoneRows zoneRows;
    private final NvodRows nvodRows;
    private final EntityChanges changes = new EntityChanges();
    private final InterfaceChanges interfaceChanges = new InterfaceChanges();
    private final LinkNotices linkNotices = new LinkNotices();
    private final ChassisMib mib;
    private final AlarmBook alarms;
    private final NotificationLog log;

    /** With a log of its own, in which nothing is. */
    public UnitRows(ChassisMib mib) {
        this(mib, new NotificationLog());
    }

    /** @param log shown as it is each time */
    public UnitRows(ChassisMib mib, NotificationLog log) {
        this.mib = mib;
        this.log = log;
        this.alarms = new AlarmBook(mib);
        this.entityRows = new EntityRows(mib.vendorTypes());
        this.stationRows = new StationRows(mib);
        this.controllerRows = new ControllerRows(mib);
        this.bladeRows = new BladeRows(mib);
        this.counterRows = new CounterRows(mib);
        this.zoneRows = new ZoneRows(mib);
        this.nvodRows = new NvodRows(mib);
    }

    /**
     * The rows, and what has changed since the last call.
     *
     * @param physicalChange whether the physical table has
     * @param links linkUp and linkDown, to be sent
     */
    public record Result(RowTable table, boolean physicalChange, AlarmBook.Changes alarms, List<Notification> links) {
        public Result {
            links = List.copyOf(links);
        }
    }

    /**
     * Makes the rows of a snapshot.
     *
     * @param ticks sysUpTime now, in hundredths of a second
     * @param directorChanges since sysUpTime was 0
     */
    public Result of(UnitSnapshot unit, long ticks, long directorChanges) {
        List<PhysicalEntity> entities = PhysicalTable.of(unit);
        boolean changed = changes.observe(entities, ticks, unit.getAtEpochMs());
        List<Board> boards = Board.of(unit);
        List<UnitInterface> interfaces = UnitInterface.of(boards);
        interfaceChanges.observe(interfaces, ticks);
        AlarmBook.Changes alarmChanges = alarms.observe(unit, entities, interfaces, ticks);
        RowBuilder rows = new RowBuilder();
        InterfaceRows.add(rows, interfaces, interfaceChanges);
        HostRows.add(rows, boards, unit.getController(), unit.getAtEpochMs());
        entityRows.add(rows, entities, changes.lastChangeTicks());
        AliasRows.add(rows, entities);
        EntityStateRows.add(rows, entities, changes);
        SensorRows.add(rows, entities, ticks, UPDATE_RATE_MS);
        stationRows.add(rows, unit, directorChanges);
        controllerRows.add(rows, unit);
        bladeRows.add(rows, unit);
        counterRows.add(rows, unit);
        zoneRows.add(rows, unit);
        nvodRows.add(rows, unit);
        ThresholdRows.add(rows, entities, mib.thresholdEntry());
        AlarmRows.add(rows, alarms, engineId(unit));
        NotificationLogRows.add(rows, log);
        return new Result(rows.build(), changed, alarmChanges, linkNotices.observe(interfaces, ticks));
    }

    /** Empty for a chassis without a serial number, which can't have an engine. */
    private OctetString engineId(UnitSnapshot unit) {
        String serial = unit.getChassisSerial().isEmpty()
                ? unit.getChassis().getSerialNumber() : unit.getChassisSerial();
        return serial.isBlank() ? new OctetString() : EngineIdentity.of(mib.enterprise(), serial);
    }
}
