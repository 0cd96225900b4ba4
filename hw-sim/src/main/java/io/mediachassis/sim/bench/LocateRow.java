package io.mediachassis.sim.bench;

import io.mediachassis.sim.demo.Demo;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Locate answers for each second of the director's processor time, all of its threads counted and nothing taken off,
 * against the redirects that nginx gives over kept connections. Both say to one console where to play one program.
 * {@code locate} has eight questions a datagram, which is what the protocol is for, and so eight answers for what the
 * kernel takes of one; {@code locate-single} has one, as nginx has one redirect a request.
 */
final class LocateRow implements Row {
    private static final int BLADES = 2;
    private static final int TURNS = 3;
    private static final int SAMPLE_SECONDS = 120;
    private static final int TOGETHER = 8;
    private static final int WINDOW = 256;
    private static final int CONNECTIONS = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PEER_HOST = 200;
    private static final double TARGET = 2;

    private final String name;
    private final int questions;

    private LocateRow(String name, int questions) {
        this.name = name;
        this.questions = questions;
    }

    static LocateRow together() {
        return new LocateRow("locate", TOGETHER);
    }

    static LocateRow single() {
        return new LocateRow("locate-single", 1);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Result run(Bench bench) throws IOException {
        Path sample = PacedSample.make(bench.mediaFolder(), SAMPLE_SECONDS);
        try (Demo demo = bench.bringUpTogether(BLADES)) {
            String program = demo.publish(List.of(sample)).get(0);
            demo.watch().await(program + " on both blades", PATIENCE, watch -> watch.copies(program) >= BLADES);
            UnitPlan plan = demo.unit().plan();
            long agent = demo.unit().blade(demo.watch().director()).pid()
                    .orElseThrow(() -> new IOException("the director does not run"));
            InetSocketAddress station = new InetSocketAddress(plan.stationAddress(), UnitPlan.LOCATE_PORT);
            Path folder = bench.mediaFolder().resolve("nginx");
            String leadsTo = "http://" + plan.bladeAddress(1) + ":8080/programs/" + program + ".ts";
            try (Nginx nginx = bench.owns(new Nginx(folder, plan.address(PEER_HOST), sample, leadsTo));
                    LocateLoad load = new LocateLoad(bench.clock(), station, program, WINDOW, questions)) {
                return compare(bench, agent, load, nginx, new WrkLoad(folder, CONNECTIONS));
            }
        }
    }

    private Result compare(Bench bench, long agent, LocateLoad load, Nginx nginx, WrkLoad wrk) throws IOException {
        Duration warmUp = Duration.ofSeconds(Math.max(2, bench.settings().warmUp().toSeconds()));
        bench.say("warming up the locate port and " + nginx.redirectUrl() + " ...");
        load.run(warmUp);
        wrk.run(nginx.redirectUrl(), Duration.ofSeconds(1));
        nginx.requireRuns();
        Duration turn = Duration.ofSeconds(Math.max(1, bench.settings().measure().dividedBy(TURNS).toSeconds()));
        Tally ours = new Tally("blade-agent, questions a datagram: " + questions, List.of(agent));
        Tally peer = new Tally("nginx", nginx.pids());
        for (int i = 1; i <= TURNS; i++) {
            bench.say("turn " + i + " of " + TURNS + " ...");
            ours.add(() -> load.run(turn));
            peer.add(() -> wrk.run(nginx.redirectUrl(), turn).requests());
        }
        nginx.requireRuns();
        return Result.higherIsBetter(
                name, ours.rate(), peer.rate(), "nginx", "answers per processor second", TARGET,
                List.of(ours.note(), peer.note()));
    }

    /** Answers, and what they took. */
    private static final class Tally {
        private final String name;
        private final List<Long> pids;
        private long answers;
        private long processorMs;

        /** A turn of load; gives the answers. */
        interface Turn {
            long run() throws IOException;
        }

        Tally(String name, List<Long> pids) {
            this.name = name;
            this.pids = pids;
        }

        void add(Turn turn) throws IOException {
            long before = ProcessorTime.ofMs(pids);
            answers += turn.run();
            processorMs += ProcessorTime.ofMs(pids) - before;
        }

        double rate() throws IOException {
            if (processorMs == 0) {
                throw new IOException(name + " took no processor time: it is not what was loaded");
            }
            return answers * 1000.0 / processorMs;
        }

        String note() throws IOException {
            return String.format("%s: %d answers in %d processor ms, %.0f/s", name, answers, processorMs, rate());
        }
    }
}
