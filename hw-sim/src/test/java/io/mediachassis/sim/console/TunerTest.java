package io.mediachassis.sim.console;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.description.Target;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunerTest {
    /** What a person types wrongly is taken for a file, whose name alone would say nothing. */
    @Test
    void aFileThatIsNotThere_isSaidToBeNone(@TempDir Path folder) throws Exception {
        Tuner tuner = new Tuner("", new SystemClock());
        Target target = Target.parse(folder.resolve("film.sdp").toString());
        String said = String.valueOf(
                assertThrows(DescriptionException.class, () -> tuner.described(target)).getMessage());
        assertTrue(said.contains("film.sdp' is no file") && said.contains("udp://@GROUP:PORT"), said);
    }
}
