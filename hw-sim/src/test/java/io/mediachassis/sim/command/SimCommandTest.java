package io.mediachassis.sim.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code chassis sim} ends with, and what it leaves behind. */
class SimCommandTest {
    private static int sim(Object... words) {
        String[] line = new String[words.length + 1];
        line[0] = "sim";
        for (int i = 0; i < words.length; i++) {
            line[i + 1] = words[i].toString();
        }
        return new CommandLine(new Simulator()).execute(line);
    }

    private static Path scenario(Path folder, String tells) throws IOException {
        return Files.writeString(folder.resolve("one.yaml"), "name: one\nshows: Something.\nduration: 12s\n"
                + "faults:\n  - {at: 10s, kind: cbc-reboot, slot: 2}\ntells: [" + tells + "]\n");
    }

    @Test
    void zeroIsForOraclesThatHeldAlone(@TempDir Path folder) throws IOException {
        Path junit = folder.resolve("junit.xml");
        Path report = folder.resolve("report.txt");
        Path json = folder.resolve("report.json");
        assertEquals(0, sim("--scenario", scenario(folder, "blade.firmware@2"), "--seed", 3, "--junit", junit, "--report",
                report, "--json", json));
        assertTrue(Files.readString(junit).contains("failures=\"0\""));
        assertTrue(Files.readString(report).contains("holds   one, seed 3"), Files.readString(report));
        assertTrue(Files.readString(json).contains("\"seed\" : 3"));
        assertEquals(1, sim("--scenario", scenario(folder, "power.shed"), "--junit", junit));
        assertTrue(Files.readString(junit).contains("nobody tells power.shed"), Files.readString(junit));
    }

    @Test
    void twoIsForWhatCantBeUsed(@TempDir Path folder) {
        assertEquals(2, sim("--scenario", folder.resolve("none.yaml")));
        assertEquals(2, sim("--seed", 1));
        assertEquals(2, sim("--runs", 1, "--scenario", folder));
    }
}
