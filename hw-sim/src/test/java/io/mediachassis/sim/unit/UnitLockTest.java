package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitLockTest {
    @TempDir
    Path folder;

    private UnitPlan plan(int unit, String data) {
        return UnitPlan.of(unit, 2, folder.resolve(data), folder);
    }

    private String refusal(int unit, String data) {
        return String.valueOf(
                assertThrows(IOException.class, () -> UnitLock.take(plan(unit, data)).close()).getMessage());
    }

    @Test
    void aUnitAndADataFolderAreOneLaunchersAtATime() throws IOException {
        try (UnitLock first = UnitLock.take(plan(64, "a"))) {
            assertEquals("Unit 64 runs already (its launcher has 127.0.64.120:7399); end it, or choose another with"
                    + " --unit N and --data DIR", refusal(64, "b"));
            assertEquals("The data folder " + folder.resolve("a") + " is in use by another unit; end it, or choose"
                    + " another with --data DIR", refusal(65, "a"));
            try (UnitLock beside = UnitLock.take(plan(65, "b"))) {
                assertEquals(true, first != beside);
            }
        }
        UnitLock.take(plan(64, "a")).close();
    }
}
