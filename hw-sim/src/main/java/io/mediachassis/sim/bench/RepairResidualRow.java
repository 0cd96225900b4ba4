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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Packets that consoles of a multicast stream miss for good, although one of twenty is lost on its way to each of them,
 * and then twenty in a row now and then: none is to be. The same without repair tells that the losses are real. The
 * notes have the time from loss to repair, and what repairing costs the blades.
 */
final class RepairResidualRow implements Row {
    private static final String NAME = "repair-residual";
    private static final int BLADES = 2;
    private static final int CONSOLES = 100;
    private static final NvodSet SET = new NvodSet("239.9.3.0", 5010, 6);
    private static final double LOSS = 0.05;
    private static final int BURST = 20;
    private static final Duration LATENCY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long SEED = 1;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Result run(Bench bench) throws IOException {
        try (Demo demo = bench.bringUpTogether(BLADES)) {
            String program = demo.publish(List.of(bench.shortSample())).get(0);
            JsonNode set = SET.start(demo, program, PATIENCE);
            Tuner tuner = new Tuner("lo", bench.clock());
            MediaDescription media = tuner.described(Target.parse(set.path("sdp").asText()));
            List<Long> agents = AgentProcesses.of(demo);
            List<String> notes = new ArrayList<>();
            LoadResult without = load(bench, tuner.interfaceIndex(), media, agents, false, LOSS, 0, notes);
            if (without.residual() == 0) {
                throw new IOException("nothing was missing without repair: the losses are not real");
            }
            long missing = load(bench, tuner.interfaceIndex(), media, agents, true, LOSS, 0, notes).residual()
                    + load(bench, tuner.interfaceIndex(), media, agents, true, 0, BURST, notes).residual();
            SET.stop(demo);
            return Result.noneMissing(NAME, missing, "packets", notes);
        } catch (DescriptionException e) {
            throw new IOException("the set's description can't be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static LoadResult load(Bench bench, int loopback, MediaDescription media, List<Long> agents,
            boolean repair, double loss, int burst, List<String> notes) throws IOException, InterruptedException {
        String what = (burst > 0 ? burst + " packets in a row lost now and then" : Math.round(100 * loss) + " % lost")
                + (repair ? "" : ", without repair");
        bench.say(CONSOLES + " consoles, " + what + " ...");
        long beforeMs = ProcessorTime.ofMs(agents);
        LoadResult result = ConsoleLoad.run(
                new LoadSettings(media, CONSOLES, false, repair, LATENCY, loss, burst, loopback,
                        bench.settings().measure(), SEED),
                bench.clock());
        long tookMs = ProcessorTime.ofMs(agents) - beforeMs;
        if (result.silent() > 0) {
            throw new IOException(result.silent() + " of " + CONSOLES + " consoles heard nothing");
        }
        notes.add(String.format("%d consoles, %s: %d of %d packets lost, %d repaired (%.1f ms p50, %.1f ms p99), %d missing; "
                        + "%.0f repairs a second, the agents took %d ms of %d s", CONSOLES, what, result.lost(),
                result.received() + result.residual(), result.repaired(), result.repairP50Ms(), result.repairP99Ms(),
                result.residual(), (double) result.repaired() / bench.settings().measure().toSeconds(), tookMs,
                bench.settings().measure().toSeconds()));
        return result;
    }
}
