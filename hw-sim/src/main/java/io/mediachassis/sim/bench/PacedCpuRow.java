package io.mediachassis.sim.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.sim.demo.Demo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Processor time for each Gbit of paced streams of 4 Mbit/s, 50 of them or 500: one engine's agent beyond what it takes
 * idle, against 50 processes of the peer, or a server with as many sessions, both sending the same file to ports that
 * nobody reads.
 */
final class PacedCpuRow implements Row {
    private static final int BLADES = 2;
    private static final int STREAMS = 50;
    private static final int DENSE_STREAMS = 500;
    private static final double DENSE_TARGET = 14;
    private static final int LEAST_SAMPLE_SECONDS = 120;

    /** The file outlasts warm-up and measurement by this: 50 sessions or processes start in it too. */
    private static final int SPARE_SECONDS = 45;

    private static final Duration SETTLE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Below this part of the real rate it is no paced sending. ffmpeg leaves out the null packets, a tenth. */
    private static final double LEAST_PACE = 0.98;

    private static final double LEAST_PEER_PACE = 0.85;

    private final String name;
    private final PacedPeer peer;
    private final int streams;
    private final double target;

    private PacedCpuRow(String name, PacedPeer peer, int streams, double target) {
        this.name = name;
        this.peer = peer;
        this.streams = streams;
        this.target = target;
    }

    /** As many streams of ours as processes of the peer. */
    static PacedCpuRow against(PacedPeer peer) {
        return new PacedCpuRow("paced-cpu-" + peer.program(), peer, STREAMS, peer.target());
    }

    /** Ten times as many of ours; a peer's cost for each Gbit does not depend on how many of its processes run. */
    static PacedCpuRow dense() {
        return new PacedCpuRow("paced-cpu-dense", PacedPeer.MULTICAT, DENSE_STREAMS, DENSE_TARGET);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Result run(Bench bench) throws IOException {
        BenchSettings settings = bench.settings();
        int seconds = (int) (settings.warmUp().toSeconds() + settings.measure().toSeconds()) + SPARE_SECONDS;
        Path sample = PacedSample.make(bench.mediaFolder(), Math.max(LEAST_SAMPLE_SECONDS, seconds));
        peer.prepare(bench.mediaFolder(), sample);
        List<String> notes = new ArrayList<>();
        double ours = ours(bench, sample, notes);
        OptionalDouble known = bench.remembered(peer.program());
        double theirs = known.isPresent() ? known.getAsDouble() : theirs(bench, sample, notes);
        if (known.isPresent()) {
            notes.add(peer.program() + ": the figure of this run's earlier row");
        }
        bench.remember(peer.program(), theirs);
        return Result.lowerIsBetter(
                name(), ours, theirs, peer.program(), "processor ms per Gbit", target, notes);
    }

    private double ours(Bench bench, Path sample, List<String> notes) throws IOException {
        try (Demo demo = bench.bringUpTogether(BLADES); UnreadPorts ports = new UnreadPorts(streams)) {
            String program = demo.publish(List.of(sample)).get(0);
            demo.watch().await(program + " on both blades", PATIENCE, watch -> watch.copies(program) >= BLADES);
            int director = demo.watch().director();
            // The director has work of its own, so the streams are asked of the other blade.
            int slot = demo.unit().plan().populated().stream()
                    .filter(s -> s != director)
                    .findFirst()
                    .orElseThrow();
            String base = demo.watch().blade(slot)
                    .map(blade -> blade.path("rtsp_url").asText())
                    .filter(url -> !url.isEmpty())
                    .orElseThrow(() -> new IOException("blade " + slot + " tells no address to play at"));
            List<Long> agent = List.of(demo.unit().blade(slot).pid()
                    .orElseThrow(() -> new IOException("blade " + slot + " does not run")));
            bench.say("idle agent of blade " + slot + " ...");
            bench.waitFor(SETTLE.toNanos(), () -> {});
            PacedCost idle = PacedCost.measure(bench, agent, ports, () -> {});
            String url = (base.endsWith("/") ? base : base + "/") + program;
            try (Consoles consoles = Consoles.play(url, ports.ports(), bench.clock())) {
                bench.say(streams + " sessions of " + url + " ...");
                bench.waitFor(bench.settings().warmUp().toNanos(), consoles::keepAlive);
                PacedCost cost = PacedCost.measure(bench, agent, ports, consoles::keepAlive);
                notes.add(told("blade-agent", cost, streams) + String.format(", idle %.0f ms in %.1f s%s",
                        idle.processorMs(), idle.seconds(), reported(demo, slot)));
                requirePace("blade-agent", cost, streams, LEAST_PACE);
                return cost.msPerGbit(idle.processorMs() * cost.seconds() / idle.seconds());
            }
        }
    }

    private double theirs(Bench bench, Path sample, List<String> notes) throws IOException {
        try (UnreadPorts ports = new UnreadPorts(STREAMS);
                PeerProcesses processes = new PeerProcesses(bench.mediaFolder().resolve(peer.program() + ".log"))) {
            bench.owns(processes);
            try (Consoles consoles = peer.start(bench, sample, processes, ports.ports())) {
                bench.waitFor(bench.settings().warmUp().toNanos(), consoles::keepAlive);
                processes.requireAllRun();
                PacedCost cost = PacedCost.measure(bench, processes.pids(), ports, consoles::keepAlive);
                processes.requireAllRun();
                notes.add(told(peer.program(), cost, STREAMS));
                requirePace(peer.program(), cost, STREAMS, LEAST_PEER_PACE);
                return cost.msPerGbit(0);
            }
        }
    }

    private static void requirePace(String who, PacedCost cost, int streams, double least) throws IOException {
        if (cost.pace(streams) < least) {
            throw new IOException(String.format("%s sent only %.1f %% of %d streams in real time", who,
                    100 * cost.pace(streams), streams));
        }
    }

    private static String told(String who, PacedCost cost, int streams) {
        return String.format("%s: %.0f ms for %.2f Gbit in %.1f s (%.1f %% of the streams' rate)",
                who, cost.processorMs(), cost.gbit(), cost.seconds(), 100 * cost.pace(streams));
    }

    /** What the unit itself says about these streams. */
    private static String reported(Demo demo, int slot) {
        List<JsonNode> streams = demo.watch().list("streams").stream()
                .filter(stream -> stream.path("engine_slot").asInt() == slot)
                .toList();
        long packets = streams.stream().mapToLong(s -> s.path("packets").asLong()).sum();
        long late = streams.stream().mapToLong(s -> s.path("late_packets").asLong()).sum();
        return ", " + streams.size() + " streams reported, " + late + " of " + packets + " packets late";
    }
}
