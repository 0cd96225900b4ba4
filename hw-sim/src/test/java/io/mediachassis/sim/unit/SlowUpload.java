package io.mediachassis.sim.unit;

import io.mediachassis.controller.client.ChassisClient;
import io.mediachassis.controller.client.ChassisException;
import io.mediachassis.sim.demo.Demo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program on its way into a unit, by curl at a rate. */
final class SlowUpload implements AutoCloseable {
    final String program;
    private final Demo demo;
    private final Process curl;

    /** @param seconds that the file takes */
    SlowUpload(Demo demo, Path file, String title, int seconds) throws IOException, ChassisException {
        this.demo = demo;
        long size = Files.size(file);
        ChassisClient.Upload to = demo.watch().client().announce(title, size, file.getFileName().toString());
        program = to.programId();
        curl = new ProcessBuilder(List.of(
                        "curl", "-sS", "-f", "-o", "/dev/null", "--limit-rate", Long.toString(size / seconds),
                        "-H", "Authorization: Bearer " + to.token(), "-T", file.toString(), to.ingestUrl().toString()))
                .inheritIO()
                .start();
    }

    /** Whether the station lists it as published. */
    boolean isPublished() {
        return demo.watch().list("programs").stream().anyMatch(listed -> listed.path("id").asText().equals(program)
                && listed.path("state").asText().equals("published"));
    }

    /** Waits for its end. Returns whether all was taken. */
    boolean ended() throws InterruptedException {
        return curl.waitFor(30, TimeUnit.SECONDS) && curl.exitValue() == 0;
    }

    void breakOff() {
        curl.destroyForcibly();
    }

    @Override
    public void close() {
        breakOff();
    }
}
