package io.mediachassis.sim.reference;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import io.mediachassis.backplane.configuration.Limits;
import io.mediachassis.backplane.configuration.RecordBinder;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A page of configuration keys: defaults and sentences from a reference.conf, limits from the record it is bound to. */
final class ConfigurationPage {
    private final StringBuilder rows = new StringBuilder();
    private final List<String> withoutSentence = new ArrayList<>();

    private ConfigurationPage() {}

    /**
     * The page of one daemon.
     *
     * @param record what the section is bound to; null where the module reads it by hand
     */
    static String of(String module, Config reference, String section, @Nullable Class<?> record) {
        ConfigurationPage page = new ConfigurationPage();
        page.section(section, reference.getConfig(section).root(), record);
        if (!page.withoutSentence.isEmpty()) {
            throw new AssertionError("keys without a comment in the reference.conf of " + module + ": "
                    + page.withoutSentence);
        }
        return "# Configuration of " + module + "\n\n"
                + "Made from `src/main/resources/reference.conf`, over which the daemon reads its own file, and from the\n"
                + "limits that the code declares. Any other key is an error.\n\n"
                + "| key | default | limits | what |\n|---|---|---|---|\n" + page.rows;
    }

    private void section(String path, ConfigObject section, @Nullable Class<?> record) {
        List<Map.Entry<String, ConfigValue>> inOrder = new ArrayList<>(section.entrySet());
        inOrder.sort(Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber()));
        for (Map.Entry<String, ConfigValue> entry : inOrder) {
            RecordComponent component = record == null ? null : component(record, entry.getKey());
            String key = path + "." + entry.getKey();
            if (entry.getValue() instanceof ConfigObject inner) {
                section(key, inner, component == null ? null : component.getType());
            } else {
                row(key, entry.getValue(), component);
            }
        }
    }

    private void row(String key, ConfigValue value, @Nullable RecordComponent component) {
        String sentence = value.origin().comments().stream().map(String::strip).collect(Collectors.joining(" "));
        if (sentence.isEmpty()) {
            withoutSentence.add(key);
        }
        String shown = value.render(ConfigRenderOptions.concise());
        rows.append("| `").append(key).append("` | `").append(shown).append("` | ").append(limits(component))
                .append(" | ").append(sentence.replace("|", "\\|")).append(" |\n");
    }

    private static String limits(@Nullable RecordComponent component) {
        if (component == null) {
            return "";
        }
        if (component.getType().isEnum()) {
            return Arrays.stream(component.getType().getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .collect(Collectors.joining(", "));
        }
        Limits limits = component.getAnnotation(Limits.class);
        if (limits == null) {
            return component.getType() == Duration.class ? "a duration" : "";
        }
        String range = limits.max().isEmpty() ? "from " + limits.min() : limits.min() + " to " + limits.max();
        return (range + " " + limits.unit()).strip();
    }

    private static RecordComponent component(Class<?> record, String key) {
        return Arrays.stream(record.getRecordComponents())
                .filter(c -> RecordBinder.key(c.getName()).equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no component of " + record + " takes " + key));
    }
}
