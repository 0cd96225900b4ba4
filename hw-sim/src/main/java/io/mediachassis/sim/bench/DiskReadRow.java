package io.mediachassis.sim.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mediachassis.blade.os.DirectOutput;
import io.mediachassis.blade.playout.ChunkPool;
import io.mediachassis.blade.playout.IoChannel;
import io.mediachassis.blade.playout.SequentialRead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * O_DIRECT reads of some files at once through a volume's I/O channel, against fio on the same files with the same block
 * size and as many threads. Turn about, and the best of each counts: what else the machine does only takes away.
 */
final class DiskReadRow implements Row {
    private static final int STREAMS = 4;
    private static final long FILE_BYTES = 256L << 20;
    private static final int ROUNDS = 8;
    private static final double TARGET = 0.9;
    private static final int FIO_SECONDS = 300;
    private static final int LOOK_NS = 50_000;

    @Override
    public String name() {
        return "disk-read";
    }

    @Override
    public Result run(Bench bench) throws IOException {
        List<Path> files = files(bench);
        double ours = 0;
        double theirs = 0;
        for (int round = 0; round < ROUNDS; round++) {
            ours = Math.max(ours, ours(bench, files));
            theirs = Math.max(theirs, fio(bench, files));
            bench.say(String.format("round %d: best so far %.0f and %.0f MB/s", round + 1, ours, theirs));
        }
        String told = String.format("%d files of %d MiB, blocks of %d KiB, %d threads each, best of %d rounds",
                STREAMS, FILE_BYTES >> 20, ChunkPool.DEFAULT_CHUNK_BYTES >> 10, STREAMS, ROUNDS);
        return Result.higherIsBetter(name(), ours, theirs, "fio", "MB/s", TARGET, List.of(told));
    }

    private static List<Path> files(Bench bench) throws IOException {
        List<Path> files = new ArrayList<>();
        byte[] block = new byte[DirectOutput.BUFFER_BYTES];
        for (int i = 0; i < STREAMS; i++) {
            Path file = bench.mediaFolder().resolve("disk-read-" + i + ".bin");
            files.add(file);
            if (Files.exists(file) && Files.size(file) == FILE_BYTES) {
                continue;
            }
            Random random = new Random(i);
            try (DirectOutput output = new DirectOutput(file, FILE_BYTES, DirectOutput.Write::run)) {
                for (long at = 0; at < FILE_BYTES; at += block.length) {
                    random.nextBytes(block);
                    output.write(ByteBuffer.wrap(block));
                }
                output.force();
            }
        }
        return files;
    }

    private static double ours(Bench bench, List<Path> files) throws IOException {
        try (ChunkPool pool = new ChunkPool(STREAMS * 4, ChunkPool.DEFAULT_CHUNK_BYTES);
                IoChannel channel = new IoChannel("bench", STREAMS, STREAMS * 4, true, bench.clock())) {
            channel.start();
            List<SequentialRead> reads = new ArrayList<>();
            for (Path file : files) {
                reads.add(new SequentialRead(channel, pool, file, FILE_BYTES, 2));
            }
            long startNs = bench.clock().nanoTime();
            boolean more = true;
            while (more) {
                more = false;
                for (SequentialRead read : reads) {
                    more |= read.work(bench.clock().nanoTime());
                }
                LockSupport.parkNanos(LOOK_NS);
            }
            return STREAMS * FILE_BYTES * 1e3 / (bench.clock().nanoTime() - startNs);
        }
    }

    private static double fio(Bench bench, List<Path> files) throws IOException {
        Path report = bench.mediaFolder().resolve("fio.json");
        List<String> command = new ArrayList<>(List.of("fio", "--output-format=json", "--output=" + report,
                "--ioengine=psync", "--direct=1", "--rw=read", "--bs=" + ChunkPool.DEFAULT_CHUNK_BYTES,
                "--size=" + FILE_BYTES, "--thread", "--group_reporting"));
        for (int i = 0; i < files.size(); i++) {
            command.add("--name=stream" + i);
            command.add("--filename=" + files.get(i));
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(bench.mediaFolder().resolve("fio.log").toFile())
                .start();
        bench.owns(process::destroy);
        try {
            if (!process.waitFor(FIO_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("fio did not run through; see " + bench.mediaFolder().resolve("fio.log"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        JsonNode job = JsonMapper.builder().build().readTree(Files.readAllBytes(report)).path("jobs").path(0);
        return job.path("read").path("bw_bytes").asDouble() / 1e6;
    }
}
