package io.mediachassis.controller.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.configuration.ConfigurationException;
import io.mediachassis.controller.cooling.CoolingSettings;
import io.mediachassis.controller.cooling.CoolingZone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

    private ControllerConfig.HeadEnd distances(String distances) throws IOException {
        return ControllerConfig.read(Files.writeString(
                folder.resolve("controller.conf"), "mediachassis.controller { station-name = north, head-end { "
                        + "stations = [{ name = south, ca = south.pem }], distances = [" + distances + "] } }")).headEnd();
    }

    @Test
    void distancesAreRead_andWhatContradictsItselfIsAnErrorThatSaysWhatToFix() throws IOException {
        assertEquals(800, distances("{ from = north, to = south, km = 800 }").ways().km("south", "north"));
        Map.of("{ from = north, to = west, km = 8 }", "add it there", "{ from = north, to = north, km = 8 }", "remove it",
                "{ from = north, to = south, km = 8 }, { from = north, to = south, km = 9 }", "leave one",
                "{ from = north, to = south, km = 0 }", "km", "{ from = north, to = south, km = 50000 }", "40000")
                .forEach((wrong, fix) -> {
                    String text = String.valueOf(
                            assertThrows(ConfigurationException.class, () -> distances(wrong), wrong).getMessage());
                    assertTrue(text.contains(fix), text);
                });
    }

    private ControllerConfig.HeadEnd sourceNets(String nets) throws IOException {
        return ControllerConfig.read(Files.writeString(
                folder.resolve("controller.conf"), "mediachassis.controller { station-name = north, head-end { "
                        + "stations = [{ name = south, ca = south.pem }], source-nets = [" + nets + "] } }")).headEnd();
    }

    @Test
    void netsOfStationsAreRead_andWhatIsNoneIsAnErrorThatSaysWhatToFix() throws IOException {
        ControllerConfig.HeadEnd read = sourceNets("{ station = south, net = \"10.2.0.0/16\" }, "
                + "{ station = south, net = \"2001:db8::/48\" }, { station = north, net = \"10.1.0.0/16\" }");
        assertEquals(List.of("10.2.0.0/16", "2001:db8::/48"), read.sourceNets("south"));
        assertEquals(List.of("10.1.0.0/16"), read.sourceNets("north"));
        assertEquals(List.of(), read.sourceNets("west"));
        Map.of("{ station = west, net = \"10.2.0.0/16\" }", "add it there", "{ station = south, net = \"10.2.0.0\" }", "192.0.2.0/24")
                .forEach((wrong, fix) -> {
                    String text = String.valueOf(
                            assertThrows(ConfigurationException.class, () -> sourceNets(wrong), wrong).getMessage());
                    assertTrue(text.contains(fix), text);
                });
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
