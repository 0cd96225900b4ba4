package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationTest {
    @TempDir
    Path folder;

    @Test
    void aLogThatIsTooLarge_isPutAside_andWrittenOn() throws Exception {
        Path log = folder.resolve("blade-1.log");
        Path small = Files.writeString(folder.resolve("blade-2.log"), "little");
        try (LogRotation rotation = new LogRotation(folder, 10);
                OutputStream daemon = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            daemon.write("eleven byte".getBytes(StandardCharsets.US_ASCII));
            rotation.rotate();
            assertEquals("eleven byte", Files.readString(folder.resolve("blade-1.log.1")));
            assertEquals("", Files.readString(log));
            daemon.write("and on".getBytes(StandardCharsets.US_ASCII));
            rotation.rotate();
            assertEquals("and on", Files.readString(log));
            assertEquals("little", Files.readString(small));
            assertFalse(Files.exists(folder.resolve("blade-2.log.1")));
            daemon.write(" a second time".getBytes(StandardCharsets.US_ASCII));
            rotation.rotate();
            assertEquals("and on a second time", Files.readString(folder.resolve("blade-1.log.1")));
        }
    }
}
