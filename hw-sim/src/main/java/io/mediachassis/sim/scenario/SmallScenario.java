package io.mediachassis.sim.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A scenario that was made small, as a file that shows its failure again. */
final class SmallScenario {
    private SmallScenario() {}

    static void write(Path file, Outcome small) {
        Verdict broken = small.broken().orElseThrow();
        String text = "# " + broken.oracle() + " is broken: " + broken.broken().replace('\n', ' ') + "\n"
                + ScenarioFile.write(small.scenario());
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new ScenarioException(file.toString(), 0, "can't be written: " + e.getMessage());
        }
    }
}
