package io.mediachassis.sim.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mediachassis.controller.client.ChassisException;
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
import java.util.stream.StreamSupport;

/**
 * Packets that consoles of a multicast stream miss for good, although one of twenty is lost on its way to each of them,
 * and then twenty in a row now and then: none is to be. The same without repair tells that the losses are real. The
 * notes have the time from loss to repair, and what repairing costs the blades.
 */
final class RepairResidualRow implements Row {
    private static final String NAME = "repair-residual";
    private static final int BLADES = 2;
    private static final int CONSOLES = 100;
    private static final int INTERVAL = 6;
    private static final int PORT = 5010;
    private static final String GROUP = "239.9.3.0";
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
            // A director that has just been elected waits with orders.
            demo.watch().await("the set to be ordered", PATIENCE, watch -> ordered(demo, program));
            demo.watch().await("the set to be sent", PATIENCE, watch -> sending(demo));
            Tuner tuner = new Tuner("lo", bench.clock());
            MediaDescription media = tuner.described(Target.parse(set(demo).path("sdp").asText()));
            List<Long> agents = new ArrayList<>();
            for (int slot : demo.unit().plan().populated()) {
                agents.add(demo.unit().blade(slot).pid()
                        .orElseThrow(() -> new IOException("blade " + slot + " does not run")));
            }
            List<String> notes = new ArrayList<>();
            LoadResult without = load(bench, tuner.interfaceIndex(), media, agents, false, LOSS, 0, notes);
            if (without.residual() == 0) {
                throw new IOException("nothing was missing without repair: the losses are not real");
            }
            long missing = load(bench, tuner.interfaceIndex(), media, agents, true, LOSS, 0, notes).residual()
                    + load(bench, tuner.interfaceIndex(), media, agents, true, 0, BURST, notes).residual();
            return Result.noneMissing(NAME, missing, "packets", notes);
        } catch (ChassisException e) {
            throw new IOException("the set is not told of: " + e.getMessage(), e);
        } catch (DescriptionException e) {
            throw new IOException("the set's description can't be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static boolean ordered(Demo demo, String program) {
        try {
            demo.watch().client().nvodStart(JsonNodeFactory.instance.objectNode()
                    .put("program", program)
                    .put("interval_s", INTERVAL)
                    .put("group", GROUP)
                    .put("port", PORT)
                    .put("transport", "rtp"));
            return true;
        } catch (ChassisException e) {
            return false;
        }
    }

    private static JsonNode set(Demo demo) throws ChassisException {
        return StreamSupport.stream(demo.watch().client().get("/v1/nvod").path("sets").spliterator(), false)
                .filter(set -> set.path("group").asText().equals(GROUP))
                .findFirst()
                .orElse(JsonNodeFactory.instance.missingNode());
    }

    private static boolean sending(Demo demo) {
        try {
            JsonNode streams = set(demo).path("streams");
            return !streams.isEmpty() && StreamSupport.stream(streams.spliterator(), false)
                    .allMatch(stream -> stream.path("state").asText().equals("sending"));
        } catch (ChassisException e) {
            return false;
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
