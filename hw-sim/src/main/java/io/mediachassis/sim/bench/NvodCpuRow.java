package io.mediachassis.sim.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mediachassis.controller.client.ChassisException;
import io.mediachassis.sim.demo.Demo;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Processor time for each Gbit of a staggered set of 120 streams of 4 Mbit/s: the agents of all blades beyond what they
 * take idle, against as many processes of multicat. Both send the same file by RTP to groups that are joined and never
 * read. The last stream begins ten minutes behind the first, so the row takes that long before it measures.
 */
final class NvodCpuRow implements Row {
    private static final String NAME = "nvod-cpu";
    private static final int BLADES = 2;
    private static final int STREAMS = 120;
    private static final int INTERVAL = 5;
    private static final int PORT = 5010;
    private static final double TARGET = 12;
    private static final double LEAST_PACE = 0.95;
    private static final String OURS = "239.9.1.0";
    private static final int OURS_NUMBER = 0xef090100;
    private static final String THEIRS = "239.9.2.";
    private static final int THEIRS_NUMBER = 0xef090200;
    private static final Duration SETTLE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Result run(Bench bench) throws IOException {
        Path sample = PacedSample.make(bench.mediaFolder(), STREAMS * INTERVAL);
        PacedPeer.MULTICAT.prepare(bench.mediaFolder(), sample);
        NetworkInterface loopback = NetworkInterface.getByName("lo");
        if (loopback == null) {
            throw new IOException("there is no interface lo");
        }
        List<String> notes = new ArrayList<>();
        // The peer first: ours takes ten minutes until all streams are sent.
        double theirs = theirs(bench, sample, loopback.getIndex(), notes);
        double ours = ours(bench, sample, loopback.getIndex(), notes);
        return Result.lowerIsBetter(
                NAME, ours, theirs, PacedPeer.MULTICAT.program(), "processor ms per Gbit", TARGET, notes);
    }

    private static double ours(Bench bench, Path sample, int loopback, List<String> notes) throws IOException {
        try (Demo demo = bench.bringUpTogether(BLADES);
                UnreadGroups groups = new UnreadGroups(OURS_NUMBER, STREAMS, PORT, loopback)) {
            String program = demo.publish(List.of(sample)).get(0);
            demo.watch().await(program + " on both blades", PATIENCE, watch -> watch.copies(program) >= BLADES);
            List<Long> agents = AgentProcesses.of(demo);
            bench.say("idle agents of " + BLADES + " blades ...");
            bench.waitFor(SETTLE.toNanos(), () -> { });
            PacedCost idle = PacedCost.measure(bench, agents, groups, () -> { });
            start(demo, program);
            bench.say(STREAMS + " streams, " + INTERVAL + " s apart ...");
            demo.watch().await(STREAMS + " streams to be sent",
                    PATIENCE.plusSeconds(STREAMS * INTERVAL), watch -> sending(demo) == STREAMS);
            bench.waitFor(bench.settings().warmUp().toNanos(), () -> { });
            PacedCost cost = PacedCost.measure(bench, agents, groups, () -> { });
            notes.add(told("agents of " + BLADES + " blades", cost)
                    + String.format(", idle %.0f ms in %.1f s", idle.processorMs(), idle.seconds()));
            requirePace("the set", cost);
            demo.watch().client().nvodStop(OURS);
            return cost.msPerGbit(idle.processorMs() * cost.seconds() / idle.seconds());
        } catch (ChassisException e) {
            throw new IOException("the set could not be sent: " + e.getMessage(), e);
        }
    }

    private static void start(Demo demo, String program) throws ChassisException, IOException {
        JsonNode set = demo.watch().client().nvodStart(JsonNodeFactory.instance.objectNode()
                .put("program", program)
                .put("interval_s", INTERVAL)
                .put("group", OURS)
                .put("port", PORT)
                .put("transport", "rtp"));
        int streams = set.path("set").path("streams").size();
        // The file may be a picture longer or shorter than was asked for.
        if (Math.abs(streams - STREAMS) > 1) {
            throw new IOException("the set has " + streams + " streams instead of " + STREAMS);
        }
    }

    private static long sending(Demo demo) {
        try {
            return StreamSupport.stream(demo.watch().client().get("/v1/nvod").path("sets").spliterator(), false)
                    .filter(set -> set.path("group").asText().equals(OURS))
                    .flatMap(set -> StreamSupport.stream(set.path("streams").spliterator(), false))
                    .filter(stream -> stream.path("state").asText().equals("sending"))
                    .limit(STREAMS)
                    .count();
        } catch (ChassisException e) {
            return 0;
        }
    }

    private static double theirs(Bench bench, Path sample, int loopback, List<String> notes) throws IOException {
        String peer = PacedPeer.MULTICAT.program();
        try (UnreadGroups groups = new UnreadGroups(THEIRS_NUMBER, STREAMS, PORT, loopback);
                PeerProcesses processes = new PeerProcesses(bench.mediaFolder().resolve(peer + "-nvod.log"))) {
            bench.owns(processes);
            bench.say(STREAMS + " processes of " + peer + " ...");
            for (int i = 0; i < STREAMS; i++) {
                // It takes ifaddr for what it receives alone: the source address is what keeps it on loopback.
                processes.start(List.of(peer, "-u", "-t", "1", sample.toString(),
                        THEIRS + i + ":" + PORT + "@127.0.0.1"));
            }
            bench.waitFor(bench.settings().warmUp().toNanos(), () -> { });
            processes.requireAllRun();
            PacedCost cost = PacedCost.measure(bench, processes.pids(), groups, () -> { });
            processes.requireAllRun();
            notes.add(told(peer, cost));
            requirePace(peer, cost);
            return cost.msPerGbit(0);
        }
    }

    private static void requirePace(String who, PacedCost cost) throws IOException {
        if (cost.pace(STREAMS) < LEAST_PACE) {
            throw new IOException(String.format("%s sent only %.1f %% of %d streams in real time", who,
                    100 * cost.pace(STREAMS), STREAMS));
        }
    }

    private static String told(String who, PacedCost cost) {
        return String.format("%s: %.0f ms for %.2f Gbit in %.1f s (%.1f %% of the streams' rate)",
                who, cost.processorMs(), cost.gbit(), cost.seconds(), 100 * cost.pace(STREAMS));
    }
}
