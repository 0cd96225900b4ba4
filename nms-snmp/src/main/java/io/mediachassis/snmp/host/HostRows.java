package io.mediachassis.snmp.host;

import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.List;

/** HOST-RESOURCES-MIB (RFC 2790) of all boards. Pure. */
public final class HostRows {
    private HostRows() {}

    /**
     * Adds all its rows.
     *
     * @param controller number of the one that the management address is at
     * @param epochMs of the snapshot that tells of the boards
     */
    public static void add(RowBuilder rows, List<Board> boards, int controller, long epochMs) {
        SystemRows.add(rows, boards, controller, epochMs);
        StorageRows.add(rows, boards);
        DeviceRows.add(rows, boards);
    }
}
