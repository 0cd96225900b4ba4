package io.mediachassis.snmp.nms;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/**
 * What LibreNMS discovers in a walk: by an os_discovery file (YamlDiscovery.php), and by itself in ENTITY-SENSOR-MIB
 * (entity-sensor.inc.php).
 */
final class LibreNms {
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{ \\$?([a-zA-Z0-9\\-.:]+) \\}\\}");
    private static final Map<String, String> ENTITY_KINDS = Map.of("voltsDC", "voltage", "voltsAC", "voltage",
            "amperes", "current", "watts", "power", "hertz", "frequency", "percentRH", "humidity", "rpm", "fanspeed",
            "celsius", "temperature");

    private static final String HR_STORAGE_RAM = "1.3.6.1.2.1.25.2.1.2";

    private final Mib mib;
    private final Walk walk;

    LibreNms(Mib mib, Walk walk) {
        this.mib = mib;
        this.walk = walk;
    }

    /** A place where something is stored, in bytes. */
    record Store(String descr, double size, double free) {}

    /** A port of a device, by its names and what makes one of it. */
    record Port(String name, String descr, String alias, long bits) {}

    /** What it names a processor, and its load in percent. */
    record Processor(String descr, long load) {}

    private Optional<Variable> cell(String object, OID index) {
        return walk.get(new OID(mib.node(object).oid()).append(index));
    }

    /** The sensors that the YAML file finds. */
    List<LibreNmsSensor> sensors(JsonNode discovery) {
        List<LibreNmsSensor> found = new ArrayList<>();
        discovery.get("modules").get("sensors").properties().forEach(kind -> {
            if (!kind.getKey().equals("additional_oids")) {
                for (JsonNode data : kind.getValue().get("data")) {
                    for (OID index : indexes(data)) {
                        sensor(kind.getKey(), data, index).ifPresent(found::add);
                    }
                }
            }
        });
        return found;
    }

    /** The ports that it finds in IF-MIB without a file: those that are there and have a description. */
    List<Port> ports() {
        List<Port> found = new ArrayList<>();
        walk.below(mib.node("ifDescr").oid()).forEach((index, descr) -> {
            long status = cell("ifOperStatus", index).orElseThrow().toLong();
            if (!Walk.text(descr).isEmpty() && !mib.node("ifOperStatus").values().get((int) status)
                    .equals("notPresent")) {
                found.add(new Port(Walk.text(cell("ifName", index).orElseThrow()), Walk.text(descr),
                        Walk.text(cell("ifAlias", index).orElseThrow()),
                        cell("ifHCInOctets", index).orElseThrow().toLong() * 8));
            }
        });
        return found;
    }

    /** The processors that it finds in HOST-RESOURCES-MIB without a file (HostResources.php); names made shorter. */
    List<Processor> processors() {
        List<Processor> found = new ArrayList<>();
        walk.below(mib.node("hrProcessorLoad").oid()).forEach((index, load) -> found.add(new Processor(
                Walk.text(cell("hrDeviceDescr", index).orElseThrow()).replace("CPU ", "").replace("(R)", "")
                        .replace("(TM)", ""), load.toLong())));
        return found;
    }

    /** The memory that it finds there: what is of type hrStorageRam. */
    List<Store> memory() {
        List<Store> found = new ArrayList<>();
        walk.below(mib.node("hrStorageType").oid()).forEach((index, type) -> {
            if (type.toString().equals(HR_STORAGE_RAM)) {
                double units = cell("hrStorageAllocationUnits", index).orElseThrow().toLong();
                double size = units * cell("hrStorageSize", index).orElseThrow().toLong();
                found.add(new Store(Walk.text(cell("hrStorageDescr", index).orElseThrow()), size,
                        size - units * cell("hrStorageUsed", index).orElseThrow().toLong()));
            }
        });
        return found;
    }

    /** The stores that the YAML file finds. */
    List<Store> stores(JsonNode discovery) {
        List<Store> found = new ArrayList<>();
        for (JsonNode data : discovery.get("modules").get("storage").get("data")) {
            for (OID index : indexes(data)) {
                if (!skipped(data, index)) {
                    double units = data.get("units").asDouble();
                    found.add(new Store(filled(data.get("descr").asText(), index),
                            units * polled(data, "size", index), units * polled(data, "free", index)));
                }
            }
        }
        return found;
    }

    private double polled(JsonNode data, String field, OID index) {
        OID oid = new OID(mib.node(data.get(field).asText()).oid()).append(index);
        OID polled = new OID(filled(data.get(field + "_num_oid").asText(), index).substring(1));
        if (!polled.equals(oid)) {
            throw new IllegalArgumentException(data.get(field) + " is " + oid + ", and polled is " + polled);
        }
        return walk.get(oid).orElseThrow().toLong();
    }

    /** The rows of the table, column or scalar that is walked. */
    private List<OID> indexes(JsonNode data) {
        MibNode walked = mib.node(data.get("oid").asText());
        SortedMap<OID, Boolean> indexes = new TreeMap<>();
        for (MibNode object : mib.under(walked)) {
            if (object.readable()) {
                walk.below(object.oid()).keySet().forEach(i -> indexes.put(i, true));
            }
        }
        return List.copyOf(indexes.keySet());
    }

    private Optional<LibreNmsSensor> sensor(String kind, JsonNode data, OID index) {
        String value = NmsFiles.text(data, "value", data.get("oid").asText());
        OID polled = new OID(filled(data.get("num_oid").asText(), index).substring(1));
        if (!polled.equals(new OID(mib.node(value).oid()).append(index))) {
            throw new IllegalArgumentException(value + " is not what " + data.get("num_oid") + " polls");
        }
        if (skipped(data, index) || cell(value, index).isEmpty()) {
            return Optional.empty();
        }
        double factor = data.path("multiplier").asDouble(1) / data.path("divisor").asDouble(1);
        Map<Integer, LibreNmsSensor.State> states = new TreeMap<>();
        data.path("states").forEach(s -> states.put(s.get("value").asInt(),
                new LibreNmsSensor.State(s.get("descr").asText(), s.get("generic").asInt())));
        return Optional.of(new LibreNmsSensor(kind, filled(data.get("index").asText(), index),
                filled(data.get("descr").asText(), index), NmsFiles.text(data, "group", ""), polled, factor,
                limit(data.path("low_limit"), index, factor), limit(data.path("high_limit"), index, factor), states));
    }

    /** A limit is a number, or the value of an object of the row. */
    private OptionalDouble limit(JsonNode limit, OID index, double factor) {
        if (limit.isMissingNode()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(limit.isNumber() ? limit.asDouble()
                : cell(limit.asText(), index).orElseThrow().toLong() * factor);
    }

    private boolean skipped(JsonNode data, OID index) {
        for (JsonNode skip : data.path("skip_values")) {
            String value = cell(skip.get("oid").asText(), index).map(Walk::text).orElse("");
            boolean equal = value.equals(skip.get("value").asText());
            if (skip.get("op").asText().equals("!=") ? !equal : equal) {
                return true;
            }
        }
        return false;
    }

    /** Fills variables in; one that is not there is an error, where LibreNMS would show nothing. */
    String filled(String text, OID index) {
        return VARIABLE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(m.group(1).equals("index")
                ? index.toString()
                : cell(m.group(1), index).map(Walk::text).orElseThrow(
                        () -> new IllegalArgumentException("no " + m.group(1) + " for index " + index))));
    }

    /** The value of an instance that is named {@code MODULE::object.index}. */
    String instance(String name) {
        int dot = name.lastIndexOf('.');
        return Walk.text(cell(name.substring(0, dot), new OID(name.substring(dot + 1))).orElseThrow());
    }

    /** The sensors that it finds in ENTITY-SENSOR-MIB without a file. */
    List<LibreNmsSensor> entitySensors() {
        List<LibreNmsSensor> found = new ArrayList<>();
        walk.below(mib.node("entPhySensorType").oid()).forEach((index, type) -> {
            String kind = ENTITY_KINDS.get(mib.node("entPhySensorType").values().get(type.toInt()));
            Optional<Variable> value = cell("entPhySensorValue", index);
            int status = cell("entPhySensorOperStatus", index).orElseThrow().toInt();
            if (kind == null || value.isEmpty() || status == 2) {
                return;
            }
            int scale = cell("entPhySensorScale", index).orElseThrow().toInt();
            double factor = Math.pow(10, 3 * (scale - 9) - cell("entPhySensorPrecision", index).orElseThrow().toInt());
            double reading = value.get().toInt() * factor;
            if (scale >= 6 && scale <= 12 && reading != -127 && !(kind.equals("temperature") && reading > 200)) {
                String name = cell("entPhysicalName", index).map(Walk::text).orElse("");
                String descr = kind.equals("temperature") ? name.replaceAll("[T|t]emperature[|s]?", "") : name;
                found.add(new LibreNmsSensor(kind, index.toString(), descr, "",
                        new OID(mib.node("entPhySensorValue").oid()).append(index), factor, OptionalDouble.empty(),
                        OptionalDouble.empty(), Map.of()));
            }
        });
        return found;
    }
}
