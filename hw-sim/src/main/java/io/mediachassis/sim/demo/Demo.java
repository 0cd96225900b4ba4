package io.mediachassis.sim.demo;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.player.Ffmpeg;
import io.mediachassis.sim.unit.UnitLauncher;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Brings a unit up and publishes media on it. One thread; {@link #close} from any. */
public final class Demo implements AutoCloseable {
    /** On a slow machine a JVM takes seconds to start, and all start at once. */
    private static final Duration UP_AT_LEAST = Duration.ofMinutes(2);

    private static final Duration UP_PER_BLADE = Duration.ofSeconds(25);
    private static final Duration PUBLISH = Duration.ofMinutes(30);
    private static final int SAMPLE_SECONDS = 180;

    private final UnitPlan plan;
    private final Clock clock;
    private final PrintStream out;
    private final UnitLauncher unit;
    private final UnitWatch watch;
    private final long startNs;

    public Demo(UnitPlan plan, Clock clock, PrintStream out) throws IOException {
        this.plan = plan;
        this.clock = clock;
        this.out = out;
        this.startNs = clock.nanoTime();
        this.unit = new UnitLauncher(plan, clock);
        this.watch = new UnitWatch(plan, clock);
    }

    public UnitLauncher unit() {
        return unit;
    }

    public UnitWatch watch() {
        return watch;
    }

    /** Starts everything and waits until all blades are in service under a director. */
    public void bringUp() throws IOException {
        say("Starting 2 controllers, " + plan.blades() + " blades and their simulated hardware ...");
        unit.start();
        Duration perBlade = UP_PER_BLADE.multipliedBy(plan.blades());
        watch.await("all blades in service under a director; logs are in " + plan.logFolder(),
                perBlade.compareTo(UP_AT_LEAST) > 0 ? perBlade : UP_AT_LEAST, w -> w.ready(plan.blades()));
        say("All blades are in service; blade " + watch.director() + " is director.");
    }

    /** A real transport stream of some minutes, made once. */
    public Path sample() throws IOException {
        Path sample = plan.dataFolder().resolve("media").resolve("sample.ts");
        if (!Files.exists(sample)) {
            say("Making a sample of " + SAMPLE_SECONDS + " s with ffmpeg ...");
            Files.createDirectories(sample.getParent());
            Path part = sample.resolveSibling("sample.part");
            Ffmpeg.makeSample(part, SAMPLE_SECONDS);
            Files.move(part, sample);
        }
        return sample;
    }

    /** Publishes files, unless a program of that name is stored already; gives the ids. */
    public List<String> publish(List<Path> files) throws IOException {
        List<String> ids = new ArrayList<>();
        for (Path file : files) {
            String title = file.getFileName().toString().replaceFirst("\\.[A-Za-z0-9]{1,5}$", "");
            ids.add(watch.list("programs").stream()
                    .filter(program -> program.path("title").asText().equals(title))
                    .map(program -> program.path("id").asText())
                    .findFirst()
                    .orElse(""));
            int last = ids.size() - 1;
            if (ids.get(last).isEmpty()) {
                say("Publishing " + file + " ...");
                ids.set(last, watch.publish(file, title, Math.min(2, plan.blades()), PUBLISH));
            }
        }
        return ids;
    }

    /** Publishes each file that can be; says why where one can't. */
    public void publishWhatCanBe(List<Path> files) {
        for (Path file : files) {
            try {
                publish(List.of(file));
            } catch (IOException e) {
                say(file + " is not published: " + e.getMessage());
            }
        }
    }

    /** A line with the time since the start. */
    public void say(String text) {
        out.printf("[%6.1f s] %s%n", (clock.nanoTime() - startNs) / 1e9, text);
        out.flush();
    }

    @Override
    public void close() {
        unit.close();
    }
}
