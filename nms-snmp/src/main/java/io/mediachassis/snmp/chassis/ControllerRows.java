package io.mediachassis.snmp.chassis;

import io.mediachassis.backplane.proto.ControllerStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.HashSet;
import java.util.Set;
import org.snmp4j.smi.OID;

/** mcControllerTable: both controllers, as the active one sees them. Pure. */
public final class ControllerRows {
    /** mcControllerState. */
    static final int ACTIVE = 1;

    static final int STANDBY = 2;
    static final int FAILED = 3;

    private final ChassisMib mib;

    public ControllerRows(ChassisMib mib) {
        this.mib = mib;
    }

    /** Adds a row for each controller. */
    public void add(RowBuilder rows, UnitSnapshot unit) {
        OID e = mib.controllerEntry();
        Set<Integer> seen = new HashSet<>();
        for (ControllerStatus c : unit.getControllersList()) {
            int n = c.getNumber();
            if (n < 1 || !seen.add(n)) {
                continue;
            }
            int state = c.getActive() ? ACTIVE : c.getHealthy() ? STANDBY : FAILED;
            rows.add(e, 2, RowBuilder.integer(state), n);
            rows.add(e, 3, RowBuilder.truth(c.getHealthy()), n);
            rows.add(e, 4, RowBuilder.integer(InetAddresses.type(c.getAddress())), n);
            rows.add(e, 5, RowBuilder.octets(InetAddresses.octets(c.getAddress())), n);
            rows.add(e, 6, RowBuilder.text(c.getApiUrl()), n);
            rows.add(e, 7, RowBuilder.text(c.getSoftwareVersion()), n);
            rows.add(e, 8, RowBuilder.unsigned(Integer.toUnsignedLong(c.getEpoch())), n);
        }
    }
}
