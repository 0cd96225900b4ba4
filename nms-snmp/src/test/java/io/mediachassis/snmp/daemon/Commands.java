package io.mediachassis.snmp.daemon;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs Debian's tools: packages snmp, snmptrapd and smitools. */
final class Commands {
    private Commands() {}

    /** Standard output and error of a command that ends within 20 s. */
    static String run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("command", ".out");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(20, TimeUnit.SECONDS);
            process.destroyForcibly();
            String text = Files.readString(out, StandardCharsets.ISO_8859_1);
            assertTrue(ended, "over 20 s: " + String.join(" ", command) + "\n" + text);
            return text;
        } finally {
            Files.deleteIfExists(out);
        }
    }

    static String run(String... command) throws IOException, InterruptedException {
        return run(Map.of("MIBS", "", "SNMPCONFPATH", "/nonexistent"), command);
    }
}
