package io.mediachassis.sim.unit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.player.Ffmpeg;
import io.mediachassis.sim.player.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A unit of real processes with one program whose segments are dealt out over its three blades. */
final class TestUnit implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(90);

    final UnitPlan plan;
    final Demo demo;
    final String program;
    private final ExecutorService players = Executors.newSingleThreadExecutor();

    /** Without a program yet, and with these keys in the agents' configuration. */
    TestUnit(int number, Path folder, UnitPlan.Media media, String... agentKeys) throws IOException {
        BuiltArchives.make();
        plan = new UnitPlan(number, 3, 8, folder.resolve("unit"), Path.of("..").toAbsolutePath().normalize(),
                media, 7).withoutSnmp().withAgentKeys(agentKeys);
        demo = new Demo(plan, new SystemClock(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        demo.bringUp();
        program = "";
    }

    TestUnit(int number, Path folder, int copies, int seconds) throws IOException {
        this(plan(number, folder, copies), folder, copies, seconds);
    }

    /** @param sample the program's transport stream */
    TestUnit(int number, Path folder, int copies, Path sample) throws IOException {
        this(plan(number, folder, copies), copies, sample);
    }

    static UnitPlan plan(int number, Path folder, int copies) {
        return new UnitPlan(number, 3, 8, folder.resolve("unit"), Path.of("..").toAbsolutePath().normalize(),
                new UnitPlan.Media(4, copies, 1), 7).withoutSnmp();
    }

    TestUnit(UnitPlan plan, Path folder, int copies, int seconds) throws IOException {
        this(plan, copies, sample(folder, seconds));
    }

    private TestUnit(UnitPlan plan, int copies, Path sample) throws IOException {
        BuiltArchives.make();
        this.plan = plan;
        demo = new Demo(plan, new SystemClock(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        demo.bringUp();
        program = demo.watch().publish(sample, "Spread", copies, LIMIT);
        awaitSpread();
    }

    private static Path sample(Path folder, int seconds) throws IOException {
        Path sample = folder.resolve("short.ts");
        Ffmpeg.makeSample(sample, seconds);
        return sample;
    }

    /** What all blades counted of something. */
    long counted(String counter) {
        return demo.watch().list("blades").stream()
                .mapToLong(blade -> blade.path("counters").path(counter).asLong())
                .sum();
    }

    /** All blades are in service, and none holds the whole program. */
    void awaitSpread() throws IOException {
        demo.watch().await("the segments to be spread", LIMIT, watch -> watch.ready(3) && watch.list("programs").stream()
                .allMatch(p -> p.path("copies").isEmpty() && p.path("partial_copies").size() > 1));
    }

    /** Publishes a file and waits for its copies. */
    void publish(Path file, String title, int copies) throws IOException {
        demo.watch().publish(file, title, copies, LIMIT);
    }

    /** Where a program is played. */
    String rtsp(String programId) {
        return plan.stationRtspUrl() + programId;
    }

    String rtsp() {
        return plan.stationRtspUrl() + program;
    }

    /** Runs a player, and shows the unit's streams to {@code eye} meanwhile, about ten times a second. */
    <T> T watched(Callable<T> player, Consumer<JsonNode> eye) throws Exception {
        return watchedTogether(player, streams -> streams.forEach(eye));
    }

    /** The same with all streams at once. */
    <T> T watchedTogether(Callable<T> player, Consumer<List<JsonNode>> eye) throws Exception {
        Future<T> playing = players.submit(player);
        demo.watch().await("the player to end", LIMIT, watch -> {
            eye.accept(watch.list("streams"));
            return playing.isDone();
        });
        return playing.get();
    }

    /** A command on the players' machine. */
    List<String> within(String... command) {
        return Stream.concat(demo.unit().playing().stream(), Stream.of(command)).toList();
    }

    /** The Ethernet address of a blade that has a namespace of its own. */
    String hardware(int blade) throws IOException {
        return Tool.run(List.of("ip", "netns", "exec", "mc" + plan.unit() + "-blade-" + blade, "cat",
                        "/sys/class/net/eth0/address"), Duration.ofSeconds(5))
                .output().strip();
    }

    /** What the agents told of streams and sessions, for the message of an assertion that fails. */
    String story() {
        StringBuilder told = new StringBuilder();
        try (Stream<Path> logs = Files.list(plan.logFolder())) {
            for (Path log : logs.filter(file -> file.getFileName().toString().startsWith("blade-")).sorted().toList()) {
                Files.readAllLines(log).stream()
                        .filter(line -> line.contains("tream ") || line.contains("session "))
                        .forEach(line -> told.append('\n').append(log.getFileName()).append(": ").append(line));
            }
        } catch (IOException e) {
            told.append("\nthe logs can't be read: ").append(e);
        }
        return told.toString();
    }

    /** Ends the unit; no daemon may have logged an error. */
    @Override
    public void close() throws IOException {
        players.shutdownNow();
        demo.close();
        try (Stream<Path> logs = Files.list(plan.logFolder())) {
            for (Path log : logs.toList()) {
                List<String> errors = Files.readAllLines(log).stream()
                        .filter(line -> line.contains(" ERROR ") || line.contains("Exception"))
                        .toList();
                assertEquals(List.of(), errors, "errors in " + log.getFileName());
            }
        }
    }
}
