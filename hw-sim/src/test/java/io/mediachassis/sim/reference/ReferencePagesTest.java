package io.mediachassis.sim.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.typesafe.config.ConfigFactory;
import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.blade.agent.AgentConfig;
import io.mediachassis.controller.controller.ControllerConfig;
import io.mediachassis.sim.scenario.ScenarioPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The checked-in reference pages say what the code declares; {@code -Dreference.write=true} writes them anew. */
class ReferencePagesTest {
    private static final boolean WRITE = Boolean.getBoolean("reference.write");
    private static final Map<String, String> MODULES = Map.of(
            "backplane", "backplane-protocol",
            "blade", "blade-agent",
            "controller", "chassis-controller",
            "snmp", "nms-snmp");

    @Test
    void countersArePrinted() throws IOException {
        Map<String, List<Class<? extends Counter>>> byModule = new TreeMap<>();
        Set<String> names = new HashSet<>();
        for (JavaClass found : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("io.mediachassis")) {
            if (found.isEnum() && found.isAssignableTo(Counter.class)) {
                Class<? extends Counter> type = found.reflect().asSubclass(Counter.class);
                String module = String.valueOf(MODULES.get(found.getPackageName().split("\\.", -1)[2]));
                byModule.computeIfAbsent(module, m -> new ArrayList<>()).add(type);
                for (Counter counter : type.getEnumConstants()) {
                    assertTrue(names.add(counter.declaration().metric()),
                            counter.declaration().metric() + " is declared twice");
                }
            }
        }
        assertTrue(byModule.size() >= 2, "the import found only " + byModule);
        for (Map.Entry<String, List<Class<? extends Counter>>> module : byModule.entrySet()) {
            holds(module.getKey(), "counters.md", CounterPage.of(module.getKey(), module.getValue()));
        }
    }

    @Test
    void configurationIsPrinted() throws IOException {
        configuration("blade-agent", "mediachassis.blade", AgentConfig.class);
        configuration("chassis-controller", "mediachassis.controller", ControllerConfig.class);
        configuration("nms-snmp", "mediachassis.snmp", null);
    }

    @Test
    void scenariosArePrinted() throws IOException {
        holds("hw-sim", "scenarios.md", ScenarioPage.text());
    }

    private static void configuration(String module, String section, @Nullable Class<?> record) throws IOException {
        Path reference = Path.of("..", module, "src", "main", "resources", "reference.conf");
        holds(module, "configuration.md",
                ConfigurationPage.of(module, ConfigFactory.parseFile(reference.toFile()), section, record));
    }

    private static void holds(String module, String name, String page) throws IOException {
        Path file = Path.of("..", module, "reference", name);
        if (WRITE) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, page);
        }
        assertEquals(page, Files.exists(file) ? Files.readString(file) : "",
                file + " is not true any more: run this test with -Dreference.write=true");
    }
}
