package io.mediachassis.controller.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mediachassis.backplane.configuration.ConfigurationException;
import io.mediachassis.controller.cooling.CoolingSettings;
import io.mediachassis.controller.cooling.CoolingZone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControllerConfigTest {
    @TempDir
    Path folder;

    private ControllerConfig read(String cooling) throws IOException {
        return ControllerConfig.read(Files.writeString(
                folder.resolve("controller.conf"), "mediachassis.controller { cooling { " + cooling + " } }"));
    }

    @Test
    void theDefaultsOfTheFileAreThoseOfTheCode() throws IOException {
        assertEquals(CoolingSettings.DEFAULT, read("").cooling());
    }

    @Test
    void zonesAndThresholdsAreRead() throws IOException {
        CoolingSettings settings = read("zones = [{ name = left, slots = \"1-4\", fan-trays = 1 },"
                + " { name = right, slots = \"5-8\", fan-trays = \"2,3\" }], throttle.steps = [60, 30],"
                + " limits.board.upper = [80, 88, 95], limits.inlet.upper = []").cooling();
        assertEquals(List.of(new CoolingZone("left", "1-4", "1"), new CoolingZone("right", "5-8", "2,3")),
                settings.effectiveZones());
        assertEquals(List.of(60, 30), settings.throttle().steps());
        assertEquals(70, settings.target());
        assertEquals(List.of(), settings.limits().inlet().upper());
    }

    @Test
    void whatMakesNoSenseIsAnErrorAtStart() {
        for (String wrong : List.of("zones = [{ name = a, slots = \"1-4\" }]", "throttle.steps = []", "minimum.start = 90",
                "limits.board.upper = [80, 70, 95]", "limits.board.upper = []", "limits.board.dwell = [1s]", "margin = 0",
                "zones = [{ name = a, slots = 1, fan-trays = 1 }, { name = b, slots = 1, fan-trays = 2 }]")) {
            assertThrows(ConfigurationException.class, () -> read(wrong), wrong);
        }
    }
}
