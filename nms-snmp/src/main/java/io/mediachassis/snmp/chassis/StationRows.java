package io.mediachassis.snmp.chassis;

import io.mediachassis.backplane.proto.PowerStatus;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.snmp.snapshot.RowBuilder;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** The scalars of MEDIA-CHASSIS-MIB: the station, its power and its director. Pure. */
public final class StationRows {
    private final ChassisMib mib;

    public StationRows(ChassisMib mib) {
        this.mib = mib;
    }

    /**
     * Adds the scalars.
     *
     * @param directorChanges times that the director has changed since this agent's start
     */
    public void add(RowBuilder rows, UnitSnapshot unit, long directorChanges) {
        station(rows, unit);
        power(rows, unit.getPower());
        OID d = mib.director();
        Term term = Term.of(unit.getTerm());
        scalar(rows, d, 1, RowBuilder.integer(unit.getDirectorSlot()));
        scalar(rows, d, 2, RowBuilder.unsigned(term.epoch()));
        scalar(rows, d, 3, RowBuilder.unsigned(term.election()));
        scalar(rows, d, 4, RowBuilder.dateAndTime(unit.getDirectorSinceEpochMs()));
        scalar(rows, d, 5, RowBuilder.counter(directorChanges));
    }

    private void power(RowBuilder rows, PowerStatus power) {
        OID p = mib.power();
        int redundancy = power.getRedundancy() == PowerStatus.Redundancy.UNRECOGNIZED
                ? 0 : power.getRedundancy().getNumber();
        scalar(rows, p, 1, RowBuilder.integer(redundancy));
        scalar(rows, p, 2, RowBuilder.truth(power.getRedundant()));
        scalar(rows, p, 3, RowBuilder.gauge(Integer.toUnsignedLong(power.getInstalledWatts())));
        scalar(rows, p, 4, RowBuilder.gauge(Integer.toUnsignedLong(power.getGoodWatts())));
        scalar(rows, p, 5, RowBuilder.gauge(Integer.toUnsignedLong(power.getUsableWatts())));
        scalar(rows, p, 6, RowBuilder.gauge(Integer.toUnsignedLong(power.getPromisedWatts())));
        scalar(rows, p, 7, RowBuilder.gauge(Integer.toUnsignedLong(power.getMeasuredWatts())));
    }

    private void station(RowBuilder rows, UnitSnapshot unit) {
        OID s = mib.station();
        long programs = unit.getSlotsList().stream()
                .flatMap(slot -> slot.getAgent().getProgramsList().stream())
                .map(ProgramHolding::getProgramId)
                .distinct()
                .count();
        long streams = 0;
        long egress = 0;
        for (SlotStatus slot : unit.getSlotsList()) {
            streams += Integer.toUnsignedLong(slot.getAgent().getLoad().getStreams());
            egress += BladeRows.kilobits(slot.getAgent().getLoad().getEgressBps());
        }
        scalar(rows, s, 1, RowBuilder.text(unit.getStationName()));
        scalar(rows, s, 2, RowBuilder.text(
                unit.getChassisSerial().isEmpty() ? unit.getChassis().getSerialNumber() : unit.getChassisSerial()));
        scalar(rows, s, 3, RowBuilder.integer(unit.getSlotCount()));
        scalar(rows, s, 4, RowBuilder.integer(InetAddresses.type(unit.getStationAddress())));
        scalar(rows, s, 5, RowBuilder.octets(InetAddresses.octets(unit.getStationAddress())));
        scalar(rows, s, 6, RowBuilder.text(unit.getStationRtspUrl()));
        scalar(rows, s, 7, RowBuilder.text(unit.getStationHttpUrl()));
        scalar(rows, s, 8, RowBuilder.integer(unit.getController()));
        scalar(rows, s, 9, RowBuilder.unsigned(Integer.toUnsignedLong(unit.getEpoch())));
        scalar(rows, s, 10, RowBuilder.dateAndTime(unit.getActiveSinceEpochMs()));
        scalar(rows, s, 11, RowBuilder.gauge(programs));
        scalar(rows, s, 12, RowBuilder.gauge(streams));
        scalar(rows, s, 13, RowBuilder.gauge(egress));
    }

    private static void scalar(RowBuilder rows, OID parent, int number, Variable value) {
        rows.add(parent, number, value, 0);
    }
}
