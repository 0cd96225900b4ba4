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
 * Interfaces: the columns of IF-MIB (RFC 2863) that LibreNMS, Observium, Zabbix and Checkmk's if64 read are whole, and our
 * files show them; processors and memory as well.
 */
class InterfacesTest {
    private static final OID IF_NUMBER = new OID("1.3.6.1.2.1.2.1.0");
    private static final String HR = "1.3.6.1.2.1.25";
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
        for (Walk walk : List.of(UnitWalks.get().well(), UnitWalks.get().broken())) {
            assertEquals(List.of(), missing(walk));
            int rows = walk.below(new OID(IF_TABLE).append(1)).size();
            assertTrue(rows >= 16, "interfaces: " + rows);
            assertEquals(rows, walk.get(IF_NUMBER).orElseThrow().toInt());
            walk.below(new OID(IF_TABLE).append(1)).forEach((index, value) -> assertEquals(index.last(), value.toInt()));
        }
    }

    /** Checkmk's if64 takes an interface by its description, and shows its state by ifOperStatus. */
    @Test
    void theStateIsThatOfTheBoard() {
        Walk broken = UnitWalks.get().broken();
        OID oper = new OID(IF_TABLE).append(8);
        assertEquals(2, broken.get(new OID(oper).append(10104003)).orElseThrow().toInt(), "no cable");
        assertEquals(4, broken.get(new OID(oper).append(10304002)).orElseThrow().toInt(), "blade 3 is out of reach");
        assertEquals(1, UnitWalks.get().well().get(new OID(oper).append(10304002)).orElseThrow().toInt());
        assertTrue(broken.get(new OID(oper).append(10504002)).isEmpty(), "blade 5 is taken out");
    }

    @Test
    void interfacesProcessorsAndMemoryAreInOurFiles() {
        for (String column : List.of(IF_X_TABLE + ".6", HR + ".2.3.1.6", HR + ".3.3.1.2")) {
            assertTrue(UnitWalks.get().well().has(new OID(column)), column + " is not in the walk");
            assertTrue(NmsFiles.text(NmsFiles.ZABBIX).contains(column), column + " is not in the Zabbix template");
            assertTrue(NmsFiles.text(NmsFiles.MODULES).contains(column), column + " is not in snmp.yml");
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
