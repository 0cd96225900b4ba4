package io.mediachassis.snmp.host;

import io.mediachassis.backplane.proto.HostReport;
import io.mediachassis.snmp.entity.EntityIndex;
import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.List;
import org.snmp4j.smi.OID;

/**
 * HOST-RESOURCES-MIB (RFC 2790), the scalars of hrSystem and hrMemorySize: of the controller that the management address
 * is at, since there is one of each. What a chassis has no word for (users, where it is loaded from) is not there. Pure.
 */
final class SystemRows {
    static final OID HR_SYSTEM = new OID("1.3.6.1.2.1.25.1");
    static final OID HR_STORAGE = new OID("1.3.6.1.2.1.25.2");
    private static final long KIB = 1024;

    private SystemRows() {}

    /**
     * Adds the scalars, none while that controller has not told of its board.
     *
     * @param controller number of the active one
     */
    static void add(RowBuilder rows, List<Board> boards, int controller, long epochMs) {
        for (Board board : boards) {
            if (board.kind() == EntityIndex.CONTROLLER && board.place() == controller) {
                HostReport host = board.host();
                rows.add(HR_SYSTEM, 1, RowBuilder.ticks(host.getUptimeMs() / 10), 0);
                rows.add(HR_SYSTEM, 2, RowBuilder.dateAndTime(epochMs), 0);
                rows.add(HR_SYSTEM, 6, RowBuilder.gauge(Integer.toUnsignedLong(host.getProcesses())), 0);
                rows.add(HR_STORAGE, 2, RowBuilder.integer(host.getMemoryTotalBytes() / KIB), 0);
            }
        }
    }
}
