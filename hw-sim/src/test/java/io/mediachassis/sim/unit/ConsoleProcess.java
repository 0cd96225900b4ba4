package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code console play} as a process on the players' machine, with orders from its standard input. One thread. */
final class ConsoleProcess implements AutoCloseable {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int LOOK_MS = 20;

    private final Process process;
    private final Path told;
    private final Path json;

    /** @param within what the command begins with */
    ConsoleProcess(List<String> within, Path folder, String target, String... options) throws IOException {
        told = folder.resolve("console.log");
        json = folder.resolve("console.json");
        List<String> command = new ArrayList<>(within);
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", classPath(), "io.mediachassis.sim.command.Simulator", "console", "play",
                target, "--control", "-", "--json", json.toString()));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(told.toFile()).start();
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Gives an order, and waits for an answer with all these words. */
    void order(String line, String... answered) throws IOException {
        int before = lines().size();
        BufferedWriter orders = process.outputWriter(StandardCharsets.UTF_8);
        orders.write(line + "\n");
        orders.flush();
        for (long end = System.nanoTime() + LIMIT_NS; System.nanoTime() < end; pause()) {
            List<String> lines = lines();
            if (lines.subList(before, lines.size()).stream().anyMatch(text -> List.of(answered).stream().allMatch(text::contains))) {
                return;
            }
        }
        fail(line + " was not answered with " + List.of(answered) + " but\n" + String.join("\n", lines()));
    }

    /** Waits until it has told something. */
    void await(String text) throws IOException {
        for (long end = System.nanoTime() + LIMIT_NS; System.nanoTime() < end; pause()) {
            if (lines().stream().anyMatch(line -> line.contains(text))) {
                return;
            }
        }
        fail("it did not tell " + text + " but\n" + String.join("\n", lines()));
    }

    private List<String> lines() throws IOException {
        assertTrue(process.isAlive() || Files.exists(json), () -> "the console ended: " + read());
        return read().lines().toList();
    }

    private String read() {
        try {
            return Files.readString(told);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Its figures, once it has ended by itself. */
    JsonNode figures() throws IOException, InterruptedException {
        assertTrue(process.waitFor(LIMIT_NS, TimeUnit.NANOSECONDS), () -> "it does not end: " + read());
        return new ObjectMapper().readTree(json.toFile());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
