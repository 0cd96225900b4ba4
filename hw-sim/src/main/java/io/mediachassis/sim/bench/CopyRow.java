package io.mediachassis.sim.bench;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.link.Transport;
import io.mediachassis.backplane.token.TokenVerifier;
import io.mediachassis.blade.engine.ArrivingSegments;
import io.mediachassis.blade.engine.EngineCounter;
import io.mediachassis.blade.engine.EngineToken;
import io.mediachassis.blade.engine.FilledSegments;
import io.mediachassis.blade.engine.Holdings;
import io.mediachassis.blade.engine.LastUse;
import io.mediachassis.blade.engine.SegmentCopier;
import io.mediachassis.blade.http.CopyGate;
import io.mediachassis.blade.http.DownloadGate;
import io.mediachassis.blade.http.HttpMediaServer;
import io.mediachassis.blade.http.HttpSettings;
import io.mediachassis.blade.playout.IoChannel;
import io.mediachassis.blade.storage.Manifest;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.ProgramWriter;
import io.mediachassis.blade.storage.SegmentReceiver;
import io.mediachassis.blade.storage.StoreSettings;
import io.mediachassis.blade.ts.NotMpegTs;
import io.mediachassis.sim.player.Tool;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Segments copied from one engine's HTTP server into another engine's store, each checked by its hash and on the disk at
 * the end, against curl from nginx with the same segments, and {@code sync} of what it wrote, so that these are on the
 * disk as well. Turn about, and the best of each counts: what else the machine does only takes away.
 */
final class CopyRow implements Row {
    private static final String PROGRAM = "copied";
    private static final int SAMPLE_SECONDS = 120;
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 8;
    private static final double TARGET = 0.95;
    private static final int SOURCE_HOST = 201;
    private static final int PEER_HOST = 200;
    private static final int PORT = 8080;
    private static final int VOLUME_THREADS = 4;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public Result run(Bench bench) throws IOException {
        Path folder = bench.mediaFolder().resolve("copy");
        ProgramStore source = bench.owns(
                ProgramStore.open(folder.resolve("source"), bench.clock(), StoreSettings.defaults()));
        Program program = program(source, PacedSample.make(bench.mediaFolder(), SAMPLE_SECONDS));
        InetSocketAddress at = new InetSocketAddress(bench.address(SOURCE_HOST), PORT);
        serve(bench, source, at);
        List<Path> files = program.segments().stream().map(segment -> segment.file()).toList();
        Nginx nginx = bench.owns(new Nginx(folder.resolve("nginx"), bench.address(PEER_HOST), files.get(0), "/"));
        URI from = URI.create("http://" + bench.address(SOURCE_HOST) + ":" + PORT + "/");
        double ours = 0;
        double theirs = 0;
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            double copied = ours(bench, folder.resolve("target"), from);
            double fetched = curl(bench, folder.resolve("curl"), nginx, files);
            if (round >= 0) {
                ours = Math.max(ours, copied);
                theirs = Math.max(theirs, fetched);
            }
            bench.say(String.format("round %d: %.0f and %.0f MB/s", round + 1, copied, fetched));
        }
        nginx.requireRuns();
        String told = String.format("%d segments, %d MB, hash checked and on the disk, best of %d rounds",
                files.size(), program.bytes() / 1_000_000, ROUNDS);
        return Result.higherIsBetter(name(), ours, theirs, "curl from nginx, sync", "MB/s", TARGET, List.of(told));
    }

    private static Program program(ProgramStore store, Path sample) throws IOException {
        if (store.program(PROGRAM).isPresent()) {
            return store.program(PROGRAM).get();
        }
        try (ProgramWriter writer = store.create(PROGRAM, "Copied"); InputStream in = Files.newInputStream(sample)) {
            byte[] buffer = new byte[1 << 20];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                writer.write(ByteBuffer.wrap(buffer, 0, n));
            }
            return writer.complete();
        } catch (NotMpegTs e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void serve(Bench bench, ProgramStore store, InetSocketAddress at) {
        EventLoopGroup loops = Transport.best().loops(2, "http");
        bench.owns(() -> loops.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS));
        CopyGate all = new CopyGate() {
            @Override
            public boolean mayCopy(String token, String programId) {
                return true;
            }

            @Override
            public boolean mayIngest(String token, String programId) {
                return false;
            }
        };
        HttpMediaServer server = bench.owns(new HttpMediaServer(
                loops, HttpSettings.defaults(PORT),
                new Holdings(store, new ArrivingSegments(), new LastUse(bench.clock()), new FilledSegments(0)),
                (id, kind, station) -> CompletableFuture.completedFuture(Optional.empty()),
                new NothingElsewhere(), all, DownloadGate.open(), new NothingElsewhere(),
                (String id, String title, OptionalLong size) -> CompletableFuture.failedFuture(
                        new IOException("nothing is taken in")),
                bench.clock()));
        server.bind(at).join();
    }

    private static double ours(Bench bench, Path folder, URI from) throws IOException {
        Counts<EngineCounter> counts = new Counts<>(EngineCounter.class);
        EngineToken token = new EngineToken(new TokenVerifier("bench", bench.clock()));
        token.renew("bench-token");
        SegmentCopier copier = new SegmentCopier(token, new ArrivingSegments(), 0, bench.clock(), counts);
        // Written as an agent writes: by the volume's threads, past the page cache.
        try (IoChannel volume = started(new IoChannel("bench", VOLUME_THREADS, 16, true, bench.clock()));
                ProgramStore store = ProgramStore.open(
                        List.of(folder), bench.clock(), StoreSettings.defaults(), any -> volume.turns())) {
            store.remove(PROGRAM);
            Manifest manifest = copier.manifest(PROGRAM, from);
            long startNs = bench.clock().nanoTime();
            try (SegmentReceiver receiver = store.receive(manifest)) {
                for (int n = 0; n < manifest.segments().size(); n++) {
                    copier.copy(receiver, n, List.of(from), bytes -> {});
                }
                receiver.complete();
            }
            return manifest.bytes() * 1e3 / (bench.clock().nanoTime() - startNs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Even opening a store waits for the volume's threads: a new one's version is written. */
    private static IoChannel started(IoChannel volume) {
        volume.start();
        return volume;
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }

    private static double curl(Bench bench, Path folder, Nginx nginx, List<Path> files) throws IOException {
        Files.createDirectories(folder);
        StringBuilder command = new StringBuilder("curl -sf");
        StringBuilder written = new StringBuilder();
        long bytes = 0;
        for (Path file : files) {
            Path to = folder.resolve(file.getFileName());
            Files.deleteIfExists(to);
            command.append(" -o ").append(quoted(to)).append(' ').append(nginx.urlOf(file));
            written.append(' ').append(quoted(to));
            bytes += Files.size(file);
        }
        List<String> shell = new ArrayList<>(List.of("sh", "-c", command + " && sync -d" + written));
        long startNs = bench.clock().nanoTime();
        Tool.Result result = Tool.run(shell, LIMIT);
        double rate = bytes * 1e3 / (bench.clock().nanoTime() - startNs);
        if (!result.ok()) {
            throw new IOException("curl did not run through: " + result.output().strip());
        }
        return rate;
    }
}
