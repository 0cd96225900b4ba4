package io.mediachassis.snmp.host;

import io.mediachassis.backplane.proto.HostReport;
import io.mediachassis.backplane.proto.NetworkInterface;
import io.mediachassis.backplane.proto.Processor;
import io.mediachassis.snmp.entity.EntityIndex;
import io.mediachassis.snmp.snapshot.RowBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.snmp4j.smi.OID;

/**
 * HOST-RESOURCES-MIB (RFC 2790), hrDeviceTable with hrProcessorTable and hrNetworkTable: each board's processors and
 * network ports. A board that does not answer keeps its processors, but nobody knows their load: it is not there then,
 * as a sensor's value is not. Pure.
 */
final class DeviceRows {
    static final OID HR_DEVICE_ENTRY = new OID("1.3.6.1.2.1.25.3.2.1");
    static final OID HR_PROCESSOR_ENTRY = new OID("1.3.6.1.2.1.25.3.3.1");
    static final OID HR_NETWORK_ENTRY = new OID("1.3.6.1.2.1.25.3.4.1");
    private static final OID HR_DEVICE_TYPES = new OID("1.3.6.1.2.1.25.3.1");
    private static final OID ZERO_DOT_ZERO = new OID("0.0");
    private static final int PROCESSOR = 3;
    private static final int NETWORK = 4;
    private static final int UNKNOWN = 1;
    private static final int RUNNING = 2;
    private static final int DOWN = 5;
    private static final int MAX_DESCR = 64;

    private DeviceRows() {}

    /** Adds the rows of all boards. */
    static void add(RowBuilder rows, List<Board> boards) {
        for (Board board : boards) {
            int status = switch (board.state()) {
                case REACHED -> RUNNING;
                case OUT_OF_REACH -> UNKNOWN;
                case OFF -> DOWN;
            };
            ports(rows, board, status);
            processors(rows, board, status);
        }
    }

    private static void processors(RowBuilder rows, Board board, int status) {
        HostReport host = board.host();
        Set<Integer> seen = new HashSet<>();
        for (Processor processor : host.getProcessorsList()) {
            int number = processor.getNumber();
            if (number >= 1 && number <= EntityIndex.MAX_SENSOR && seen.add(number)) {
                int index = EntityIndex.of(board.kind(), board.place(), EntityIndex.PROCESSOR, number);
                device(rows, index, PROCESSOR, board.name() + " processor " + number
                        + (host.getProcessorModel().isEmpty() ? "" : ": " + host.getProcessorModel()), status);
                rows.add(HR_PROCESSOR_ENTRY, 1, new OID(ZERO_DOT_ZERO), index);
                if (status == RUNNING) {
                    rows.add(HR_PROCESSOR_ENTRY, 2, RowBuilder.integer(
                            Math.max(0, Math.min(100, processor.getLoadPercent()))), index);
                }
            }
        }
    }

    /** Their index is their ifIndex; whether a cable is in is in IF-MIB. */
    private static void ports(RowBuilder rows, Board board, int status) {
        Set<Integer> seen = new HashSet<>();
        for (NetworkInterface port : board.host().getInterfacesList()) {
            int number = port.getNumber();
            if (port.getConnector() && number >= 1 && number <= EntityIndex.MAX_SENSOR && seen.add(number)) {
                int index = EntityIndex.of(board.kind(), board.place(), EntityIndex.PORT, number);
                device(rows, index, NETWORK, board.name() + " " + port.getName(), status);
                rows.add(HR_NETWORK_ENTRY, 1, RowBuilder.integer(index), index);
            }
        }
    }

    private static void device(RowBuilder rows, int index, int type, String descr, int status) {
        OID typeOid = new OID(HR_DEVICE_TYPES);
        typeOid.append(type);
        rows.add(HR_DEVICE_ENTRY, 1, RowBuilder.integer(index), index);
        rows.add(HR_DEVICE_ENTRY, 2, typeOid, index);
        rows.add(HR_DEVICE_ENTRY, 3, RowBuilder.text(descr.substring(0, Math.min(MAX_DESCR, descr.length()))), index);
        rows.add(HR_DEVICE_ENTRY, 4, new OID(ZERO_DOT_ZERO), index);
        rows.add(HR_DEVICE_ENTRY, 5, RowBuilder.integer(status), index);
    }
}
