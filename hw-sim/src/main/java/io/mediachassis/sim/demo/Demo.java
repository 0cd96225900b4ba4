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
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Brings a unit up and publishes media on it. One thread; {@link #close} from any. */
public final class Demo implements AutoCloseable {
    /** On a slow machine a JVM takes seconds to start, and all start at once. */
    private static final Duration UP_AT_LEAST = Duration.ofMinutes(2);

    private static final Duration UP_PER_BLADE = Duration.ofSeconds(25);
    private static final Duration PUBLISH = Duration.ofMinutes(30);
    private static final int SAMPLE_SECONDS = 120;
    private static final long LOOK_NS = 100_000_000L;

    private final UnitPlan plan;
    private final Clock clock;
    private final PrintStream out;
    private final UnitLauncher unit;
    private final UnitWatch watch;
    private final PublishedFiles publishedFiles;
    private final long startNs;

    public Demo(UnitPlan plan, Clock clock, PrintStream out) throws IOException {
        this.plan = plan;
        this.clock = clock;
        this.out = out;
        this.startNs = clock.nanoTime();
        this.unit = new UnitLauncher(plan, clock);
        this.watch = new UnitWatch(plan, clock);
        this.publishedFiles = new PublishedFiles(plan.dataFolder().resolve("media").resolve("published.json"));
    }

    public UnitLauncher unit() {
        return unit;
    }

    public UnitWatch watch() {
        return watch;
    }

    /**
     * Starts everything and waits until all blades are in service under a director.
     *
     * @throws IOException when that does not come; tells what hinders it
     */
    public void bringUp() throws IOException {
        String missing = bringUpWhatCanBe();
        if (!missing.isEmpty()) {
            throw new IOException(missing + "; logs are in " + plan.logFolder());
        }
    }

    /**
     * Starts everything, tells what hinders it, and waits for all blades, or for those that can serve.
     *
     * @return the blades that do not serve, with the reason; empty when all do
     * @throws IOException when there is no director, or no blade in service
     */
    public String bringUpWhatCanBe() throws IOException {
        say("Starting 2 controllers, " + plan.blades() + " blades and their simulated hardware ...");
        Duration perBlade = UP_PER_BLADE.multipliedBy(plan.blades());
        Duration limit = perBlade.compareTo(UP_AT_LEAST) > 0 ? perBlade : UP_AT_LEAST;
        StartProgress progress = new StartProgress(plan.populated(), clock.nanoTime(), limit.toNanos());
        unit.start();
        while (true) {
            StartProgress.Step step = progress.look(
                    new StartProgress.Look(watch.list("blades"), watch.director(), unit.failures()), clock.nanoTime());
            step.told().forEach(line -> say("  " + line));
            switch (step.state()) {
                case READY -> {
                    say("All blades are in service; blade " + watch.director() + " is director.");
                    return "";
                }
                case PART -> {
                    say("Going on without all blades: " + progress.missing() + ".");
                    return progress.missing();
                }
                case FAILED -> throw new IOException("Waited " + limit.toSeconds() + " s for blades in service under a"
                        + " director: " + progress.missing() + "; logs are in " + plan.logFolder());
                case WAIT -> LockSupport.parkNanos(LOOK_NS);
            }
        }
    }

    /** What consoles show to be let in; empty where none is needed. */
    public String token() throws IOException {
        return plan.playbackTokens() ? Viewer.token(watch.client()) : "";
    }

    /** What URLs have behind the program's name so that consoles are let in; empty where that takes nothing. */
    public String query() throws IOException {
        String token = token();
        return token.isEmpty() ? "" : "?token=" + token;
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

    /** Publishes files, unless what is in them is stored already; gives the ids. */
    public List<String> publish(List<Path> files) throws IOException {
        List<String> ids = new ArrayList<>();
        for (Path file : files) {
            String title = file.getFileName().toString().replaceFirst("\\.[A-Za-z0-9]{1,5}$", "");
            PublishedFiles.Content content = PublishedFiles.Content.of(file);
            Optional<String> stored = publishedFiles.find(title, content, watch.required("programs"));
            if (stored.isPresent()) {
                say(title + " is stored already, as program " + stored.get() + ": not published again.");
            } else {
                say("Publishing " + file + " ...");
                String id = watch.publish(file, title, (int) Math.max(1, Math.min(2, watch.inService())), PUBLISH);
                publishedFiles.add(id, title, content);
                stored = Optional.of(id);
            }
            ids.add(stored.get());
        }
        return ids;
    }

    /**
     * What came of publishing files.
     *
     * @param ids of the programs that can be played
     * @param failures a line for each file that is not published
     */
    public record Published(List<String> ids, List<String> failures) {}

    /** Publishes each file that can be; says why where one can't. */
    public Published publishWhatCanBe(List<Path> files) {
        List<String> ids = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (Path file : files) {
            try {
                ids.addAll(publish(List.of(file)));
            } catch (IOException e) {
                String line = file + " is not published: " + e.getMessage();
                failures.add(line);
                say(line);
            }
        }
        return new Published(ids, failures);
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
