package io.mediachassis.sim.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.sim.console.ConsolePlayer;
import io.mediachassis.sim.console.ConsoleSettings;
import io.mediachassis.sim.console.OrderResult;
import io.mediachassis.sim.console.PlayResult;
import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.description.Target;
import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.player.Ffmpeg;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How many of the consoles that were paused for longer than their buffer lasts are back on a multicast stream within two
 * intervals, with nothing left out of what they played. Each holds one interval, as the seed has it, and no more.
 */
final class PausedBackRow implements Row {
    private static final String NAME = "paused-back";
    private static final int BLADES = 2;
    private static final int CONSOLES = 20;
    private static final int INTERVAL = 10;
    private static final int SECONDS = 60;
    private static final Duration BUFFER = Duration.ofSeconds(INTERVAL);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final NvodSet SET = new NvodSet("239.9.4.0", 5010, INTERVAL);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Result run(Bench bench) throws IOException {
        Path sample = bench.mediaFolder().resolve("paused.ts");
        if (!Files.exists(sample)) {
            Ffmpeg.makeSample(sample, SECONDS);
        }
        ExecutorService threads = Executors.newFixedThreadPool(CONSOLES);
        try (Demo demo = bench.bringUpTogether(BLADES)) {
            String program = demo.publish(List.of(sample)).get(0);
            JsonNode set = SET.start(demo, program, PATIENCE);
            Target target = Target.parse(set.path("sdp").asText());
            bench.say(CONSOLES + " consoles, each of which pauses once ...");
            List<Future<PlayResult>> plays = new ArrayList<>();
            Random random = new Random(1);
            for (int i = 0; i < CONSOLES; i++) {
                PausingPlayer player = new PausingPlayer(bench.clock(), Duration.ofMillis(random.nextLong(2_000, 12_000)),
                        BUFFER.plusMillis(random.nextLong(5_000, 15_000)));
                plays.add(threads.submit(() -> play(bench, target, player)));
            }
            Result result = result(plays);
            SET.stop(demo);
            return result;
        } catch (DescriptionException e) {
            throw new IOException("the set's description can't be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static PlayResult play(Bench bench, Target target, OutputStream to)
            throws IOException, DescriptionException, InterruptedException {
        ConsoleSettings settings = new ConsoleSettings(
                "lo", true, false, BUFFER, Duration.ofMillis(500), true, null, Duration.ofSeconds(10));
        return new ConsolePlayer(settings, bench.clock(), new Random(), new PrintStream(OutputStream.nullOutputStream()))
                .play(target, to, bench.mediaFolder());
    }

    private static Result result(List<Future<PlayResult>> plays) throws IOException, InterruptedException {
        int back = 0;
        int whole = 0;
        double longest = 0;
        long stalls = 0;
        for (Future<PlayResult> play : plays) {
            try {
                PlayResult result = play.get();
                OrderResult ordered = result.ordered();
                back += ordered.rejoined() > 0 && ordered.rejoinedSeconds() <= 2 * INTERVAL && result.whole() ? 1 : 0;
                whole += result.whole() ? 1 : 0;
                longest = Math.max(longest, ordered.rejoinedSeconds());
                stalls += result.stalls();
            } catch (ExecutionException e) {
                throw new IOException("a console could not play: " + e.getMessage(), e);
            }
        }
        return new Result(NAME, back, CONSOLES, "all that paused", "consoles back on multicast", (double) back / CONSOLES, 1,
                List.of(String.format("%d consoles, %d s between streams, a buffer of %d s, pauses of 15 to 25 s: %d back within"
                        + " two intervals (after %.1f s at most), %d played whole, media was late %d times", CONSOLES,
                        INTERVAL, BUFFER.toSeconds(), back, longest, whole, stalls)));
    }
}
