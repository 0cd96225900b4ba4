package io.mediachassis.sim.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediachassis.controller.client.ChassisException;
import io.mediachassis.sim.demo.Demo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Nothing is broken, but every core is busy with other work, programs of 60 MB are published one after the other and
 * consoles play: nobody may lose a role or be fenced. What is told is how long it went well.
 */
final class FalseElectionsRow implements Row {
    private static final int BLADES = 4;
    private static final int STREAMS = 4;
    private static final int PROGRAM_SECONDS = 120;
    private static final int SLACK_SECONDS = 120;
    private static final Duration PUBLISH = Duration.ofMinutes(3);
    private static final long PUBLISH_PAUSE_NS = Duration.ofSeconds(20).toNanos();
    private static final long LOOK_NS = Duration.ofSeconds(2).toNanos();
    private static final long REPLAY_NS = Duration.ofSeconds(PROGRAM_SECONDS - 20).toNanos();

    /** Of the event log: a role that changed hands, or a blade that was thought to have gone wrong. */
    private static final Set<String> FALSE = Set.of(
            "director.suspected", "director.lost", "director.changed", "director.adopted", "director.unfenceable",
            "fence.ordered", "controller.active", "controller.standby");

    @Override
    public String name() {
        return "false-elections";
    }

    @Override
    public Result run(Bench bench) throws IOException {
        Path sample = PacedSample.make(bench.mediaFolder(), PROGRAM_SECONDS);
        Duration length = Duration.ofMinutes(bench.settings().minutes());
        Path folder = bench.freshFolder("false-elections");
        try (UnreadPorts ports = new UnreadPorts(STREAMS);
                PeerProcesses busy = new PeerProcesses(bench.mediaFolder().resolve("busy.log"))) {
            bench.owns(busy);
            Demo demo = bench.bringUpTogether(BLADES, folder);
            String program = demo.publish(List.of(sample)).get(0);
            demo.watch().await(program + " on two blades", PUBLISH, watch -> watch.copies(program) >= 2);
            long before = lastEvent(demo);
            int cores = Runtime.getRuntime().availableProcessors();
            for (int i = 0; i < cores; i++) {
                // They end by themselves, too, should the bench be killed. In sessions of their own, since the kernel
                // shares the processor out among sessions first.
                busy.start(List.of("setsid", "sh", "-c",
                        "ulimit -t " + (length.toSeconds() + SLACK_SECONDS) + "; while :; do :; done"));
            }
            bench.say(cores + " cores are busy, " + STREAMS + " streams play, programs are published ...");
            AtomicInteger published = new AtomicInteger();
            Thread publisher = new Thread(() -> publish(bench, demo, sample, published), "publisher");
            publisher.setDaemon(true);
            publisher.start();
            try {
                return watch(bench, demo, program, ports, before, length, published);
            } finally {
                publisher.interrupt();
            }
        } finally {
            bench.close();
            DemoFirstPictureRow.remove(folder);
        }
    }

    private Result watch(Bench bench, Demo demo, String program, UnreadPorts ports, long before, Duration length,
            AtomicInteger published) throws IOException {
        long startNs = bench.clock().nanoTime();
        long firstNs = 0;
        List<String> falseOnes = new ArrayList<>();
        Viewers viewers = new Viewers(demo, program, ports.ports(), bench);
        try (viewers) {
            for (long nowNs = startNs; nowNs - startNs < length.toNanos(); nowNs = bench.clock().nanoTime()) {
                bench.waitFor(LOOK_NS, () -> {});
                viewers.replay();
                List<String> found = found(demo, before);
                if (found.size() > falseOnes.size()) {
                    found.subList(falseOnes.size(), found.size()).forEach(bench::say);
                    firstNs = firstNs == 0 ? bench.clock().nanoTime() : firstNs;
                    falseOnes = found;
                }
            }
        }
        double wanted = length.toSeconds() / 60.0;
        double wellMinutes = ((firstNs == 0 ? bench.clock().nanoTime() : firstNs) - startNs) / 60e9;
        String told = String.format("%d false alarms in %d min; %d programs published, %d plays", falseOnes.size(),
                length.toMinutes(), published.get(), viewers.plays);
        return Result.higherIsBetter(name(), Math.min(wellMinutes, wanted), wanted, "target",
                "minutes without", 1, List.of(told));
    }

    private static List<String> found(Demo demo, long after) {
        List<String> found = new ArrayList<>();
        for (JsonNode event : events(demo, after)) {
            if (FALSE.contains(event.path("kind").asText())) {
                found.add(event.path("kind").asText() + ": " + event.path("text").asText());
            }
        }
        return found;
    }

    private static long lastEvent(Demo demo) {
        try {
            return demo.watch().client().get("/v1/events?limit=1").path("events").path(0).path("number").asLong();
        } catch (ChassisException e) {
            return 0;
        }
    }

    /** Those after a number, oldest first; none while no controller answers. */
    private static List<JsonNode> events(Demo demo, long after) {
        List<JsonNode> events = new ArrayList<>();
        try {
            demo.watch().client().get("/v1/events?after=" + after + "&limit=1000").path("events").forEach(events::add);
        } catch (ChassisException e) {
            // Between two controllers; the next look sees all of it.
        }
        return events;
    }

    private static void publish(Bench bench, Demo demo, Path sample, AtomicInteger published) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                demo.watch().publish(sample, "load-" + (published.get() + 1), 1, PUBLISH);
                published.incrementAndGet();
            } catch (IOException e) {
                bench.say("A publish failed: " + e.getMessage());
            }
            java.util.concurrent.locks.LockSupport.parkNanos(PUBLISH_PAUSE_NS);
        }
    }

    /** Consoles that play the program again and again. One thread. */
    private static final class Viewers implements AutoCloseable {
        private final Demo demo;
        private final String program;
        private final List<Integer> ports;
        private final Bench bench;
        private final List<ConsoleSession> sessions = new ArrayList<>();
        private long sinceNs;
        int plays;

        Viewers(Demo demo, String program, List<Integer> ports, Bench bench) {
            this.demo = demo;
            this.program = program;
            this.ports = ports;
            this.bench = bench;
        }

        /** Starts over when the program is nearly at its end; on an engine of its own choice. */
        void replay() {
            long nowNs = bench.clock().nanoTime();
            if (plays > 0 && nowNs - sinceNs < REPLAY_NS) {
                return;
            }
            close();
            sinceNs = nowNs;
            plays++;
            List<String> engines = demo.watch().list("programs").stream()
                    .filter(p -> p.path("id").asText().equals(program))
                    .flatMap(p -> p.path("copies").valueStream())
                    .map(slot -> demo.unit().plan().bladeAddress(slot.asInt()))
                    .toList();
            for (int i = 0; i < ports.size() && !engines.isEmpty(); i++) {
                String url = "rtsp://" + engines.get(i % engines.size()) + ":"
                        + io.mediachassis.sim.unit.UnitPlan.RTSP_PORT + "/" + program;
                try {
                    sessions.add(new ConsoleSession(url, ports.get(i), 0));
                } catch (IOException e) {
                    bench.say("No stream of " + url + ": " + e.getMessage());
                }
            }
        }

        @Override
        public void close() {
            for (ConsoleSession session : sessions) {
                try {
                    session.close();
                } catch (IOException e) {
                    bench.say("A stream ended early: " + e.getMessage());
                }
            }
            sessions.clear();
        }
    }
}
