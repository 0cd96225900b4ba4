package io.mediachassis.sim.bench;

import io.mediachassis.sim.demo.Demo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an agent sends over HTTP for each second of processor time, all of its threads counted and nothing taken off,
 * against nginx with one worker. Both are warmed up as long, and loaded by the same wrk in short turns, so that what
 * else the machine does meanwhile meets both; the middle turn of each counts.
 */
final class HttpRow implements Row {
    /** What is asked for. */
    enum Kind {
        /** Segment bytes from an engine, the same file from nginx with sendfile. */
        BYTES("http-bytes", "GB per processor second", 4),
        /** Redirects at the station's address, {@code return 302} from nginx. */
        REQUESTS("http-requests", "requests per processor second", 32);

        private final String row;
        private final String unit;
        private final int connections;

        Kind(String row, String unit, int connections) {
            this.row = row;
            this.unit = unit;
            this.connections = connections;
        }
    }

    private static final int BLADES = 2;
    private static final int TURNS = 5;
    private static final int SAMPLE_SECONDS = 120;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** A host number that no board of the unit has. */
    private static final int PEER_HOST = 200;

    private final Kind kind;

    HttpRow(Kind kind) {
        this.kind = kind;
    }

    @Override
    public String name() {
        return kind.row;
    }

    @Override
    public Result run(Bench bench) throws IOException {
        Path sample = PacedSample.make(bench.mediaFolder(), SAMPLE_SECONDS);
        try (Demo demo = bench.bringUpTogether(BLADES)) {
            String program = demo.publish(List.of(sample)).get(0);
            demo.watch().await(program + " on both blades", PATIENCE, watch -> watch.copies(program) >= BLADES);
            int director = demo.watch().director();
            int slot = kind == Kind.REQUESTS ? director : BLADES + 1 - director;
            long agent = demo.unit().blade(slot).pid()
                    .orElseThrow(() -> new IOException("blade " + slot + " does not run"));
            String engine = "http://" + demo.unit().plan().bladeAddress(slot) + ":8080/programs/" + program;
            String ours = kind == Kind.REQUESTS
                    ? demo.unit().plan().stationHttpUrl() + "programs/" + program + ".ts"
                    : engine + "/hls/0.ts";
            Path file = segment(demo.unit().plan().boardFolder("blade-" + slot), program);
            Path folder = bench.mediaFolder().resolve("nginx");
            try (Nginx nginx = bench.owns(
                    new Nginx(folder, demo.unit().plan().address(PEER_HOST), file, engine + ".ts"))) {
                String theirs = kind == Kind.REQUESTS ? nginx.redirectUrl() : nginx.fileUrl();
                return compare(bench, new Side("blade-agent", List.of(agent), ours),
                        new Side("nginx", nginx.pids(), theirs), nginx, new WrkLoad(folder, kind.connections));
            }
        }
    }

    /** Who is loaded, and what it did for each second of processor time, turn by turn. */
    private final class Side {
        private final String name;
        private final List<Long> pids;
        private final String url;
        private final List<Double> rates = new ArrayList<>();
        private WrkLoad.Load load = new WrkLoad.Load(0, 0);
        private long processorMs;

        Side(String name, List<Long> pids, String url) {
            this.name = name;
            this.pids = pids;
            this.url = url;
        }

        void turn(WrkLoad wrk, Duration duration) throws IOException {
            long before = ProcessorTime.ofMs(pids);
            WrkLoad.Load turn = wrk.run(url, duration);
            long took = ProcessorTime.ofMs(pids) - before;
            if (took == 0) {
                throw new IOException(name + " took no processor time: it is not what wrk has loaded");
            }
            double amount = kind == Kind.BYTES ? turn.bytes() / 1e9 : turn.requests();
            rates.add(amount * 1000 / took);
            load = load.plus(turn);
            processorMs += took;
        }

        double rate() {
            return new Samples(rates.stream().mapToDouble(rate -> rate).toArray()).median();
        }

        String note() {
            return String.format("%s: %d answers, %.2f GB in %d processor ms; turn by turn %s", name, load.requests(),
                    load.bytes() / 1e9, processorMs, rates.stream()
                            .map(rate -> String.format(kind == Kind.BYTES ? "%.2f" : "%.0f", rate))
                            .collect(Collectors.joining(", ")));
        }
    }

    private Result compare(Bench bench, Side ours, Side peer, Nginx nginx, WrkLoad wrk) throws IOException {
        Duration warmUp = atLeastASecond(bench.settings().warmUp().dividedBy(2));
        bench.say("warming up " + ours.url + " and " + peer.url + " ...");
        wrk.run(ours.url, warmUp);
        wrk.run(peer.url, warmUp);
        nginx.requireRuns();
        Duration turn = atLeastASecond(bench.settings().measure().dividedBy(2 * TURNS));
        for (int i = 1; i <= TURNS; i++) {
            bench.say("turn " + i + " of " + TURNS + " ...");
            ours.turn(wrk, turn);
            peer.turn(wrk, turn);
        }
        nginx.requireRuns();
        return Result.higherIsBetter(name(), ours.rate(), peer.rate(), peer.name, kind.unit, 1,
                List.of(ours.note(), peer.note()));
    }

    private static Duration atLeastASecond(Duration duration) {
        return Duration.ofSeconds(Math.max(1, duration.toSeconds()));
    }

    /** The first segment of a program on a blade's volume. */
    private static Path segment(Path board, String program) throws IOException {
        try (Stream<Path> files = Files.find(board, 8, (path, attributes) ->
                path.endsWith(Path.of(program, "00000.ts")))) {
            return files.findFirst()
                    .orElseThrow(() -> new IOException("no segment of " + program + " below " + board));
        }
    }
}
