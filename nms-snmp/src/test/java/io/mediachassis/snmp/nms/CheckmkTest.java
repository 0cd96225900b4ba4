package io.mediachassis.snmp.nms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** What Checkmk finds without a file of ours, by the rules of its snmp_extended_info and entity_sensors plug-ins. */
class CheckmkTest {
    private static final Map<Integer, String> COMPONENTS = Map.of(3, "chassis", 4, "backplanes", 5, "containers",
            6, "psus", 7, "fans", 8, "sensors", 9, "modules", 10, "ports");
    private static final List<String> SENSOR_VENDORS =
            List.of("palo alto networks", "cisco adaptive security appliance", "arista networks");

    private final Walk walk = UnitWalks.get().well();

    private SortedMap<OID, Variable> column(String object) {
        return walk.below(NmsFiles.MIB.node(object).oid());
    }

    @Test
    void theHostHasTheModelAndSerialNumberOfTheOneRoot() {
        SortedMap<OID, Variable> parents = column("entPhysicalContainedIn");
        List<OID> roots = parents.keySet().stream().filter(i -> parents.get(i).toInt() == 0).toList();
        assertEquals(1, roots.size(), "with two it shows neither");
        assertEquals("CH8", Walk.text(column("entPhysicalModelName").get(roots.get(0))));
        assertEquals("MC-0001", Walk.text(column("entPhysicalSerialNum").get(roots.get(0))));
    }

    @Test
    void theInventoryHasRowsOfAllColumns() {
        SortedMap<OID, Variable> classes = column("entPhysicalClass");
        SortedMap<String, Integer> components = new TreeMap<>();
        classes.forEach((index, c) -> {
            for (String object : List.of("entPhysicalDescr", "entPhysicalContainedIn", "entPhysicalName",
                    "entPhysicalSoftwareRev", "entPhysicalSerialNum", "entPhysicalMfgName", "entPhysicalModelName")) {
                assertTrue(column(object).containsKey(index), object + "." + index);
            }
            if (!index.equals(new OID("1"))) {
                components.merge(COMPONENTS.getOrDefault(c.toInt(), "unknowns"), 1, Integer::sum);
            }
        });
        // It knows no class cpu(12), and shows the processors as unknown.
        assertEquals("{containers=14, fans=4, modules=12, ports=10, psus=1, sensors=21, unknowns=4}", components.toString());
    }

    @Test
    void itsSensorPlugInIsNotRunHere() {
        String sysDescr = Walk.text(column("sysDescr").get(new OID("0"))).toLowerCase(Locale.ROOT);
        assertTrue(SENSOR_VENDORS.stream().noneMatch(sysDescr::startsWith), sysDescr);
    }

    /** Who has it run all the same gets fans right; readings with decimals come ten or a thousand times too large. */
    @Test
    void itsSensorPlugInCouldReadTheRows() {
        SortedMap<String, Double> readings = new TreeMap<>();
        column("entPhySensorType").forEach((index, type) -> {
            String item = Walk.text(column("entPhysicalName").get(index));
            for (String word : List.of("Fan", "Temperature", "#", "@", "Sensor")) {
                item = item.replace(word, "");
            }
            assertEquals(9, column("entPhySensorScale").get(index).toInt());
            readings.put(type + " Sensor " + item.replaceAll(" +", " ").strip(),
                    (double) column("entPhySensorValue").get(index).toInt());
        });
        assertEquals(21, readings.size(), "two sensors of a kind have one name there: " + readings);
        assertEquals(5400, readings.get("10 Sensor 1.1 Speed"));
        readings.forEach((item, value) -> assertTrue(!item.startsWith("10 ") || value > 2000, item));
    }
}
