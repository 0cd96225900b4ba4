package io.mediachassis.sim.player;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one command to its end within a time and keeps what it printed. Blocking; any thread. */
public final class Tool {
    private Tool() {}

    /**
     * How a command ended.
     *
     * @param status its exit status; -1 when it had to be ended at its time limit
     */
    public record Result(int status, String output) {
        public boolean ok() {
            return status == 0;
        }
    }

    /**
     * Runs a command; standard output and error come together.
     *
     * @throws IOException when it can't be started
     */
    public static Result run(List<String> command, Duration limit) throws IOException {
        Path output = Files.createTempFile("mediachassis-tool", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile())
                    .start();
            try {
                boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    process.destroyForcibly().waitFor();
                }
                return new Result(
                        ended ? process.exitValue() : -1, Files.readString(output, StandardCharsets.ISO_8859_1));
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new IOException(command.get(0) + " was interrupted", e);
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
