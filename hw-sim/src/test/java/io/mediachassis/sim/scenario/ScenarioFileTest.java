package io.mediachassis.sim.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files say what they mean; what is wrong in one is said with its file, its line, its field and what to write. */
class ScenarioFileTest {
    private static final String HEAD = "name: a-name\nshows: Something.\nduration: 20s\n";

    @Test
    void saysWhatItMeans() {
        Scenario scenario = ScenarioFile.parse("a.yaml", HEAD + """
                seed: 12
                unit: {blades: 3, psu-watts: 500, load: 0.5, poll: 300ms}
                faults:
                  - {at: 12500ms, kind: partition, node: director, way: to, for: 3s}
                  - at: 13s
                    kind: sensor-nan
                    slot: 3
                    for: 1s
                tells: [director.changed, 'sensor.lost@3']
                """);
        assertEquals(12, scenario.seed().orElseThrow());
        assertEquals(new UnitShape(3, 2, 500, 2, 24, 0.5, Duration.ofMillis(300), false), scenario.unit());
        assertEquals(List.of(
                new TimedFault(Duration.ofMillis(12_500), new Fault.Partition(new NodeName(NodeName.Who.DIRECTOR, 0),
                        new NodeName(NodeName.Who.ALL, 0), Way.TO, Duration.ofSeconds(3))),
                new TimedFault(Duration.ofSeconds(13), new Fault.SensorNan(3, 1, Duration.ofSeconds(1)))),
                scenario.faults());
        assertEquals(List.of("director.changed", "sensor.lost@3"), scenario.tells());
    }

    @Test
    void whatIsWrittenReadsBackToTheSame() {
        for (long seed = 1; seed <= 300; seed++) {
            Scenario scenario = RandomScenarios.of(seed);
            assertEquals(scenario, ScenarioFile.parse("random.yaml", ScenarioFile.write(scenario)));
        }
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("name: a-name\n", "a.yaml:1: shows: is missing"),
                Arguments.of("name: A name\nshows: x\n", "a.yaml:1: name: is small letters"),
                Arguments.of(HEAD + "faults: []\nfault: 3\n", "a.yaml:5: fault: is no field here; there are name, shows"),
                Arguments.of(HEAD + "faults: 7\n", "a.yaml:4: faults: is a list: write"),
                Arguments.of(HEAD + "faults:\n  - {at: 1s, kind: eaten, for: 1s}\n",
                        "a.yaml:5: kind: \"eaten\" is no fault; there are bytes-lost"),
                Arguments.of(HEAD + "faults:\n  - {at: 1s, kind: cbc-hang, slot: 5, for: 1s}\n",
                        "a.yaml:5: slot: 5 is not within 1 to 4"),
                Arguments.of(HEAD + "faults:\n  - {at: 1s, kind: killed, node: blade-7, for: 1s}\n",
                        "a.yaml:5: node: blade-7: this unit has blades in slots 1 to 4"),
                Arguments.of(HEAD + "faults:\n  - {at: 1s, kind: killed, node: janitor, for: 1s}\n",
                        "a.yaml:5: node: \"janitor\" is nobody: write blade-N"),
                Arguments.of(HEAD + "faults:\n  - {at: 18s, kind: cbc-hang, slot: 1, for: 3s}\n",
                        "a.yaml:5: at: this fault ends at 21s, after the duration of 20s"),
                Arguments.of(HEAD + "faults:\n  - {at: 1s, kind: cbc-hang, slot: 1}\n", "a.yaml:5: for: is missing"),
                Arguments.of(HEAD + "faults:\n  - {at: soon, kind: hand-over}\n",
                        "a.yaml:5: at: \"soon\" is no time: write 15s"),
                Arguments.of(HEAD + "faults:\n  - {at: 1s, kind: hand-over, slot: 1}\n",
                        "a.yaml:5: slot: is no field here; there are at, kind"),
                Arguments.of(HEAD + "faults:\n  - {at: 1s, kind: bytes-lost, line: bus, chance: 2, for: 1s}\n",
                        "a.yaml:5: chance: 2 is not within 0 to 1"),
                Arguments.of(HEAD + "faults:\n  - {at: 1s, kind: psu-loss, psu: 1.5, for: 1s}\n",
                        "a.yaml:5: psu: is a whole number"),
                Arguments.of(HEAD + "unit: {blades: 9}\nfaults: []\n", "a.yaml:4: blades: 9 is not within 2 to 8"),
                Arguments.of(HEAD + "duration: 5s\nfaults: []\n", "a.yaml:4: duration"),
                Arguments.of(HEAD + "faults: [}\n", "a.yaml:4: is no YAML"),
                Arguments.of("", "a.yaml: is empty"));
    }

    @ParameterizedTest
    @MethodSource
    void wrong(String text, String message) {
        ScenarioException error = assertThrows(ScenarioException.class, () -> ScenarioFile.parse("a.yaml", text));
        assertTrue(String.valueOf(error.getMessage()).startsWith(message), error.getMessage());
    }
}
