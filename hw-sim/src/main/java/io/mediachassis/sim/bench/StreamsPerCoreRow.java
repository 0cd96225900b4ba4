package io.mediachassis.sim.bench;

import io.mediachassis.sim.bench.HeldSender.Sums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Streams of 4 Mbit/s that one core holds: in 999 of 1000 ticks the last packet leaves within 10 ms of the tick's time,
 * before which none of the tick's packets is due, and nothing is missing. A blade's playout thread, with its disk, store
 * and virtual machine on the same core, against a bare C sender that has the media in memory.
 */
final class StreamsPerCoreRow implements Row {
    private static final int SAMPLE_SECONDS = 120;
    private static final int PORTS = 64;
    private static final double TARGET = 0.7;
    private static final int WARM_STREAMS = 200;
    private static final double FIRST = 0.6;
    private static final double UP = 1.12;
    private static final double CLOSE_ENOUGH = 0.03;
    private static final double LATE_ALLOWED = 0.001;
    private static final double LEAST_PACE = 0.98;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long SETTLE_NS = SECOND_NS * 7 / 10;
    private static final long LOOK_NS = SECOND_NS * 3 / 2;

    @Override
    public String name() {
        return "streams-per-core";
    }

    @Override
    public Result run(Bench bench) throws IOException {
        Path sample = PacedSample.make(bench.mediaFolder(), SAMPLE_SECONDS);
        Path peer = NativeProgram.build(bench.mediaFolder(), "paced-sender");
        List<String> notes = new ArrayList<>();
        try (UnreadPorts ports = new UnreadPorts(PORTS)) {
            String first = Integer.toString(ports.ports().get(0));
            String many = Integer.toString(ports.ports().size());
            Path store = Files.createDirectories(bench.mediaFolder().resolve("held-store"));
            double ours = most(bench, "blade playout", List.of(
                    // As bin/blade-agent runs it.
                    "java", "-XX:+UseSerialGC", "-Xms32m", "-Xmx256m", "-Xss512k", "-XX:TieredStopAtLevel=1",
                    "-XX:+UseTransparentHugePages", "-cp", System.getProperty("java.class.path"),
                    PlayoutLoad.class.getName(), sample.toString(), store.toString(), first, many), notes);
            double theirs = most(bench, "C sender", List.of(peer.toString(), sample.toString(),
                    Integer.toString(PacedSample.BITS_A_SECOND), first, many), notes);
            return Result.higherIsBetter(name(), ours, theirs, "bare C sender", "streams of 4 Mbit/s", TARGET, notes);
        }
    }

    private static double most(Bench bench, String who, List<String> command, List<String> notes) throws IOException {
        List<String> pinned = new ArrayList<>(List.of(
                "taskset", "-c", Integer.toString(Runtime.getRuntime().availableProcessors() - 1)));
        pinned.addAll(command);
        Path log = bench.mediaFolder().resolve("streams-per-core.log");
        try (HeldSender sender = bench.owns(new HeldSender(pinned, log))) {
            bench.say(who + " ...");
            sender.hold(WARM_STREAMS);
            bench.waitFor(3 * SECOND_NS, () -> { });
            Sums before = sender.sums();
            bench.waitFor(SECOND_NS, () -> { });
            Sums light = sender.sums().since(before);
            int level = (int) (FIRST * WARM_STREAMS * 1e6 / Math.max(1, light.processorUs()));
            int good = 0;
            int bad = Integer.MAX_VALUE;
            while (bad - good > CLOSE_ENOUGH * good) {
                boolean holds = holds(bench, sender, level);
                if (!holds) {
                    // Whatever else the machine does has a tick late now and then.
                    holds = holds(bench, sender, level);
                }
                if (holds) {
                    good = level;
                } else {
                    bad = level;
                }
                level = bad == Integer.MAX_VALUE ? (int) (good * UP) + 1
                        : good == 0 ? (int) (bad / UP) : (good + bad) / 2;
                if (level < WARM_STREAMS / 4) {
                    throw new IOException(who + " does not hold " + level + " streams on time");
                }
            }
            notes.add(String.format("%s: %d streams, %.1f Gbit/s; with %d streams it takes %.1f %% of the core",
                    who, good, good * (double) PacedSample.BITS_A_SECOND / 1e9, WARM_STREAMS,
                    light.processorUs() / 1e4));
            return good;
        }
    }

    private static boolean holds(Bench bench, HeldSender sender, int streams) throws IOException {
        sender.hold(streams);
        bench.waitFor(SETTLE_NS, () -> { });
        Sums before = sender.sums();
        long fromNs = bench.clock().nanoTime();
        bench.waitFor(LOOK_NS, () -> { });
        Sums seen = sender.sums().since(before);
        double seconds = (bench.clock().nanoTime() - fromNs) / 1e9;
        double wanted = streams * seconds * PacedSample.BITS_A_SECOND / 8 / PacedCost.PAYLOAD_BYTES;
        return seen.late() <= LATE_ALLOWED * seen.ticks() && seen.missed() == 0 && seen.packets() > LEAST_PACE * wanted;
    }
}
