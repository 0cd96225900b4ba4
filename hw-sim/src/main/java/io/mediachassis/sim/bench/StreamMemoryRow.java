package io.mediachassis.sim.bench;

import io.mediachassis.sim.demo.Demo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * By how much an engine's resident memory grows for each of 2000 streams, its sessions, sockets and media included,
 * against 1 MiB. The streams are spread over as much media as they would read apart: each is in a read buffer of its own.
 */
final class StreamMemoryRow implements Row {
    private static final int BLADES = 2;
    private static final int STREAMS = 2000;
    private static final int PROGRAMS = 16;
    private static final int SAMPLE_SECONDS = 300;
    private static final int BITS_A_SECOND = 1_000_000;
    private static final int SPREAD_SECONDS = 240;
    private static final int PORTS = 64;
    private static final double LIMIT_KIB = 1024;
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final Duration PLAY = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Result run(Bench bench) throws IOException {
        Path sample = PacedSample.make(
                bench.mediaFolder(), "memory", SAMPLE_SECONDS, BITS_A_SECOND, "640x360");
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < PROGRAMS; i++) {
            Path file = bench.mediaFolder().resolve("memory-" + i + ".ts");
            Files.deleteIfExists(file);
            Files.createLink(file, sample);
            files.add(file);
        }
        try (Demo demo = bench.bringUpTogether(BLADES); UnreadPorts ports = new UnreadPorts(PORTS);
                Consoles consoles = new Consoles(bench.clock())) {
            List<String> programs = demo.publish(files);
            for (String program : programs) {
                demo.watch().await(program + " on both blades", PATIENCE, watch -> watch.copies(program) >= BLADES);
            }
            int slot = 3 - demo.watch().director();
            long pid = demo.unit().blade(slot).pid()
                    .orElseThrow(() -> new IOException("blade " + slot + " does not run"));
            String base = demo.watch().blade(slot)
                    .map(blade -> blade.path("rtsp_url").asText())
                    .filter(url -> !url.isEmpty())
                    .orElseThrow(() -> new IOException("blade " + slot + " tells no address to play at"));
            bench.waitFor(SETTLE.toNanos(), () -> { });
            long before = residentKib(pid);
            bench.say(STREAMS + " sessions ...");
            for (int i = 0; i < STREAMS; i++) {
                consoles.add(base + programs.get(i % PROGRAMS), ports.ports().get(i % PORTS),
                        (int) ((long) i * SPREAD_SECONDS / STREAMS));
                consoles.keepAlive();
            }
            long arrived = ports.arrived();
            bench.waitFor(PLAY.toNanos(), consoles::keepAlive);
            double pace = (ports.arrived() - arrived) * (double) PacedCost.PAYLOAD_BYTES * 8
                    / (PLAY.toSeconds() * (double) STREAMS * BITS_A_SECOND);
            if (pace < 0.9) {
                throw new IOException(String.format("only %.0f %% of %d streams arrived", 100 * pace, STREAMS));
            }
            long after = residentKib(pid);
            double each = (after - before) / (double) STREAMS;
            return Result.lowerIsBetter(name(), each, LIMIT_KIB, "1 MiB", "KiB a stream", 1, List.of(String.format(
                    "%d MiB resident before, %d MiB with %d streams; %.1f %% of their rate arrived",
                    before >> 10, after >> 10, STREAMS, 100 * pace)));
        }
    }

    private static long residentKib(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"), StandardCharsets.ISO_8859_1)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("the system does not tell the memory of process " + pid);
    }
}
