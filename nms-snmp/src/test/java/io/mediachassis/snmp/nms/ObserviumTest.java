package io.mediachassis.snmp.nms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** What Observium finds without a file of ours, by the rules of its entity-sensor-mib and entity-mib discovery. */
class ObserviumTest {
    private static final Map<Integer, String> KINDS = Map.of(3, "voltage", 4, "voltage", 5, "current", 6, "power",
            7, "frequency", 8, "temperature", 9, "humidity", 10, "fanspeed", 12, "state");

    private static Optional<Variable> cell(Walk walk, String object, OID index) {
        return walk.get(new OID(NmsFiles.MIB.node(object).oid()).append(index));
    }

    private static int number(Walk walk, String object, OID index) {
        return cell(walk, object, index).orElseThrow().toInt();
    }

    /** Kind, description and scaled value of each sensor that it takes. */
    private static List<String> sensors(Walk walk) {
        List<String> sensors = new ArrayList<>();
        walk.below(NmsFiles.MIB.node("entPhySensorValue").oid()).forEach((index, value) -> {
            String kind = KINDS.get(number(walk, "entPhySensorType", index));
            if (kind == null || number(walk, "entPhySensorOperStatus", index) != 1) {
                return;
            }
            String descr = cell(walk, "entPhysicalDescr", index).map(Walk::text).orElse("");
            String name = cell(walk, "entPhysicalName", index).map(Walk::text).orElse("");
            if (descr.isEmpty() || !descr.contains(name.substring(Math.min(2, name.length())))) {
                descr = descr.isEmpty() ? name : descr + " - " + name;
            }
            double scale = Math.pow(10, 3 * (number(walk, "entPhySensorScale", index) - 9)
                    - number(walk, "entPhySensorPrecision", index));
            int raw = value.toInt();
            boolean ok = raw != -127 && raw != -1_000_000_000
                    && !(kind.equals("temperature") && (raw == 0 || raw * scale > 200));
            if (ok) {
                sensors.add(kind + " " + descr + " " + Math.round(raw * scale * 1000) / 1000.0);
            }
        });
        return sensors;
    }

    @Test
    void takesEverySensorThatCanBeRead() {
        List<String> sensors = sensors(UnitWalks.get().well());
        SortedMap<String, Integer> kinds = new TreeMap<>();
        sensors.forEach(s -> kinds.merge(s.substring(0, s.indexOf(' ')), 1, Integer::sum));
        assertEquals("{current=1, fanspeed=4, power=5, temperature=6, voltage=5}", kinds.toString());
        assertTrue(sensors.contains("temperature Blade 1 Inlet temperature 24.6"), sensors.toString());
        assertTrue(sensors.contains("fanspeed Fan 2.1 Speed 5400.0"), sensors.toString());
        assertTrue(sensors.contains("voltage PSU 1 Input voltage 48.123"), sensors.toString());
    }

    @Test
    void leavesOutASensorThatIsBroken() {
        List<String> sensors = sensors(UnitWalks.get().broken());
        assertFalse(sensors.toString().contains("Fan 2.2"), sensors.toString());
        assertTrue(sensors.contains("temperature Blade 2 Inlet temperature 71.3"), sensors.toString());
        assertEquals(21 - 3 - 1, sensors.size(), "without those of the pulled blade and the broken one");
    }

    @Test
    void showsTheInventoryAsATreeFromOneRoot() {
        Walk walk = UnitWalks.get().well();
        SortedMap<OID, Variable> parents = walk.below(NmsFiles.MIB.node("entPhysicalContainedIn").oid());
        List<OID> roots = parents.keySet().stream().filter(i -> parents.get(i).toInt() == 0).toList();
        assertEquals(List.of(new OID("1")), roots, "what is not below the root is not shown");
        parents.forEach((index, parent) -> {
            boolean below = parents.containsKey(new OID(new int[] {parent.toInt()}));
            assertTrue(below || index.equals(roots.get(0)), "parent of " + index);
            assertFalse(Walk.text(cell(walk, "entPhysicalDescr", index).orElseThrow()).isBlank());
        });
        // entAliasMappingIdentifier leads from a port to its interface.
        SortedMap<OID, Variable> aliases = walk.below(new OID("1.3.6.1.2.1.47.1.3.2.1.2"));
        assertEquals(10, aliases.size());
        aliases.values().forEach(alias -> assertTrue(walk.has((OID) alias), "no interface " + alias));
    }
}
