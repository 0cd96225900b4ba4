package io.mediachassis.snmp.nms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What Zabbix 7.0 makes of our template and a walk of the agent: items, their values and texts, problems. */
class ZabbixTest {
    private final JsonNode export = NmsFiles.tree(NmsFiles.ZABBIX);
    private final ZabbixTemplate template = new ZabbixTemplate(export);
    private final SortedMap<String, ZabbixTemplate.Item> well =
            template.items(UnitWalks.get().well(), UnitWalks.get().well());

    private String shown(String key) {
        return well.get(key).name() + " = " + well.get(key).shown();
    }

    @Test
    void theExportIsWhole() {
        assertEquals("7.0", export.get("zabbix_export").get("version").asText());
        Set<String> uuids = new HashSet<>();
        for (JsonNode uuid : export.findValues("uuid")) {
            assertTrue(uuid.asText().matches("[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}"), "UUID 4: " + uuid);
            assertTrue(uuids.add(uuid.asText()), "twice: " + uuid);
        }
        assertEquals(export.findValues("uuid").size(), export.findParents("uuid").size());
        assertEquals(Set.of("Templates/Media chassis"), export.findValues("groups").stream()
                .map(g -> g.get(0).get("name").asText()).collect(Collectors.toSet()));
        assertEquals("Templates/Media chassis",
                export.get("zabbix_export").get("template_groups").get(0).get("name").asText());
    }

    @Test
    void itemsTriggersAndMapsBelongTogether() {
        Set<String> keys = new HashSet<>();
        Set<String> maps = names(template.template().get("valuemaps"), "name");
        Set<String> unusedMaps = new TreeSet<>(maps);
        for (JsonNode item : template.allItems()) {
            assertTrue(keys.add(item.get("key").asText()), "twice: " + item.get("key"));
            if (item.has("valuemap")) {
                assertTrue(maps.contains(item.get("valuemap").get("name").asText()), item.toString());
                unusedMaps.remove(item.get("valuemap").get("name").asText());
            }
        }
        assertEquals(Set.of(), unusedMaps);
        for (JsonNode rule : template.template().get("discovery_rules")) {
            for (JsonNode prototype : rule.get("item_prototypes")) {
                assertTrue(prototype.get("key").asText().endsWith("[{#SNMPINDEX}]"), prototype.toString());
            }
        }
        for (JsonNode expression : export.findValues("expression")) {
            List<String> asked = ZabbixExpression.keys(template.name(), expression.asText());
            assertTrue(!asked.isEmpty() && keys.containsAll(asked), expression + " asks for " + asked);
        }
    }

    private static Set<String> names(JsonNode list, String field) {
        return NmsFiles.list(list).stream().map(n -> n.get(field).asText()).collect(Collectors.toSet());
    }

    @Test
    void valueMapsAreTheMibsEnumerations() {
        for (JsonNode map : template.template().get("valuemaps")) {
            Map<Integer, String> mappings = new TreeMap<>();
            map.get("mappings").forEach(m -> mappings.put(m.get("value").asInt(), m.get("newvalue").asText()));
            String name = map.get("name").asText();
            if (!name.equals("zabbix.host.available")) {
                MibNode node = NmsFiles.MIB.node(name.equals("SNMPv2-TC::TruthValue") ? "mcBladePresent" : name);
                assertEquals(node.values(), mappings, name);
            }
        }
    }

    @Test
    void everyItemHasAValue() {
        List<String> without = well.values().stream().filter(i -> i.value().isEmpty()).map(ZabbixTemplate.Item::key)
                .toList();
        // Masters have the walks, and keep nothing.
        assertEquals(List.of("mc.blade.walk", "mc.controller.walk", "mc.cooling.walk", "mc.hardware.walk",
                "mc.interface.walk", "mc.processor.walk", "mc.sensor.walk", "mc.station.walk", "mc.storage.walk",
                "mc.threshold.walk", "mc.zone.reason[1]"), without, "a zone whose fans follow the temperature gives no reason");
    }

    @Test
    void discoversAllThatTheUnitHas() {
        Map<String, Long> counts = new TreeMap<>(well.keySet().stream().filter(k -> k.endsWith("]"))
                .collect(Collectors.groupingBy(k -> k.substring(0, k.indexOf('[')), Collectors.counting())));
        assertEquals(4, counts.get("mc.blade.hotswap"), counts.toString());
        assertEquals(4, counts.get("mc.blade.disk.free"));
        assertEquals(2, counts.get("mc.controller.state"));
        assertEquals(13, counts.get("mc.hardware.state"));
        assertEquals(6, counts.get("mc.sensor.temperature"));
        assertEquals(4, counts.get("mc.sensor.fan"));
        assertEquals(5, counts.get("mc.sensor.power"));
        assertEquals(5, counts.get("mc.sensor.voltage"));
        assertEquals(1, counts.get("mc.sensor.current"));
        assertEquals(4 * 3 + 2, counts.get("mc.interface.status"), "loopbacks are of no interest");
        assertEquals(4 + 2, counts.get("mc.memory.used"), "swap space is none");
        assertEquals(4 * 2 + 2, counts.get("mc.volume.used"));
        assertEquals(4 * 2 + 2, counts.get("mc.processor.load"));
        assertEquals(1, counts.get("mc.zone.state"));
        assertEquals(4, counts.get("mc.threshold.standing"), "sensors without thresholds have none");
    }

    @Test
    void showsTextsAndUnits() {
        assertEquals("Director: Slot = 2", shown("mc.director.slot"));
        assertEquals("Station: Name = station-1", shown("mc.station.name"));
        assertEquals("Station: Streams = 110", shown("mc.station.streams"));
        assertEquals("Station: Media sent = 440000000 bps", shown("mc.station.egress"));
        assertEquals("Chassis: Model = CH8", shown("mc.chassis.model"));
        assertEquals("Chassis: Serial number = MC-0001", shown("mc.chassis.serial"));
        assertEquals("Chassis: Software = 0.1.0", shown("mc.chassis.software"));
        assertEquals("Blade 2: Role = director", shown("mc.blade.role[2]"));
        assertEquals("Blade 1: Hot swap = active", shown("mc.blade.hotswap[1]"));
        assertEquals("Blade 5: In service = true", shown("mc.blade.service[5]"));
        assertEquals("Blade 5: Up time = 123 uptime", shown("mc.blade.uptime[5]"));
        assertEquals("Blade 5: Segment store free = 1000000000000 B", shown("mc.blade.disk.free[5]"));
        assertEquals("Controller 2: State = standby", shown("mc.controller.state[2]"));
        assertEquals("PSU 1: State = enabled", shown("mc.hardware.state[20101000]"));
        assertEquals("Blade 1 Inlet temperature = 24.6 °C", shown("mc.sensor.temperature[10101001]"));
        assertEquals("Blade 1 Inlet temperature: Status = ok", shown("mc.sensor.temperature.status[10101001]"));
        assertEquals("Fan 2.1 Speed = 5400 !rpm", shown("mc.sensor.fan[30211001]"));
        assertEquals("PSU 1 Output power = 312.5 W", shown("mc.sensor.power[20101002]"));
        assertEquals("PSU 1 Input voltage = 48.123 V", shown("mc.sensor.voltage[20101001]"));
        assertEquals("PSU 1 Output current = 26.04 A", shown("mc.sensor.current[20101003]"));
        assertEquals("Blade 3 eth0: Status = up", shown("mc.interface.status[10304002]"));
        assertEquals("Blade 3 eth0: Speed = 25000000000 bps", shown("mc.interface.speed[10304002]"));
        assertEquals("Blade 3 eth0: Bits sent = 0 bps", shown("mc.interface.out[10304002]"));
        assertEquals("Blade 3 memory: Size = 68719476736 B", shown("mc.memory.size[10305001]"));
        assertEquals("Blade 3 /srv/media2: Used = 15000000004096 B", shown("mc.volume.used[10305102]"));
        assertEquals("Blade 3 processor 2: Some(R) Processor 16-Core: Load = 31 %",
                shown("mc.processor.load[10306002]"));
        assertEquals("Power: Redundancy = nPlusOne", shown("mc.power.redundancy"));
        assertEquals("Power: Promised = 700 W", shown("mc.power.promised"));
        assertEquals("Blade 2: Heat = normal", shown("mc.blade.heat[2]"));
        assertEquals("Blade 2: Admitted = 100 %", shown("mc.blade.admitted[2]"));
        assertEquals("Zone chassis: State = controlled", shown("mc.zone.state[1]"));
        assertEquals("Zone chassis: Fans ordered = 40 %", shown("mc.zone.ordered[1]"));
        assertEquals("Blade 3 Inlet temperature: Standing = normal", shown("mc.threshold.standing[10301001]"));
    }

    @Test
    void noProblemWhileAllIsWell() {
        // The sample's agents started two minutes ago.
        assertEquals(List.of("INFO Blade 1: Restarted", "INFO Blade 2: Restarted", "INFO Blade 3: Restarted",
                "INFO Blade 5: Restarted"), template.problems(well));
    }

    @Test
    void aProblemForEachThingThatIsBroken() {
        List<String> problems = template.problems(template.items(UnitWalks.get().well(), UnitWalks.get().broken()));
        assertEquals(List.of(
                "AVERAGE Blade 1: CBC does not answer",
                "WARNING Blade 2: Segment store nearly full",
                "AVERAGE Blade 2: Throttled",
                "HIGH Blade 3: Communication lost",
                "WARNING Blade 5: Removed",
                "WARNING Blade 2: Streams near their limit",
                "HIGH Controller 2: Failed",
                "DISASTER Media chassis: No blade is director",
                "AVERAGE Blade 1 CBC: Failed",
                "AVERAGE PSU 1: Failed",
                "AVERAGE Fan 2.2: Failed",
                "AVERAGE Controller 2: Failed",
                "AVERAGE Blade 1 eth1: Link down",
                "WARNING Blade 1 memory: Nearly full",
                "AVERAGE Media chassis: Power is not redundant",
                "WARNING Fan 2.2 Speed: Sensor broken",
                "AVERAGE Fan 1.1 Speed: Stands",
                "WARNING Blade 2 Inlet temperature: Hot",
                "WARNING Blade 1 Inlet temperature: Beyond caution",
                "HIGH Blade 2 Inlet temperature: Beyond critical",
                "WARNING Zone chassis: Fans do not follow the temperature",
                "AVERAGE Zone chassis: Fans have failed"),
                problems.stream().filter(p -> !p.endsWith("Restarted")).toList());
    }

    @Test
    void expressionsAreWorkedOut() {
        Map<String, Double> values = Map.of("a", 2.0, "b[1]", 700.0);
        for (String good : List.of("last(/T/a)=2", "min(/T/a,#2)<>3 and max(/T/b[1],5m)>10m", "2*last(/T/a)+1=5",
                "last(/T/a)=1 or (last(/T/a)>=2 and 1)", "last(/T/b[1])/100*2<=14", "change(/T/a)=0")) {
            assertTrue(ZabbixExpression.holds(good, k -> OptionalDouble.of(values.get(k))), good);
        }
        assertFalse(ZabbixExpression.holds("last(/T/a)>2", k -> OptionalDouble.of(values.get(k))));
        assertFalse(ZabbixExpression.holds("last(/T/a)=2", k -> OptionalDouble.empty()));
    }
}
