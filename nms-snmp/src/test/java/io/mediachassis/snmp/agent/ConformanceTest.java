package io.mediachassis.snmp.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.mediachassis.backplane.proto.CounterDeclaration;
import io.mediachassis.backplane.proto.InteractiveService;
import io.mediachassis.backplane.proto.NvodRepairStatus;
import io.mediachassis.backplane.proto.NvodSet;
import io.mediachassis.backplane.proto.NvodSetStatus;
import io.mediachassis.backplane.proto.NvodStreamStatus;
import io.mediachassis.backplane.proto.Role;
import io.mediachassis.backplane.proto.Sensor;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import io.mediachassis.snmp.SampleUnit;
import io.mediachassis.snmp.chassis.ChassisMib;
import io.mediachassis.snmp.snapshot.RowTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;

/**
 * The rules that let LibreNMS, Observium, Zabbix ("Mellanox by SNMP", the plain ENTITY-MIB template) and Checkmk find
 * and read the chassis, each checked as the product's discovery does it.
 */
class ConformanceTest {
    private static final OID PHYSICAL = new OID("1.3.6.1.2.1.47.1.1.1.1");
    private static final OID SENSOR = new OID("1.3.6.1.2.1.99.1.1.1");
    private static final OID STATE = new OID("1.3.6.1.2.1.131.1.1.1");

    private static RowTable rows(UnitSnapshot unit) {
        return new UnitRows(new ChassisMib(32473)).of(unit, 100, 0).table();
    }

    private static RowTable rows() {
        return rows(SampleUnit.snapshot().build());
    }

    private static Map<Integer, Variable> column(RowTable t, OID entry, int column) {
        OID prefix = new OID(entry);
        prefix.append(column);
        Map<Integer, Variable> values = new TreeMap<>();
        for (int i = 0; i < t.size(); i++) {
            if (t.oid(i).startsWith(prefix)) {
                values.put(t.oid(i).last(), t.value(i));
            }
        }
        return values;
    }

    private static Variable value(Map<Integer, Variable> column, int index) {
        Variable v = column.get(index);
        return v != null ? v : fail("no instance " + index);
    }

    private static int at(RowTable t, OID entry, int column, int index) {
        return value(column(t, entry, column), index).toInt();
    }

    private static String text(RowTable t, int column, int index) {
        return value(column(t, PHYSICAL, column), index).toString();
    }

    @Test
    void instancesStrictlyIncrease() {
        RowTable t = rows();
        assertTrue(t.size() > 1000, "rows: " + t.size());
        for (int i = 1; i < t.size(); i++) {
            assertTrue(t.oid(i - 1).compareTo(t.oid(i)) < 0, "at " + t.oid(i));
        }
    }

    @Test
    void theRootIsIndexOneWithModelSerialAndSoftware() {
        RowTable t = rows();
        assertEquals(3, at(t, PHYSICAL, 5, 1));
        assertEquals(0, at(t, PHYSICAL, 4, 1));
        assertEquals(-1, at(t, PHYSICAL, 6, 1));
        assertEquals("0.1.0", text(t, 10, 1));
        assertEquals("MC-0001", text(t, 11, 1));
        assertEquals("CH8", text(t, 13, 1));
        assertEquals(1, column(t, PHYSICAL, 4).values().stream().filter(v -> v.toInt() == 0).count());
    }

    @Test
    void everyParentExistsAndTheTreeHasNoCycle() {
        Map<Integer, Variable> parents = column(rows(), PHYSICAL, 4);
        for (int index : parents.keySet()) {
            int steps = 0;
            for (int at = index; at != 1; at = value(parents, at).toInt()) {
                assertTrue(parents.containsKey(value(parents, at).toInt()), "parent of " + at);
                assertTrue(++steps < 10, "cycle at " + index);
            }
        }
    }

    @Test
    void everyRowHasAllColumns() {
        RowTable t = rows();
        Set<Integer> indexes = column(t, PHYSICAL, 2).keySet();
        for (int column = 3; column <= 19; column++) {
            assertEquals(indexes, column(t, PHYSICAL, column).keySet(), "column " + column);
        }
        Set<Integer> sensors = column(t, SENSOR, 1).keySet();
        for (int column = 2; column <= 8; column++) {
            assertEquals(sensors, column(t, SENSOR, column).keySet(), "sensor column " + column);
        }
    }

    @Test
    void namesAreUniqueAndDescriptionsSayingAndAscii() {
        UnitSnapshot.Builder unit = SampleUnit.snapshot();
        unit.getSlotsBuilder(0).addSensors(SampleUnit.sensor(4, "Power", Sensor.Type.WATTS, 1000));
        unit.getSlotsBuilder(0).addSensors(SampleUnit.sensor(5, "Temp\u00e9rature\n", Sensor.Type.CELSIUS, 1000));
        unit.getSlotsBuilder(0).addSensors(SampleUnit.sensor(6, " ", Sensor.Type.CELSIUS, 1000));
        RowTable t = rows(unit.build());
        Set<String> names = new HashSet<>();
        column(t, PHYSICAL, 7).values().forEach(n -> assertTrue(names.add(n.toString()), "twice: " + n));
        for (int column : new int[] {2, 7}) {
            for (Variable v : column(t, PHYSICAL, column).values()) {
                String s = new String(((OctetString) v).getValue(), StandardCharsets.ISO_8859_1);
                assertFalse(s.isBlank());
                assertTrue(s.chars().allMatch(c -> c >= 0x20 && c < 0x7f), s);
            }
        }
    }

    @Test
    void everySensorHasItsEntityInsideABoardAndTheOtherWayRound() {
        RowTable t = rows();
        Map<Integer, Variable> classes = column(t, PHYSICAL, 5);
        Map<Integer, Variable> parents = column(t, PHYSICAL, 4);
        Set<Integer> sensors = new TreeSet<>(column(t, SENSOR, 1).keySet());
        assertEquals(4 * 3 + 2 + 2 * 3, sensors.size());
        for (int sensor : sensors) {
            assertEquals(8, value(classes, sensor).toInt());
            int parentClass = value(classes, value(parents, sensor).toInt()).toInt();
            assertTrue(Set.of(6, 7, 9).contains(parentClass), "sensor " + sensor + " in class " + parentClass);
        }
        classes.forEach((index, c) -> assertEquals(c.toInt() == 8, sensors.contains(index)));
    }

    @Test
    void readingsHaveTheScalesThatAllManagersReadAlike() {
        RowTable t = rows();
        // type -> precision: Zabbix wants celsius in tenths and whole rpm; Checkmk reads rpm raw.
        Map<Integer, Integer> precision = Map.of(4, 3, 6, 1, 8, 1, 10, 0);
        Map<Integer, Integer> values = new HashMap<>();
        column(t, SENSOR, 1).forEach((index, type) -> {
            assertEquals(9, at(t, SENSOR, 2, index), "scale is units");
            assertEquals(precision.get(type.toInt()), at(t, SENSOR, 3, index));
            assertEquals(1, at(t, SENSOR, 5, index));
            assertFalse(value(column(t, SENSOR, 6), index).toString().isEmpty(), "units for people");
            assertEquals(1000, at(t, SENSOR, 8, index));
            values.putIfAbsent(type.toInt(), at(t, SENSOR, 4, index));
        });
        assertEquals(Map.of(4, 12_034, 6, 877, 8, 246, 10, 5400), values);
    }

    @Test
    void whatCanNotBeReadHasItsStatusAndNoFalseReading() {
        UnitSnapshot.Builder unit = SampleUnit.snapshot();
        SlotStatus.Builder blade = unit.getSlotsBuilder(0);
        blade.getSensorsBuilder(0).setStatus(Sensor.Status.UNAVAILABLE).setMilli(0);
        blade.getSensorsBuilder(1).setStatus(Sensor.Status.NONOPERATIONAL).setMilli(-127_000);
        RowTable t = rows(unit.build());
        assertEquals(2, at(t, SENSOR, 5, 10101001));
        assertEquals(3, at(t, SENSOR, 5, 10101002));
        assertFalse(column(t, SENSOR, 4).containsKey(10101001));
        assertFalse(column(t, SENSOR, 4).containsKey(10101002));
        assertTrue(column(t, SENSOR, 4).containsKey(10101003));
    }

    @Test
    void anEmptySlotIsAContainerWithNothingInIt() {
        RowTable t = rows();
        Map<Integer, Variable> classes = column(t, PHYSICAL, 5);
        for (int slot = 1; slot <= 8; slot++) {
            assertEquals(5, value(classes, 10_000_000 + slot * 100_000).toInt(), "slot " + slot);
            assertEquals(Set.of(1, 2, 3, 5).contains(slot), classes.containsKey(10_001_000 + slot * 100_000));
        }
        assertEquals(5, value(classes, 20_200_000).toInt());
        assertFalse(classes.containsKey(20_201_000), "PSU 2 is out");
    }

    @Test
    void indexesStayWhenOthersComeAndGo() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, Integer> indexOfSerial = new HashMap<>();
        for (int round = 0; round < 200; round++) {
            UnitSnapshot.Builder unit = SampleUnit.snapshot().clearSlots();
            for (int slot = 8; slot >= 1; slot--) {
                if (random.nextBoolean()) {
                    unit.addSlots(SampleUnit.blade(slot, Role.ENGINE));
                }
            }
            RowTable t = rows(unit.build());
            column(t, PHYSICAL, 11).forEach((index, serial) -> {
                if (!serial.toString().isEmpty()) {
                    Integer before = indexOfSerial.put(serial.toString(), index);
                    assertTrue(before == null || before.equals(index), "seed " + seed + ": " + serial + " moved");
                }
            });
        }
    }

    @Test
    void portsAreOnTheirBoardAndLeadToTheirInterfaces() {
        RowTable t = rows();
        OID alias = new OID("1.3.6.1.2.1.47.1.3.2.1.2");
        Map<Integer, Variable> classes = column(t, PHYSICAL, 5);
        Map<Integer, Variable> parents = column(t, PHYSICAL, 4);
        Map<Integer, Variable> interfaces = column(t, new OID("1.3.6.1.2.1.2.2.1"), 1);
        Set<Integer> led = new TreeSet<>();
        for (int i = 0; i < t.size(); i++) {
            if (t.oid(i).startsWith(alias)) {
                assertEquals(0, t.oid(i).last(), "of all logical entities");
                int port = t.oid(i).get(t.oid(i).size() - 2);
                assertEquals("1.3.6.1.2.1.2.2.1.1." + port, t.value(i).toString());
                assertTrue(interfaces.containsKey(port), "ifIndex " + port);
                led.add(port);
            }
        }
        Set<Integer> ports = new TreeSet<>(classes.keySet());
        ports.removeIf(index -> value(classes, index).toInt() != 10);
        assertEquals(ports, led);
        assertEquals(4 * 2 + 2, ports.size(), "neither loopbacks nor bonds");
        for (int port : ports) {
            assertEquals(port / 100_000 * 100_000 + 1000, value(parents, port).toInt());
        }
        assertEquals("Blade 3 eth0", text(t, 7, 10304002));
        assertEquals(2, value(column(t, PHYSICAL, 6), 10304003).toInt(), "the second of its siblings");
    }

    @Test
    void theContainsTableIsTheTree() {
        RowTable t = rows();
        OID contains = new OID("1.3.6.1.2.1.47.1.3.3.1.1");
        Set<String> pairs = new HashSet<>();
        for (int i = 0; i < t.size(); i++) {
            if (t.oid(i).startsWith(contains)) {
                pairs.add(t.oid(i).get(t.oid(i).size() - 2) + " " + t.value(i).toInt());
                assertEquals(t.oid(i).last(), t.value(i).toInt());
            }
        }
        Set<String> tree = new HashSet<>();
        column(t, PHYSICAL, 4).forEach((index, parent) -> {
            if (parent.toInt() != 0) {
                tree.add(parent.toInt() + " " + index);
            }
        });
        assertEquals(tree, pairs);
    }

    @Test
    void lastChangeMovesWhenABladeGoesAndNotWithReadings() {
        UnitRows rows = new UnitRows(new ChassisMib(32473));
        OID lastChange = new OID("1.3.6.1.2.1.47.1.4.1.0");
        UnitSnapshot.Builder unit = SampleUnit.snapshot();
        assertFalse(rows.of(unit.build(), 100, 0).physicalChange());
        unit.getSlotsBuilder(0).getSensorsBuilder(0).setMilli(30_000);
        UnitRows.Result reading = rows.of(unit.build(), 200, 0);
        assertFalse(reading.physicalChange());
        assertEquals(Optional.of(0L), reading.table().get(lastChange).map(Variable::toLong));
        unit.removeSlots(3);
        UnitRows.Result gone = rows.of(unit.build(), 300, 0);
        assertTrue(gone.physicalChange());
        assertEquals(Optional.of(300L), gone.table().get(lastChange).map(Variable::toLong));
        assertFalse(column(gone.table(), PHYSICAL, 5).keySet().stream().anyMatch(i -> i / 1000 == 10501));
    }

    @Test
    void psuStateIsWhatZabbixReads() {
        UnitSnapshot.Builder unit = SampleUnit.snapshot();
        assertEquals(3, at(rows(unit.build()), STATE, 3, 20_101_000), "enabled");
        unit.getPsusBuilder(0).setOk(false);
        assertEquals(2, at(rows(unit.build()), STATE, 3, 20_101_000), "disabled");
    }

    @Test
    void everythingFitsManagersThatTakeIntegersOf32Bits() {
        UnitSnapshot.Builder unit = SampleUnit.snapshot();
        unit.getSlotsBuilder(0).getSensorsBuilder(2).setMilli(Long.MAX_VALUE / 2);
        unit.getSlotsBuilder(0).getAgentBuilder().getLoadBuilder().setEgressBps(-1);
        RowTable t = rows(unit.build());
        assertEquals(1_000_000_000, at(t, SENSOR, 4, 10_101_003));
    }

    @Test
    void badNumbersMakeNoRowAndNoFailure() {
        UnitSnapshot.Builder unit = SampleUnit.snapshot();
        int size = rows(unit.build()).size();
        unit.getSlotsBuilder(0).addSensors(SampleUnit.sensor(0, "x", Sensor.Type.RPM, 1));
        unit.getSlotsBuilder(0).addSensors(SampleUnit.sensor(1000, "y", Sensor.Type.RPM, 1));
        unit.addSlots(SampleUnit.blade(99, Role.ENGINE)).addSlots(SampleUnit.blade(0, Role.ENGINE));
        unit.addPsus(unit.getPsus(0).toBuilder().setNumber(-1));
        assertEquals(size, rows(unit.build()).size());
    }

    @Test
    void countersStandUnderTheirBoardAndName() {
        UnitSnapshot.Builder unit = SampleUnit.snapshot();
        unit.addCounterDeclarations(CounterDeclaration.newBuilder().setName("a_b_total").setUnit("frames")
                .setSentence("Frames taken."));
        unit.getSlotsBuilder(0).getAgentBuilder().putCounters("a_b_total", -1).putCounters("undeclared_total", 7);
        unit.getControllersBuilder(0).putCounters("a_b_total", 5);
        RowTable t = rows(unit.build());
        ChassisMib mib = new ChassisMib(32473);
        String name = ".97.95.98.95.116.111.116.97.108";
        assertEquals("frames", get(t, mib.counterEntry() + ".2" + name).toString());
        assertEquals("Frames taken.", get(t, mib.counterEntry() + ".3" + name).toString());
        assertEquals(new Counter64(-1), get(t, mib.counterValueEntry() + ".2.10101000" + name));
        assertEquals(5, get(t, mib.counterValueEntry() + ".2.40101000" + name).toLong());
        assertEquals(rows().size() + 4, t.size(), "what nobody declared has no row");
    }

    @Test
    void aSetStandsUnderItsGroup_asTheDirectorTellsOfIt() {
        UnitSnapshot.Builder unit = SampleUnit.snapshot();
        NvodSetStatus set = NvodSetStatus.newBuilder()
                .setSet(NvodSet.newBuilder().setId("239.1.1.0").setProgramId("film"))
                .addStreams(NvodStreamStatus.newBuilder().setState(NvodStreamStatus.State.SENDING))
                .addStreams(NvodStreamStatus.newBuilder().setState(NvodStreamStatus.State.WAITING))
                .setRepair(NvodRepairStatus.newBuilder().setStreams(1).setCachedSegments(2).setAsked(50).setUnicast(30)
                        .setMulticast(7).setUnanswered(13).setReportedLost(60).setResidualLost(-1)
                        .setService(InteractiveService.newBuilder().setHere(3).setDirectly(4).setDeliveredFirst(5)
                                .setLast("directly by blade 2")))
                .build();
        unit.getSlotsBuilderList().forEach(slot -> slot.getAgentBuilder().addNvodSets(set).addNvodSets(set));
        RowTable t = rows(unit.build());
        OID entry = new ChassisMib(32473).nvodEntry();
        String name = ".50.51.57.46.49.46.49.46.48";
        List<String> row = new ArrayList<>();
        for (int column = 2; column <= 17; column++) {
            row.add(get(t, entry + "." + column + name).toString());
        }
        assertEquals(List.of("film", "2", "1", "0", "1", "2", "50", "30", "7", "13", "60", "18446744073709551615", "3", "4", "5",
                "directly by blade 2"), row);
        assertEquals(rows().size() + 16, t.size(), "one row, however many tell of it");
    }

    private static Variable get(RowTable t, String oid) {
        return t.get(new OID(oid)).orElseGet(() -> fail("no instance " + oid));
    }

    @Test
    void bladeTableHasARowForEverySlot() {
        RowTable t = rows();
        OID blade = new ChassisMib(32473).bladeEntry();
        assertEquals(8, column(t, blade, 4).size());
        assertEquals(3, at(t, blade, 4, 2));
        assertEquals(2, at(t, blade, 4, 1));
        assertEquals(1, at(t, blade, 4, 4));
        assertEquals(4, at(t, blade, 3, 1));
        assertEquals(0, at(t, blade, 3, 4));
        assertEquals(50, at(t, blade, 7, 5));
        assertEquals(200_000, at(t, blade, 9, 5));
        assertEquals(10_501_000, at(t, blade, 23, 5));
        assertNotEquals(0, column(t, blade, 2).size());
        for (int column = 2; column <= 23; column++) {
            assertEquals(8, column(t, blade, column).size(), "column " + column);
        }
    }
}
