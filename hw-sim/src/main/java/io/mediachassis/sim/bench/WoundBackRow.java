package io.mediachassis.sim.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.description.Target;
import io.mediachassis.sim.console.load.OrderedConsoles;
import io.mediachassis.sim.console.load.OrderedResult;
import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.player.Ffmpeg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many of the consoles that sought or wound, and then played on, are back on a multicast stream within two intervals,
 * with nothing missing in what they played. Each holds one interval, as the seed has it, and no more.
 */
final class WoundBackRow implements Row {
    private static final String NAME = "wound-back";
    private static final int BLADES = 2;
    private static final int CONSOLES = 20;
    private static final int INTERVAL = 10;
    private static final int SECONDS = 60;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final NvodSet SET = new NvodSet("239.9.5.0", 5010, INTERVAL);
    private static final long SEED = 1;

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
        try (Demo demo = bench.bringUpTogether(BLADES)) {
            String program = demo.publish(List.of(sample)).get(0);
            JsonNode set = SET.start(demo, program, PATIENCE);
            // Until each stream is sent some position has none in reach.
            demo.watch().await("all streams to be sent", PATIENCE, watch -> SET.allSending(demo));
            bench.say(CONSOLES + " consoles, each of which seeks or winds once ...");
            OrderedResult result = OrderedConsoles.run(
                    new OrderedConsoles.Settings(Target.parse(set.path("sdp").asText()), "lo", CONSOLES,
                            Duration.ofSeconds(INTERVAL), Duration.ofSeconds(SECONDS), SEED, bench.mediaFolder()),
                    bench.clock());
            SET.stop(demo);
            return result(result);
        } catch (DescriptionException e) {
            throw new IOException("the set's description can't be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Result result(OrderedResult result) {
        List<String> notes = new ArrayList<>();
        notes.add(String.format(Locale.ROOT, "%d consoles, %d s between streams, a buffer of %d s: %d back within two intervals"
                + " (after %.1f s at most), %d played whole; %.1f s of unicast each; from an order to the first byte %.0f ms"
                + " p50, %.0f ms at most", CONSOLES, INTERVAL, INTERVAL, result.back(), result.backSeconds(), result.whole(),
                result.unicastSeconds() / CONSOLES, result.firstMs(50), result.firstMs(100)));
        notes.addAll(result.stories());
        return new Result(NAME, result.back(), CONSOLES, "all that sought or wound", "consoles back on multicast",
                (double) result.back() / CONSOLES, 1, notes);
    }
}
