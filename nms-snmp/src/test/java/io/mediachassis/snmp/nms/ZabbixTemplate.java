package io.mediachassis.snmp.nms;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/** A Zabbix template of SNMP walks, and what Zabbix 7.0 makes of it: items by discovery, their values, problems. */
final class ZabbixTemplate {
    private static final Pattern WALK = Pattern.compile("(walk|get)\\[([\\d.,]+)\\]");
    /** The only script that the template uses: it keeps the rows that have a macro. */
    private static final Pattern SCRIPT = Pattern.compile("return JSON\\.stringify\\(JSON\\.parse\\(value\\)"
            + "\\.filter\\(function \\(row\\) \\{ return '(\\{#[A-Z.]+\\})' in row; \\}\\)\\);");

    private final JsonNode template;
    private final IdentityHashMap<Walk, Map<String, Walk>> masters = new IdentityHashMap<>();

    /** An item with its value as Zabbix shows it; the value is empty while there is none. */
    record Item(String key, String name, String value, String shown, List<Trigger> triggers) {}

    /** A trigger of an item, its macros filled in. */
    record Trigger(String name, String priority, String expression) {}

    ZabbixTemplate(JsonNode export) {
        this.template = export.get("zabbix_export").get("templates").get(0);
    }

    JsonNode template() {
        return template;
    }

    String name() {
        return template.get("template").asText();
    }

    /** The items, prototypes and rules of the template, the rules' prototypes among them. */
    List<JsonNode> allItems() {
        List<JsonNode> all = new ArrayList<>(NmsFiles.list(template.get("items")));
        for (JsonNode rule : template.get("discovery_rules")) {
            all.add(rule);
            all.addAll(NmsFiles.list(rule.get("item_prototypes")));
        }
        return all;
    }

    /** The items by key, as discovered in one walk and with values from another; the later of the two. */
    SortedMap<String, Item> items(Walk discovered, Walk polled) {
        SortedMap<String, Item> items = new TreeMap<>();
        for (JsonNode item : template.get("items")) {
            add(items, item, Map.of(), polled);
        }
        for (JsonNode rule : template.get("discovery_rules")) {
            for (Map<String, String> row : rows(rule, discovered)) {
                for (JsonNode prototype : rule.get("item_prototypes")) {
                    add(items, prototype, row, polled);
                }
            }
        }
        return items;
    }

    /** Names of the triggers whose problem is there, with their priorities. */
    List<String> problems(SortedMap<String, Item> items) {
        List<String> problems = new ArrayList<>();
        for (Item item : items.values()) {
            for (Trigger trigger : item.triggers()) {
                if (ZabbixExpression.holds(trigger.expression(), key -> number(items.get(key)))) {
                    problems.add(trigger.priority() + " " + trigger.name());
                }
            }
        }
        return problems;
    }

    private static OptionalDouble number(Item item) {
        return item == null || item.value().isEmpty() ? OptionalDouble.empty()
                : OptionalDouble.of(Double.parseDouble(item.value()));
    }

    private void add(SortedMap<String, Item> items, JsonNode item, Map<String, String> macros, Walk polled) {
        String key = filled(item.get("key").asText(), macros);
        String value = value(item, macros, polled);
        List<Trigger> triggers = new ArrayList<>();
        for (JsonNode t : item.path(macros.isEmpty() ? "triggers" : "trigger_prototypes")) {
            triggers.add(new Trigger(filled(t.get("name").asText(), macros), t.get("priority").asText(),
                    filled(t.get("expression").asText(), macros)));
        }
        Item had = items.put(key, new Item(key, filled(item.get("name").asText(), macros), value, shown(item, value),
                triggers));
        if (had != null) {
            throw new IllegalArgumentException("two items have the key " + key);
        }
    }

    private String shown(JsonNode item, String value) {
        for (JsonNode map : template.get("valuemaps")) {
            for (JsonNode mapping : map.get("mappings")) {
                if (map.get("name").asText().equals(item.path("valuemap").path("name").asText())
                        && mapping.get("value").asText().equals(value)) {
                    return mapping.get("newvalue").asText();
                }
            }
        }
        String units = NmsFiles.text(item, "units", "");
        return units.isEmpty() || value.isEmpty() ? value : value + " " + units;
    }

    private String filled(String text, Map<String, String> macros) {
        String filled = text;
        for (Map.Entry<String, String> macro : macros.entrySet()) {
            filled = filled.replace(macro.getKey(), macro.getValue());
        }
        for (JsonNode macro : template.get("macros")) {
            filled = filled.replace(macro.get("macro").asText(), macro.get("value").asText());
        }
        if (filled.contains("{#") || filled.contains("{$")) {
            throw new IllegalArgumentException("a macro of " + text + " has no value");
        }
        return filled;
    }

    private Walk master(String key, Walk walk) {
        return masters.computeIfAbsent(walk, w -> new HashMap<>()).computeIfAbsent(key, k -> {
            JsonNode item = NmsFiles.list(template.get("items")).stream()
                    .filter(i -> i.get("key").asText().equals(key)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no master item " + key));
            return asked(item.get("snmp_oid").asText(), walk);
        });
    }

    private static Walk asked(String what, Walk walk) {
        Matcher m = WALK.matcher(what);
        if (!m.matches()) {
            throw new IllegalArgumentException(what);
        }
        TreeMap<OID, Variable> answers = new TreeMap<>();
        for (String oid : m.group(2).split(",", -1)) {
            OID top = new OID(oid);
            if (m.group(1).equals("get")) {
                walk.get(top).ifPresent(v -> answers.put(top, v));
            } else {
                walk.below(top).forEach((index, v) -> answers.put(new OID(top).append(index), v));
            }
        }
        return new Walk(answers);
    }

    private String value(JsonNode item, Map<String, String> macros, Walk walk) {
        String value = switch (item.get("type").asText()) {
            case "INTERNAL" -> "1";
            case "SNMP_AGENT" -> {
                Walk asked = asked(item.get("snmp_oid").asText(), walk);
                yield asked.instances().size() == 1 ? Walk.text(asked.instances().firstEntry().getValue()) : "";
            }
            default -> "";
        };
        for (JsonNode step : item.path("preprocessing")) {
            List<String> p = NmsFiles.list(step.get("parameters")).stream().map(JsonNode::asText).toList();
            value = switch (step.get("type").asText()) {
                case "SNMP_WALK_VALUE" -> master(item.get("master_item").get("key").asText(), walk)
                        .get(new OID(filled(p.get(0), macros))).map(Walk::text).orElse("");
                case "MULTIPLIER" -> value.isEmpty() ? "" : new BigDecimal(value)
                        .multiply(new BigDecimal(filled(p.get(0), macros))).stripTrailingZeros().toPlainString();
                // Of two walks that are alike.
                case "CHANGE_PER_SECOND" -> value.isEmpty() ? "" : "0";
                case "DISCARD_UNCHANGED_HEARTBEAT" -> value;
                default -> throw new IllegalArgumentException("step " + step);
            };
        }
        boolean unsigned = NmsFiles.text(item, "value_type", "UNSIGNED").equals("UNSIGNED");
        return unsigned && !value.isEmpty() ? new BigDecimal(value).toBigInteger().toString() : value;
    }

    /** What low-level discovery finds: the macros of each row that passes the filter. */
    private List<Map<String, String>> rows(JsonNode rule, Walk walk) {
        Walk asked = master(rule.get("master_item").get("key").asText(), walk);
        SortedMap<OID, Map<String, String>> rows = new TreeMap<>();
        for (JsonNode step : rule.get("preprocessing")) {
            List<String> p = NmsFiles.list(step.get("parameters")).stream().map(JsonNode::asText).toList();
            switch (step.get("type").asText()) {
                case "SNMP_WALK_TO_JSON" -> {
                    for (int i = 0; i < p.size(); i += 3) {
                        String macro = p.get(i);
                        asked.below(new OID(p.get(i + 1))).forEach((index, v) -> rows
                                .computeIfAbsent(index, x -> new HashMap<>(Map.of("{#SNMPINDEX}", x.toString())))
                                .put(macro, Walk.text(v)));
                    }
                }
                case "JAVASCRIPT" -> {
                    Matcher script = SCRIPT.matcher(p.get(0));
                    if (!script.matches()) {
                        throw new IllegalArgumentException("a script that this reader does not know: " + p.get(0));
                    }
                    rows.values().removeIf(row -> !row.containsKey(script.group(1)));
                }
                case "DISCARD_UNCHANGED_HEARTBEAT" -> { }
                default -> throw new IllegalArgumentException("step " + step);
            }
        }
        rows.values().removeIf(row -> !passes(rule.path("filter"), row));
        return List.copyOf(rows.values());
    }

    private static boolean passes(JsonNode filter, Map<String, String> row) {
        boolean passes = true;
        for (JsonNode condition : filter.path("conditions")) {
            String value = row.get(condition.get("macro").asText());
            if (value == null) {
                throw new IllegalArgumentException("Zabbix would warn: row " + new TreeSet<>(row.keySet()) + " has no "
                        + condition.get("macro"));
            }
            boolean matches = Pattern.compile(condition.get("value").asText()).matcher(value).find();
            passes &= matches == Arrays.asList("", "MATCHES_REGEX").contains(condition.path("operator").asText());
        }
        return passes;
    }
}
