package io.mediachassis.snmp.nms;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What Prometheus stores of the unit by snmp_exporter, which of our alerts it raises, and what the dashboard draws. */
class PrometheusTest {
    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{\\s*\\$?(labels\\.)?(\\w+)\\s*\\}\\}");

    private final JsonNode modules = NmsFiles.tree(NmsFiles.MODULES).get("modules");
    private final ExporterModule module = new ExporterModule(modules.get("mediachassis"));
    private final List<Sample> well = module.scrape(UnitWalks.get().well());

    private List<String> eval(List<Sample> scrape, String expression) {
        return PromQl.eval(module, scrape, expression).stream().map(s -> s.labels() + " " + s.value()).toList();
    }

    /** The exporter takes no text for a number. */
    private static final class NumbersAsKeys extends StringQuotingChecker.Default {
        private static final long serialVersionUID = 1;

        @Override
        public boolean needToQuoteName(String name) {
            return !name.matches("\\d+") && super.needToQuoteName(name);
        }
    }

    @Test
    void theModulesAreWhatTheGeneratorMakesOfTheMibs() throws IOException {
        YAMLFactory yaml = YAMLFactory.builder().enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).disable(YAMLGenerator.Feature.SPLIT_LINES)
                .stringQuotingChecker(new NumbersAsKeys()).build();
        String made = "# Made of generator.yml.\n" + new ObjectMapper(yaml)
                .writeValueAsString(ModuleGenerator.generate(NmsFiles.MIB, NmsFiles.tree(NmsFiles.GENERATOR)));
        if (Boolean.getBoolean("reference.write")) {
            Files.writeString(NmsFiles.MODULES, made);
        }
        assertEquals(made, NmsFiles.text(NmsFiles.MODULES),
                NmsFiles.MODULES + " is not true any more: run this test with -Dreference.write=true");
    }

    @Test
    void everyMetricHasSamples() {
        for (String metric : module.labels().keySet()) {
            assertTrue(well.stream().anyMatch(s -> s.name().equals(metric)), metric);
        }
        assertEquals(List.of("{entPhysicalName=Blade 1, mcCounterName=frames_total, mcCounterValueBoard=10101000} 17.0",
                        "{entPhysicalName=Controller 1, mcCounterName=frames_total, mcCounterValueBoard=40101000} 5.0"),
                new ExporterModule(modules.get("mediachassis_counters")).scrape(UnitWalks.get().well())
                        .stream().map(s -> s.labels() + " " + s.value()).toList());
    }

    @Test
    void showsBladesDirectorAndReadings() {
        assertEquals(List.of("{} 2.0"), eval(well, "mcDirectorSlot"));
        assertEquals(List.of("{mcBladeRole=director, mcBladeSlot=2} 1.0"),
                eval(well, "mcBladeRole{mcBladeRole=\"director\"} == 1"));
        assertEquals(List.of("{} 4.0"), eval(well, "count(mcBladePresent == 1)"));
        assertEquals(List.of("{} 110.0"), eval(well, "sum(mcBladeStreams)"));
        assertEquals(List.of("{entPhySensorUnitsDisplay=degrees C, entPhysicalIndex=10101001, "
                        + "entPhysicalName=Blade 1 Inlet temperature} 24.6"),
                eval(well, "entPhySensorValue{entPhysicalName=\"Blade 1 Inlet temperature\"} / 10"));
        assertEquals(Map.of("degrees C", 6L, "V DC", 5L, "W", 5L, "A", 1L, "RPM", 4L), well.stream()
                .filter(s -> s.name().equals("entPhySensorValue"))
                .collect(groupingBy(s -> s.label("entPhySensorUnitsDisplay"), counting())));
        assertEquals(List.of("{} 22.0"), eval(well, "count(entStateOper{entStateOper=\"enabled\"} == 1)"));
        assertEquals(List.of("{} 1.78999994E9"), eval(well, "mcStationActiveSince"));
        assertEquals(List.of("{ifIndex=10304002, ifName=blade3/eth0} 3.0002E10"),
                eval(well, "ifHCInOctets{ifName=\"blade3/eth0\"}"));
        assertEquals(List.of("{} 14.0"), eval(well, "count(ifHighSpeed > 0)"));
        assertEquals(List.of("{hrStorageDescr=Blade 3 memory, hrStorageIndex=10305001} 0.25"),
                eval(well, "hrStorageUsed{hrStorageDescr=\"Blade 3 memory\"} / hrStorageSize"));
        assertEquals(List.of("{} 51.0"), eval(well, "max(hrProcessorLoad)"));
    }

    private static List<JsonNode> rules() {
        return NmsFiles.list(NmsFiles.tree(NmsFiles.ALERTS).get("groups").get(0).get("rules"));
    }

    private List<String> raised(List<Sample> scrape) {
        List<String> raised = new ArrayList<>();
        for (JsonNode rule : rules()) {
            for (Sample s : PromQl.eval(module, scrape, rule.get("expr").asText())) {
                raised.add(rule.get("labels").get("severity").asText() + " "
                        + filled(rule.get("annotations").get("summary").asText(), s));
            }
        }
        return raised;
    }

    private static String filled(String text, Sample s) {
        return TEMPLATE.matcher(text).replaceAll(m -> {
            if (m.group(1) == null) {
                assertEquals("value", m.group(2));
                return s.value() == Math.rint(s.value()) ? String.valueOf((long) s.value()) : String.valueOf(s.value());
            }
            return m.group(2).equals("instance") ? "unit" : s.labels().getOrDefault(m.group(2), "NO " + m.group(2));
        });
    }

    @Test
    void noAlertWhileAllIsWell() {
        assertEquals(List.of(), raised(well));
    }

    @Test
    void anAlertForEachThingThatIsBroken() {
        assertEquals(List.of(
                "critical unit: no blade is director, consoles get no answer",
                "critical unit: controller 2 has failed",
                "critical unit: communication with blade 3 is lost",
                "warning unit: blade 3 is not in service",
                "warning unit: the CBC of blade 1 does not answer",
                "warning unit: blade 2 sends over 90 % of the streams that it may",
                "warning unit: blade 2 has under 5 % of its segment store free",
                "critical unit: Blade 3 has a critical alarm",
                "warning unit: Blade 1 CBC has a major alarm",
                "warning unit: PSU 1 has a major alarm",
                "warning unit: Fan 2.2 has a major alarm",
                "warning unit: Controller 2 has a major alarm",
                "warning unit: Fan 2.2 Speed can't be read",
                "warning unit: Blade 1 Inlet temperature stands at lowerCaution",
                "critical unit: Blade 2 Inlet temperature stands at upperCritical",
                "critical unit: blade 2 is throttled for heat",
                "warning unit: the fans of zone chassis do not follow the temperature: failsafe",
                "warning unit: of the fans of zone chassis only 2 turn as ordered",
                "warning unit: 1 sensors of zone chassis are not believed",
                "warning unit: the next power supply that fails takes blades with it",
                "warning unit: Fan 1.1 Speed turns at 120 rpm",
                "warning unit: blade1/eth1 is down",
                "warning unit: Blade 1 memory is nearly full"), raised(module.scrape(UnitWalks.get().broken())));
    }

    @Test
    void alertsAreWhole() {
        Set<String> names = new HashSet<>();
        for (JsonNode rule : rules()) {
            assertTrue(names.add(rule.get("alert").asText()), rule.toString());
            assertTrue(Set.of("info", "warning", "critical").contains(rule.get("labels").get("severity").asText()));
            assertTrue(!rule.has("for") || rule.get("for").asText().matches("\\d+[smh]"), rule.toString());
            assertTrue(Set.of("alert", "expr", "for", "labels", "annotations").containsAll(NmsFiles.keys(rule)));
            // A label that the expression drops would be shown empty.
            Matcher m = TEMPLATE.matcher(rule.get("annotations").get("summary").asText());
            while (m.find()) {
                assertFalse(m.group(1) != null && !m.group(2).equals("instance")
                        && module.labels().values().stream().noneMatch(l -> l.contains(m.group(2))), m.group());
            }
        }
    }

    @Test
    void whatTheModuleLacksIsAnError() {
        for (String bad : List.of("mcBladeColour", "mcBladeRole{mcBladeRole=\"king\"}",
                "mcBladeStreams{entPhysicalName=\"x\"}", "sum by (mcColour) (mcBladeStreams)", "mcBladeStreams ==",
                "mcBladeStreams > 1 2", "mcBladeStreams $ 1")) {
            assertThrows(IllegalArgumentException.class, () -> PromQl.eval(module, well, bad), bad);
        }
    }

    @Test
    void theDashboardDrawsWhatIsThere() {
        JsonNode dashboard = NmsFiles.tree(NmsFiles.DASHBOARD);
        Map<String, Integer> series = new TreeMap<>();
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();
        for (JsonNode panel : dashboard.get("panels")) {
            String title = panel.get("title").asText();
            assertTrue(ids.add(panel.get("id").asInt()), title);
            JsonNode grid = panel.get("gridPos");
            for (int x = grid.get("x").asInt(); x < grid.get("x").asInt() + grid.get("w").asInt(); x++) {
                for (int y = grid.get("y").asInt(); y < grid.get("y").asInt() + grid.get("h").asInt(); y++) {
                    assertTrue(x < 24 && cells.add(x + " " + y), title + " lies over another panel");
                }
            }
            for (JsonNode target : panel.get("targets")) {
                List<Sample> drawn = PromQl.eval(module, well, target.get("expr").asText());
                series.merge(title, drawn.size(), Integer::sum);
                Matcher m = TEMPLATE.matcher(target.get("legendFormat").asText());
                while (m.find()) {
                    assertTrue(drawn.stream().allMatch(s -> s.labels().containsKey(m.group(2))), title + m.group());
                }
                assertEquals("${datasource}", target.get("datasource").get("uid").asText());
            }
        }
        assertEquals("{Active controller=1, Cooling=9, Director and controllers=10, Director's slot=1, Fans=4, Fans ordered=10, Hardware alarms=1, "
                + "Hot swap=16, Hottest boards=2, Media sent=1, Media sent by blade=8, Memory used=6, Network received=20, "
                + "Network sent=20, Power=5, Power budget=3, Processors=10, Programs=1, Segment store used=8, "
                + "Streams=1, Streams by blade=8, Temperatures=6, Up time=9}", series.toString());
        assertEquals(List.of("datasource", "instance"), NmsFiles.list(dashboard.get("templating").get("list")).stream()
                .map(v -> v.get("name").asText()).toList());
    }
}
