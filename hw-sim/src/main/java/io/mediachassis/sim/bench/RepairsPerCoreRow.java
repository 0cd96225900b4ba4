package io.mediachassis.sim.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.sim.console.Tuner;
import io.mediachassis.sim.console.description.DescriptionException;
import io.mediachassis.sim.console.description.MediaDescription;
import io.mediachassis.sim.console.description.Target;
import io.mediachassis.sim.console.load.ConsoleLoad;
import io.mediachassis.sim.console.load.LoadResult;
import io.mediachassis.sim.console.load.LoadSettings;
import io.mediachassis.sim.demo.Demo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Packets that one core sends again: consoles in all streams of a set lose more and more, each packet so few of them that it
 * goes to each alone, until the interactive server gives no more. What repair takes is the processor time of all agents
 * beyond what they take when nothing is lost. Losses are dice of each console behind its socket, where no segmentation
 * offload makes one of several packets. The peer is what an engine with 1 Gbit/s may spend on repair by its configuration.
 */
final class RepairsPerCoreRow implements Row {
    private static final String NAME = "repairs-per-core";
    private static final int BLADES = 2;
    private static final int SECONDS = 30;
    private static final NvodSet SET = new NvodSet("239.9.6.0", 5010, 5);
    private static final int CONSOLES = 64;
    /** Of 64 consoles a packet is lost by 1, then by 3, then by 7. */
    private static final double[] LOSSES = {0.016, 0.05, 0.11};
    /** A tenth of what may be sent is for repair: this leaves the processor as the only bound. */
    private static final long EGRESS = 100_000_000_000L;
    private static final double ALLOWED = 1e9 / 10 / (8 * 1328);
    private static final Duration LATENCY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofSeconds(12);

    /** One load: what came of it, and what the agents took. */
    private record Stage(double loss, double seconds, long agentMs, long lost, long repaired, long residual, double p50Ms, double p99Ms) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Result run(Bench bench) throws IOException {
        Path sample = PacedSample.make(bench.mediaFolder(), SECONDS);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Demo demo = bench.bringUpTogether(BLADES, EGRESS)) {
            String program = demo.publish(List.of(sample)).get(0);
            JsonNode set = SET.start(demo, program, PATIENCE);
            demo.watch().await("all streams to be sent", PATIENCE, watch -> SET.allSending(demo));
            Tuner tuner = new Tuner("lo", bench.clock());
            List<MediaDescription> streams = tuner.streams(Target.parse(set.path("sdp").asText()));
            List<Long> agents = AgentProcesses.of(demo);
            List<String> notes = new ArrayList<>();
            // The first warms up: what is compiled during it is not compiled again.
            Stage warm = stage(bench, threads, streams, tuner.interfaceIndex(), agents, 0);
            List<Stage> stages = new ArrayList<>();
            for (double loss : LOSSES) {
                stages.add(stage(bench, threads, streams, tuner.interfaceIndex(), agents, loss));
            }
            Stage cold = stage(bench, threads, streams, tuner.interfaceIndex(), agents, 0);
            double idleMs = Math.min(warm.agentMs() / warm.seconds(), cold.agentMs() / cold.seconds());
            double best = 0;
            for (Stage stage : stages) {
                double busyMs = stage.agentMs() / stage.seconds() - idleMs;
                double perSecond = stage.repaired() / stage.seconds();
                double perCore = perSecond / Math.max(1, busyMs) * 1000;
                best = Math.max(best, perCore);
                notes.add(String.format(Locale.ROOT, "%d consoles in %d streams, %.1f %% lost: %.0f repairs a second took %.0f ms of"
                        + " processor time a second beside the %.0f ms without losses: %.0f a core; from loss to repair %.1f ms"
                        + " (p50 of the worst stream), %.1f ms (p99); %d of %d missing for good", CONSOLES * streams.size(),
                        streams.size(), stage.loss() * 100, perSecond, busyMs, idleMs, perCore, stage.p50Ms(), stage.p99Ms(),
                        stage.residual(), stage.lost()));
            }
            JsonNode repair = SET.told(demo).path("repair");
            notes.add(String.format(Locale.ROOT, "asked for %d packets, sent to one %d, to groups %d, not %d",
                    repair.path("asked").asLong(), repair.path("unicast").asLong(), repair.path("multicast").asLong(),
                    repair.path("unanswered").asLong()));
            SET.stop(demo);
            return Result.higherIsBetter(NAME, best, ALLOWED, "a tenth of 1 Gbit/s", "repairs per cpu s", 1, notes);
        } catch (DescriptionException e) {
            throw new IOException("the set's description can't be read: " + e.getMessage(), e);
        } catch (ExecutionException e) {
            throw new IOException("the consoles could not run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Stage stage(Bench bench, ExecutorService threads, List<MediaDescription> streams, int loopback,
            List<Long> agents, double loss) throws IOException, InterruptedException, ExecutionException {
        Duration time = bench.settings().measure().compareTo(LONGEST) > 0 ? LONGEST : bench.settings().measure();
        bench.say(String.format(Locale.ROOT, "%d consoles in %d streams, %.1f %% lost ...", CONSOLES * streams.size(),
                streams.size(), loss * 100));
        long beganNs = bench.clock().nanoTime();
        long beforeMs = ProcessorTime.ofMs(agents);
        List<Future<LoadResult>> loads = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            LoadSettings settings = new LoadSettings(
                    streams.get(i), CONSOLES, false, true, LATENCY, loss, 0, loopback, time, 1 + i * 1000L);
            loads.add(threads.submit(() -> ConsoleLoad.run(settings, bench.clock())));
        }
        long lost = 0;
        long repaired = 0;
        long residual = 0;
        double p50 = 0;
        double p99 = 0;
        for (Future<LoadResult> load : loads) {
            LoadResult result = load.get();
            lost += result.lost();
            repaired += result.repaired();
            residual += result.residual();
            p50 = Math.max(p50, result.repairP50Ms());
            p99 = Math.max(p99, result.repairP99Ms());
        }
        return new Stage(loss, (bench.clock().nanoTime() - beganNs) / 1e9, ProcessorTime.ofMs(agents) - beforeMs, lost,
                repaired, residual, p50, p99);
    }
}
