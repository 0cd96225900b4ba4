package io.mediachassis.snmp.nms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.snmp4j.smi.OID;

/** What LibreNMS shows of the unit with our OS definition: the device, sensors, states with their texts, stores. */
class LibreNmsTest {
    /** What LibreNMS's schema of os_discovery files allows for a sensor; more is an error there. */
    private static final Set<String> SENSOR_FIELDS = Set.of("oid", "value", "num_oid", "index", "descr", "group",
            "divisor", "multiplier", "low_limit", "low_warn_limit", "warn_limit", "high_limit", "skip_values",
            "entPhysicalIndex");

    private static final Set<String> STATE_FIELDS = Set.of("oid", "value", "num_oid", "index", "descr", "group",
            "skip_values", "entPhysicalIndex", "state_name", "states");
    private static final Set<String> STORAGE_FIELDS = Set.of("oid", "size", "free", "size_num_oid", "free_num_oid",
            "units", "type", "descr", "index", "warn_percent", "skip_values");
    private static final Set<String> KINDS = Set.of("state", "count", "percent", "bitrate");

    private final Walk walk = UnitWalks.get().well();
    private final JsonNode detection = NmsFiles.tree(NmsFiles.DETECTION);
    private final JsonNode discovery = NmsFiles.tree(NmsFiles.DISCOVERY);
    private final LibreNms librenms = new LibreNms(NmsFiles.MIB, walk);
    private final List<LibreNmsSensor> sensors = librenms.sensors(discovery);

    private static Map<String, Long> kinds(List<LibreNmsSensor> found) {
        return new TreeMap<>(found.stream()
                .collect(Collectors.groupingBy(LibreNmsSensor::kind, Collectors.counting())));
    }

    @Test
    void theDeviceIsDetectedByItsSysObjectId() {
        String sysObjectId = Walk.text(walk.get(new OID("1.3.6.1.2.1.1.2.0")).orElseThrow());
        List<JsonNode> prefixes = NmsFiles.list(detection.get("discovery").get(0).get("sysObjectID"));
        assertTrue(prefixes.stream().anyMatch(p -> sysObjectId.startsWith(p.asText())), sysObjectId);
        assertEquals("mediachassis", detection.get("os").asText());
        assertTrue(Set.of("os", "text", "type", "mib_dir", "over", "discovery", "discovery_modules", "poller_modules")
                .containsAll(NmsFiles.keys(detection)), detection.toString());
    }

    @Test
    void theDeviceHasModelSerialNumberAndVersion() {
        JsonNode os = discovery.get("modules").get("os");
        assertEquals("CH8", librenms.instance(os.get("hardware").asText()));
        assertEquals("MC-0001", librenms.instance(os.get("serial").asText()));
        assertEquals("0.1.0", librenms.instance(os.get("version").asText()));
    }

    @Test
    void theFileKeepsToTheSchema() {
        assertTrue(Set.of("mib", "modules").containsAll(NmsFiles.keys(discovery)));
        assertEquals(List.of("os", "sensors", "storage"), NmsFiles.keys(discovery.get("modules")));
        discovery.get("modules").get("sensors").properties().forEach(kind -> {
            if (!kind.getKey().equals("additional_oids")) {
                assertTrue(KINDS.contains(kind.getKey()), kind.getKey());
                kind.getValue().get("data").forEach(d -> assertTrue((kind.getKey().equals("state")
                        ? STATE_FIELDS : SENSOR_FIELDS).containsAll(NmsFiles.keys(d)), d.toString()));
            }
        });
        discovery.get("modules").get("storage").get("data").forEach(d ->
                assertTrue(STORAGE_FIELDS.containsAll(NmsFiles.keys(d)), d.toString()));
    }

    @Test
    void variablesOfOtherTablesAreFetchedToo() {
        Set<String> fetched = new HashSet<>();
        discovery.get("modules").get("sensors").get("additional_oids").get("data").get(0).get("oid")
                .forEach(o -> fetched.add(o.asText()));
        assertEquals(Set.of("ENTITY-MIB::entPhysicalName"), fetched);
    }

    @Test
    void statesHaveTheMibsTexts() {
        for (JsonNode data : discovery.get("modules").get("sensors").get("state").get("data")) {
            Map<Integer, String> texts = new TreeMap<>();
            data.get("states").forEach(s -> texts.put(s.get("value").asInt(), s.get("descr").asText()));
            MibNode node = NmsFiles.MIB.node(NmsFiles.text(data, "value", data.get("oid").asText()));
            assertEquals(node.values(), texts, node.toString());
            assertEquals(node.name(), data.get("state_name").asText());
        }
    }

    @Test
    void showsThisManyOfEach() {
        assertEquals("{bitrate=5, count=8, percent=1, state=50}", kinds(sensors).toString());
        assertEquals("{current=1, fanspeed=4, power=5, temperature=6, voltage=5}",
                kinds(librenms.entitySensors()).toString());
        assertEquals(sensors.size(), sensors.stream().map(s -> s.kind() + s.index()).distinct().count());
        assertEquals(List.of("Blade 1 segments", "Blade 2 segments", "Blade 3 segments", "Blade 5 segments"),
                librenms.stores(discovery).stream().map(LibreNms.Store::descr).toList());
        assertEquals(new LibreNms.Store("Blade 1 segments", 4e12, 1e12), librenms.stores(discovery).get(0));
    }

    @Test
    void showsReadingsAndTexts() {
        Set<String> shown = sensors.stream().map(s -> s.shown(walk)).collect(Collectors.toSet());
        for (String wanted : List.of("Blade 1 hot swap: active", "Blade 2 role: director", "Blade 3 role: engine",
                "Blade 5 in service: true", "Blade 5 CBC reachable: true", "Controller 1: active",
                "Controller 2: standby", "PSU 1: enabled", "Fan 2.1: enabled", "Director's slot: 2.0",
                "Streams: 110.0", "Blade 5 streams: 50.0", "Media sent: 4.4E8", "Zone chassis fans: controlled",
                "Zone chassis fans working: 4.0", "Zone chassis fans ordered: 40.0", "Blade 2 heat: normal",
                "Blade 3 Inlet temperature threshold: normal", "Power redundant: true", "Blade 1 media sent: 4.0E7")) {
            assertTrue(shown.contains(wanted), wanted + " is not among " + shown);
        }
        Set<String> entities = librenms.entitySensors().stream()
                .map(s -> s.descr() + " " + Math.round(s.value(walk).orElseThrow() * 1000) / 1000.0)
                .collect(Collectors.toSet());
        assertTrue(entities.containsAll(Set.of("Blade 1 Inlet  24.6", "Blade 1 12 V rail 12.034", "Blade 1 Power 87.7",
                "Fan 1.1 Speed 5400.0", "PSU 1 Output current 26.04")), entities.toString());
    }

    @Test
    void findsPortsProcessorsAndMemoryByItself() {
        List<LibreNms.Port> ports = librenms.ports();
        assertEquals(4 * 4 + 2 * 2, ports.size());
        assertEquals(ports.size(), ports.stream().map(LibreNms.Port::name).distinct().count());
        assertTrue(ports.contains(new LibreNms.Port("blade3/eth1", "Blade 3 eth1", "Slot 3: to the core",
                8 * 30_003_000_000L)), ports.toString());
        assertTrue(librenms.processors().contains(
                new LibreNms.Processor("Blade 3 processor 2: Some Processor 16-Core", 31)));
        assertEquals(4 * 2 + 2, librenms.processors().size());
        assertEquals(List.of("Blade 1 memory", "Blade 2 memory", "Blade 3 memory", "Blade 5 memory",
                "Controller 1 memory", "Controller 2 memory"),
                librenms.memory().stream().map(LibreNms.Store::descr).toList());
        assertEquals(new LibreNms.Store("Blade 1 memory", 64L << 30, 48L << 30), librenms.memory().get(0));
        LibreNms broken = new LibreNms(NmsFiles.MIB, UnitWalks.get().broken());
        assertEquals(3 * 4 + 2 * 2, broken.ports().size(), "a blade out of reach keeps its ports, one taken out has none");
        assertEquals(2 * 2 + 1, broken.processors().size(), "loads that nobody can know are not shown");
    }

    @Test
    void nothingIsAlarmingWhileAllIsWell() {
        assertEquals(List.of(), sensors.stream().filter(s -> s.severity(walk) != 0).map(s -> s.shown(walk)).toList());
    }

    @Test
    void eachThingThatIsBrokenIsAlarming() {
        Walk broken = UnitWalks.get().broken();
        Map<Integer, List<String>> alarming = new TreeMap<>();
        for (LibreNmsSensor s : sensors) {
            // What is no more of a pulled blade is unknown until the next discovery.
            alarming.computeIfAbsent(s.severity(broken), x -> new ArrayList<>()).add(s.shown(broken));
        }
        assertEquals(List.of("Blade 3 hot swap: communicationLost", "Blade 1 CBC reachable: false",
                "Blade 5 CBC reachable: false", "Controller 2: failed", "Blade 1 CBC: disabled", "Blade 3: disabled",
                "PSU 1: disabled", "Fan 2.2: disabled", "Controller 2: disabled",
                "Blade 2 Inlet temperature threshold: upperCritical", "Director's slot: 0.0",
                "Zone chassis fans working: 2.0"),
                alarming.get(2));
        assertEquals(List.of("Blade 5 hot swap: notInstalled", "Blade 5 role: none", "Blade 3 in service: false",
                "Blade 5 in service: false", "Blade 2 heat: throttled", "Zone chassis fans: failsafe",
                "Blade 1 Inlet temperature threshold: lowerCaution", "Power redundant: false"), alarming.get(1));
        assertEquals(List.of("Blade 5: none", "Blade 5 CBC: none", "Blade 5 CPU: none",
                "Blade 5 Inlet temperature threshold: none"), alarming.get(3));
    }

    @Test
    void aNumberThatIsOfAnotherObjectIsFoundOut() throws IOException {
        String text = discovery.toString().replace(".4.1.4.{{ $index }}", ".4.1.5.{{ $index }}");
        JsonNode wrong = new ObjectMapper().readTree(text);
        assertThrows(IllegalArgumentException.class, () -> librenms.sensors(wrong));
    }
}
