package io.mediachassis.snmp.nms;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** The ready-made files for managers ({@code nms-snmp/nms}), and the MIB modules that they name objects of. */
final class NmsFiles {
    static final Path FOLDER = Path.of("nms");
    static final Path DETECTION = FOLDER.resolve("librenms/os_detection/mediachassis.yaml");
    static final Path DISCOVERY = FOLDER.resolve("librenms/os_discovery/mediachassis.yaml");
    static final Path ZABBIX = FOLDER.resolve("zabbix/media_chassis_by_snmp.yaml");
    static final Path GENERATOR = FOLDER.resolve("prometheus/generator.yml");
    static final Path MODULES = FOLDER.resolve("prometheus/snmp.yml");
    static final Path ALERTS = FOLDER.resolve("prometheus/alerts.yml");
    static final Path DASHBOARD = FOLDER.resolve("prometheus/grafana-dashboard.json");

    static final Mib MIB = new Mib(Path.of("mibs/stubs"), Path.of("src/test/resources/mibs"),
            Path.of("mibs/MEDIA-CHASSIS-MIB"));

    private NmsFiles() {}

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one document of a YAML or JSON file; a key that stands twice and anything after the document are errors. */
    static JsonNode tree(Path file) {
        JsonFactory factory = file.toString().endsWith(".json") ? new JsonFactory() : new YAMLFactory();
        factory.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());
        ObjectMapper mapper = new ObjectMapper(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
        try {
            return mapper.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is not well-formed", e);
        }
    }

    /** The elements of a list, none where there is none. */
    static List<JsonNode> list(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false).toList();
    }

    static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** The text of a field; {@code otherwise} where there is none. */
    static String text(JsonNode node, String field, String otherwise) {
        JsonNode value = node.get(field);
        return value == null ? otherwise : value.asText();
    }
}
