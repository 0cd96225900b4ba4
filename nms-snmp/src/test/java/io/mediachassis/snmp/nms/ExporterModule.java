package io.mediachassis.snmp.nms;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;

/** A module of snmp.yml, and what snmp_exporter shows of a walk with it (collector.go). */
final class ExporterModule {
    private final JsonNode module;

    ExporterModule(JsonNode module) {
        this.module = module;
    }

    private List<JsonNode> metrics() {
        return NmsFiles.list(module.get("metrics"));
    }

    /** The names of its metrics, each with the labels that its series may have. */
    Map<String, Set<String>> labels() {
        Map<String, Set<String>> labels = new TreeMap<>();
        for (JsonNode metric : metrics()) {
            Set<String> names = new TreeSet<>();
            NmsFiles.list(metric.path("indexes")).forEach(i -> names.add(i.get("labelname").asText()));
            NmsFiles.list(metric.path("lookups")).forEach(l -> names.add(l.get("labelname").asText()));
            if (!Set.of("gauge", "counter", "DateAndTime").contains(metric.get("type").asText())) {
                names.add(metric.get("name").asText());
            }
            labels.put(metric.get("name").asText(), names);
        }
        return labels;
    }

    /** The values that a label named as a metric of states may have; none where it is no such metric. */
    Set<String> states(String name) {
        Set<String> states = new TreeSet<>();
        for (JsonNode metric : metrics()) {
            if (metric.get("name").asText().equals(name)
                    && Set.of("EnumAsStateSet", "Bits").contains(metric.get("type").asText())) {
                metric.get("enum_values").forEach(v -> states.add(v.asText()));
            }
        }
        return states;
    }

    /** What the exporter asks for. */
    private Walk asked(Walk walk) {
        NavigableMap<OID, Variable> answers = new TreeMap<>();
        for (JsonNode oid : module.path("get")) {
            OID instance = new OID(oid.asText());
            walk.get(instance).ifPresent(v -> answers.put(instance, v));
        }
        for (JsonNode oid : module.path("walk")) {
            OID top = new OID(oid.asText());
            walk.below(top).forEach((index, v) -> answers.put(new OID(top).append(index), v));
        }
        return new Walk(answers);
    }

    /** The samples of a scrape. */
    List<Sample> scrape(Walk walk) {
        Walk asked = asked(walk);
        List<Sample> samples = new ArrayList<>();
        for (JsonNode metric : metrics()) {
            asked.below(new OID(metric.get("oid").asText())).forEach((index, value) ->
                    samples(metric, labels(metric, index, asked), value, samples));
        }
        return samples;
    }

    private static SortedMap<String, String> labels(JsonNode metric, OID index, Walk asked) {
        SortedMap<String, String> labels = new TreeMap<>();
        Map<String, OID> arcs = new TreeMap<>();
        OID rest = index;
        for (JsonNode i : metric.path("indexes")) {
            boolean string = i.get("type").asText().equals("DisplayString");
            if (string && !i.path("implied").asBoolean()) {
                throw new IllegalArgumentException("a string index with a length, which this reader does not know");
            }
            OID own = string ? rest : new OID(rest.getValue(), 0, 1);
            StringBuilder text = new StringBuilder();
            for (int arc : own.getValue()) {
                text.append(string ? String.valueOf((char) arc) : String.valueOf(arc));
            }
            labels.put(i.get("labelname").asText(), text.toString());
            arcs.put(i.get("labelname").asText(), own);
            rest = rest.getSuffix(own);
        }
        for (JsonNode lookup : metric.path("lookups")) {
            OID at = new OID(lookup.get("oid").asText());
            lookup.get("labels").forEach(source -> at.append(arcs.get(source.asText())));
            labels.put(lookup.get("labelname").asText(), asked.get(at).map(Walk::text).orElse(""));
        }
        labels.values().removeIf(String::isEmpty);
        return labels;
    }

    private static void samples(JsonNode metric, SortedMap<String, String> labels, Variable value, List<Sample> to) {
        String name = metric.get("name").asText();
        switch (metric.get("type").asText()) {
            case "gauge", "counter" -> to.add(new Sample(name, labels, value.toLong()));
            case "DateAndTime" -> to.add(new Sample(name, labels, seconds(((OctetString) value).getValue())));
            case "DisplayString" -> to.add(sample(name, labels, Walk.text(value), 1));
            case "EnumAsStateSet" -> metric.get("enum_values").properties().forEach(state ->
                    to.add(sample(name, labels, state.getValue().asText(),
                            Integer.parseInt(state.getKey()) == value.toInt() ? 1 : 0)));
            case "Bits" -> metric.get("enum_values").properties().forEach(bit -> {
                byte[] octets = ((OctetString) value).getValue();
                int n = Integer.parseInt(bit.getKey());
                boolean set = n / 8 < octets.length && (octets[n / 8] & (0x80 >> (n % 8))) != 0;
                to.add(sample(name, labels, bit.getValue().asText(), set ? 1 : 0));
            });
            default -> throw new IllegalArgumentException(name + " has a type that this reader does not know");
        }
    }

    private static Sample sample(String name, SortedMap<String, String> labels, String own, double value) {
        SortedMap<String, String> all = new TreeMap<>(labels);
        all.put(name, own);
        return new Sample(name, all, value);
    }

    private static double seconds(byte[] d) {
        return OffsetDateTime.of(((d[0] & 0xff) << 8) + (d[1] & 0xff), d[2], d[3], d[4], d[5], d[6], 0,
                ZoneOffset.ofHoursMinutes(d[8] == '-' ? -d[9] : d[9], d[8] == '-' ? -d[10] : d[10])).toEpochSecond();
    }
}
