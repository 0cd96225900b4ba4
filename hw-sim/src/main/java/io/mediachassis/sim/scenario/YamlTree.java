package io.mediachassis.sim.scenario;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a YAML file says, with the line of everything. Each scalar is its text. */
sealed interface YamlTree {
    /** Where it begins, from 1. */
    int line();

    record Scalar(int line, String text) implements YamlTree {}

    record Sequence(int line, List<YamlTree> items) implements YamlTree {}

    record Mapping(int line, Map<String, YamlTree> fields) implements YamlTree {}

    /**
     * Reads it.
     *
     * @throws ScenarioException when it is no YAML, or says one thing twice
     */
    static YamlTree parse(String file, String text) {
        try (JsonParser parser = new YAMLFactory().createParser(text)) {
            if (parser.nextToken() == null) {
                throw new ScenarioException(file, 0, "is empty: a scenario has a name, a duration and faults");
            }
            YamlTree tree = value(file, parser);
            if (parser.nextToken() != null) {
                throw new ScenarioException(file, line(parser), "a file has one scenario; this begins another");
            }
            return tree;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new ScenarioException(file, line, "is no YAML: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new ScenarioException(file, 0, "can't be read: " + e.getMessage());
        }
    }

    private static YamlTree value(String file, JsonParser parser) throws IOException {
        int line = line(parser);
        @Nullable JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, YamlTree> fields = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                int at = line(parser);
                parser.nextToken();
                if (fields.put(name, value(file, parser)) != null) {
                    throw new ScenarioException(file, at, name + ": is said twice; leave one out");
                }
            }
            return new Mapping(line, fields);
        } else if (token == JsonToken.START_ARRAY) {
            List<YamlTree> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(file, parser));
            }
            return new Sequence(line, items);
        } else if (token == JsonToken.VALUE_NULL) {
            return new Scalar(line, "");
        }
        String text = parser.getText();
        return new Scalar(line, text == null ? "" : text);
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }
}
