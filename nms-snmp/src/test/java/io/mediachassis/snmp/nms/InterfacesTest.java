package io.mediachassis.snmp.nms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/**
 * Interfaces: the columns of IF-MIB (RFC 2863) that LibreNMS, Observium, Zabbix and Checkmk's if64 read. The agent has
 * no rows of it yet; once it has, they must be whole, and our files must show them.
 */
class InterfacesTest {
    private static final OID IF_TABLE = new OID("1.3.6.1.2.1.2.2.1");
    private static final OID IF_X_TABLE = new OID("1.3.6.1.2.1.31.1.1.1");
    /** ifIndex, Descr, Type, Mtu, Speed, PhysAddress, AdminStatus, OperStatus, LastChange, discards, errors. */
    private static final int[] IF_COLUMNS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 14, 19, 20};
    /** ifName, HC octets and packets in and out, ifHighSpeed, ifAlias. */
    private static final int[] IF_X_COLUMNS = {1, 6, 7, 8, 9, 10, 11, 12, 13, 15, 18};

    /** Instances that managers ask for and that are not there, of the interfaces that any column has. */
    private static List<String> missing(Walk walk) {
        TreeMap<OID, Boolean> indexes = new TreeMap<>();
        List<OID> columns = new ArrayList<>();
        for (int c : IF_COLUMNS) {
            columns.add(new OID(IF_TABLE).append(c));
        }
        for (int c : IF_X_COLUMNS) {
            columns.add(new OID(IF_X_TABLE).append(c));
        }
        columns.forEach(c -> walk.below(c).keySet().forEach(i -> indexes.put(i, true)));
        List<String> missing = new ArrayList<>();
        for (OID column : columns) {
            for (OID index : indexes.keySet()) {
                if (walk.get(new OID(column).append(index)).isEmpty()) {
                    missing.add(column + "." + index);
                }
            }
        }
        return missing;
    }

    @Test
    void everyInterfaceHasWhatManagersRead() {
        assertEquals(List.of(), missing(UnitWalks.get().well()));
    }

    @Test
    void interfacesThatAreThereAreInOurFiles() {
        if (UnitWalks.get().well().has(IF_X_TABLE)) {
            assertTrue(NmsFiles.text(NmsFiles.ZABBIX).contains(IF_X_TABLE + ".6"), "not in the Zabbix template");
            assertTrue(NmsFiles.text(NmsFiles.MODULES).contains(IF_X_TABLE + ".6"), "not in snmp.yml");
        }
    }

    @Test
    void aRowThatIsNotWholeIsFoundOut() {
        TreeMap<OID, Variable> rows = new TreeMap<>();
        for (int c : IF_COLUMNS) {
            rows.put(new OID(IF_TABLE).append(c).append(7), new Integer32(1));
        }
        for (int c : IF_X_COLUMNS) {
            rows.put(new OID(IF_X_TABLE).append(c).append(7), new Counter64(1));
        }
        assertEquals(List.of(), missing(new Walk(rows)));
        rows.remove(new OID(IF_X_TABLE).append(6).append(7));
        assertEquals(List.of("1.3.6.1.2.1.31.1.1.1.6.7"), missing(new Walk(rows)));
    }
}
