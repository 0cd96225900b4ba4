package io.mediachassis.sim.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.player.Ffmpeg;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs rows one after the other and gives each what it needs: a fresh unit, time, and a place to say what goes on. Rows
 * run on one thread; {@link #close} from any.
 */
public final class Bench implements AutoCloseable {
    private static final long WAIT_NS = 50_000_000L;
    private static final int SHORT_SECONDS = 12;
    /** Of a segment, as the product has them. */
    private static final int TOGETHER_SECONDS = 60;

    private final int unit;
    private final Path data;
    private final Path project;
    private final BenchSettings settings;
    private final Clock clock;
    private final PrintStream out;
    private final long startNs;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Map<String, Double> figures = new HashMap<>();

    /**
     * A bench on one unit.
     *
     * @param unit number of the simulated unit, 1 to 254
     * @param data everything that the bench writes
     * @param project the built project's folder
     * @param out where progress is told and the table is printed
     */
    public Bench(int unit, Path data, Path project, BenchSettings settings, Clock clock, PrintStream out) {
        this.unit = unit;
        this.data = data;
        this.project = project;
        this.settings = settings;
        this.clock = clock;
        this.out = out;
        this.startNs = clock.nanoTime();
    }

    /** Where the results so far are kept. */
    public interface Keeper {
        void keep(Outcome soFar) throws IOException;
    }

    /**
     * Runs the rows and prints those that ran; one that did not is told as an error and left out.
     *
     * @param keeper given what there is after each row: the next may take an hour and be interrupted
     */
    public Outcome run(List<Row> rows, Keeper keeper) {
        List<Result> results = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        for (Row row : rows) {
            say(row.name() + " ...");
            try {
                results.add(row.run(this));
            } catch (IOException | RuntimeException e) {
                errors.add(row.name() + " did not run: " + (e instanceof IOException ? e.getMessage() : e));
            } finally {
                close();
            }
            keep(keeper, new Outcome(results, errors), errors);
        }
        if (!results.isEmpty()) {
            ResultTable.print(results, out);
        }
        return new Outcome(results, errors);
    }

    private void keep(Keeper keeper, Outcome soFar, List<String> errors) {
        try {
            keeper.keep(soFar);
        } catch (IOException e) {
            // The measuring goes on: the table is printed all the same, and the next row may be kept.
            String line = "The results so far could not be written: " + e.getMessage();
            if (!errors.contains(line)) {
                errors.add(line);
            }
            say(line);
        }
    }

    /** What a whole run gave: a result for each row that ran, a line for each that did not. */
    public record Outcome(List<Result> results, List<String> errors) {
        public Outcome {
            results = List.copyOf(results);
            errors = List.copyOf(errors);
        }

        public ArrayNode json() {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            results.forEach(result -> list.add(result.json()));
            return list;
        }
    }

    /**
     * A unit with so many blades in service, its programs' segments dealt out over them. It is brought down by
     * {@link Demo#close}, or at the row's end.
     */
    public Demo bringUp(int blades) throws IOException {
        return bringUp(blades, data.resolve("unit-" + blades + "-blades-spread"));
    }

    /** The same with its data in a folder of the caller's. */
    Demo bringUp(int blades, Path folder) throws IOException {
        return bringUp(UnitPlan.of(unit, blades, folder, project));
    }

    /** A unit whose programs stay together, for what one engine does: no stream passes to another. */
    Demo bringUpTogether(int blades) throws IOException {
        // A folder for each size: what a bigger unit's blades stored would be out of reach of a smaller one.
        return bringUpTogether(blades, data.resolve("unit-" + blades + "-blades"));
    }

    /** The same where each blade may send so much, bit/s: for what is bounded by a part of that. */
    Demo bringUpTogether(int blades, long egressBps) throws IOException {
        return bringUp(UnitPlan.of(unit, blades, data.resolve("unit-" + blades + "-blades-wide"), project)
                .withMedia(UnitPlan.Media.together(TOGETHER_SECONDS)).withEgress(egressBps));
    }

    /** The same with its data in a folder of the caller's. */
    Demo bringUpTogether(int blades, Path folder) throws IOException {
        return bringUp(UnitPlan.of(unit, blades, folder, project)
                .withMedia(UnitPlan.Media.together(TOGETHER_SECONDS)));
    }

    private Demo bringUp(UnitPlan plan) throws IOException {
        Demo demo = new Demo(plan, clock, out);
        owns(demo);
        demo.bringUp();
        return demo;
    }

    /** A transport stream of some seconds, made once. */
    public Path shortSample() throws IOException {
        Path sample = mediaFolder().resolve("short.ts");
        if (!Files.exists(sample)) {
            Path part = sample.resolveSibling("short.part");
            Ffmpeg.makeSample(part, SHORT_SECONDS);
            Files.move(part, sample);
        }
        return sample;
    }

    /** A folder that is not there yet, for a unit that has never run. */
    Path freshFolder(String name) {
        for (int i = 1; ; i++) {
            Path folder = data.resolve(name + "-" + i);
            if (!Files.exists(folder)) {
                return folder;
            }
        }
    }

    /** What a row measured of a peer, for a later row of the same run. */
    void remember(String figure, double value) {
        figures.put(figure, value);
    }

    OptionalDouble remembered(String figure) {
        Double value = figures.get(figure);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** An address on loopback that belongs to this bench. */
    String address(int host) {
        return "127.0." + unit + "." + host;
    }

    Path mediaFolder() throws IOException {
        return Files.createDirectories(data.resolve("media"));
    }

    /** Sees to it that this is closed at the row's end at the latest, and when the bench is interrupted. */
    <T extends AutoCloseable> T owns(T resource) {
        synchronized (running) {
            running.push(resource);
        }
        return resource;
    }

    BenchSettings settings() {
        return settings;
    }

    Clock clock() {
        return clock;
    }

    /** Waits; {@code meanwhile} is called about 20 times a second. */
    void waitFor(long nanos, Runnable meanwhile) {
        long deadline = clock.nanoTime() + nanos;
        while (deadline - clock.nanoTime() > 0) {
            LockSupport.parkNanos(Math.min(WAIT_NS, Math.max(1, deadline - clock.nanoTime())));
            meanwhile.run();
        }
    }

    /** A line with the time since the start. */
    void say(String text) {
        out.printf("[%6.1f s] %s%n", (clock.nanoTime() - startNs) / 1e9, text);
        out.flush();
    }

    /** Ends what the row under way has started, last first. */
    @Override
    public void close() {
        while (true) {
            AutoCloseable next;
            synchronized (running) {
                next = running.poll();
            }
            if (next == null) {
                return;
            }
            try {
                next.close();
            } catch (Exception e) {
                say("Not ended in order: " + e.getMessage());
            }
        }
    }
}
