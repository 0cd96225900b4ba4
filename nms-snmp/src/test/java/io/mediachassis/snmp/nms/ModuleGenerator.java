package io.mediachassis.snmp.nms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What snmp_exporter's generator makes of a generator.yml, by the rules of its tree.go, as far as ours uses them: which
 * subtrees are walked, a metric for each object in them with the type that the exporter knows, labels from indexes and
 * lookups. Enumerations of lookups are left out, since exporters up to 0.30.1 refuse them.
 */
final class ModuleGenerator {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Mib mib;
    private final JsonNode module;

    private ModuleGenerator(Mib mib, JsonNode module) {
        this.mib = mib;
        this.module = module;
    }

    /** The snmp.yml of a generator.yml. */
    static ObjectNode generate(Mib mib, JsonNode generator) {
        ObjectNode file = NODES.objectNode();
        file.set("auths", generator.get("auths"));
        ObjectNode modules = file.putObject("modules");
        generator.get("modules").properties().forEach(m ->
                modules.set(m.getKey(), new ModuleGenerator(mib, m.getValue()).module()));
        return file;
    }

    private ObjectNode module() {
        Set<String> walk = new TreeSet<>();
        Set<String> get = new TreeSet<>();
        ArrayNode metrics = NODES.arrayNode();
        List<MibNode> tops = NmsFiles.list(module.get("walk")).stream().map(n -> mib.node(n.asText()))
                .sorted(Comparator.comparing(n -> n.oid().toString())).toList();
        for (MibNode top : tops) {
            if (top.readable() && top.indexes().isEmpty()) {
                get.add(top.oid() + ".0");
            } else {
                walk.add(top.oid().toString());
            }
            for (MibNode object : mib.under(top)) {
                if (!type(object).isEmpty() && !override(object, "ignore").asBoolean()) {
                    metrics.add(metric(object, walk));
                }
            }
        }
        ObjectNode made = NODES.objectNode();
        put(made, "walk", minimal(walk));
        put(made, "get", minimal(get));
        made.set("metrics", metrics);
        return made;
    }

    private ObjectNode metric(MibNode object, Set<String> walk) {
        ObjectNode metric = NODES.objectNode();
        metric.put("name", object.name()).put("oid", object.oid().toString()).put("type", type(object));
        metric.put("help", override(object, "help").asText(
                object.description().split("\\. ", 2)[0] + " - " + object.oid()));
        ArrayNode indexes = NODES.arrayNode();
        for (int i = 0; i < object.indexes().size(); i++) {
            String name = object.indexes().get(i);
            ObjectNode index = indexes.addObject().put("labelname", name).put("type", type(mib.node(name)));
            if (object.implied() && i == object.indexes().size() - 1) {
                index.put("implied", true);
            }
        }
        ArrayNode lookups = NODES.arrayNode();
        for (JsonNode lookup : NmsFiles.list(module.path("lookups"))) {
            List<String> sources = NmsFiles.list(lookup.get("source_indexes")).stream().map(JsonNode::asText).toList();
            if (object.indexes().containsAll(sources)) {
                MibNode label = mib.node(lookup.get("lookup").asText());
                ObjectNode l = lookups.addObject();
                put(l, "labels", sources);
                l.put("labelname", label.name()).put("oid", label.oid().toString()).put("type", type(label));
                walk.add(label.oid().toString());
            }
        }
        if (!indexes.isEmpty()) {
            metric.set("indexes", indexes);
        }
        if (!lookups.isEmpty()) {
            metric.set("lookups", lookups);
        }
        if (!object.values().isEmpty()) {
            ObjectNode values = metric.putObject("enum_values");
            object.values().forEach((number, name) -> values.put(String.valueOf(number), name));
        }
        return metric;
    }

    /** The exporter's type of an object; empty when it shows no such objects. */
    private String type(MibNode object) {
        if (object.access().isEmpty() || object.access().equals("accessible-for-notify")) {
            return "";
        }
        String own = override(object, "type").asText();
        return !own.isEmpty() ? own : switch (object.syntax()) {
            case "Counter32", "Counter64" -> "counter";
            case "INTEGER", "Integer32", "Unsigned32", "Gauge32", "TimeTicks", "TruthValue", "PhysicalIndex",
                    "PhysicalIndexOrZero", "InetAddressType", "InterfaceIndex" -> "gauge";
            case "SnmpAdminString", "DisplayString" -> "DisplayString";
            case "DateAndTime", "InetAddress" -> object.syntax();
            case "OCTET STRING", "OBJECT IDENTIFIER" -> "OctetString";
            case "BITS" -> "Bits";
            default -> "";
        };
    }

    private JsonNode override(MibNode object, String field) {
        return module.path("overrides").path(object.name()).path(field);
    }

    /** Without those that lie below another; in the order of their texts, as the generator has them. */
    private static List<String> minimal(Set<String> oids) {
        List<String> kept = new ArrayList<>();
        for (String oid : oids) {
            if (kept.isEmpty() || !oid.startsWith(kept.get(kept.size() - 1) + ".")) {
                kept.add(oid);
            }
        }
        return kept;
    }

    private static void put(ObjectNode node, String field, List<String> texts) {
        if (!texts.isEmpty()) {
            ArrayNode array = node.putArray(field);
            texts.forEach(array::add);
        }
    }
}
