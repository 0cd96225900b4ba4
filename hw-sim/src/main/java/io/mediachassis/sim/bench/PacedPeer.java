package io.mediachassis.sim.bench;

import io.mediachassis.sim.player.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What people send a paced transport stream with today: one process for each stream. */
enum PacedPeer {
    MULTICAT("multicat", 8) {
        @Override
        void prepare(Path sample) throws IOException {
            Path index = Path.of(sample.toString().replaceFirst("\\.ts$", ".aux"));
            if (Files.exists(index)) {
                return;
            }
            Tool.Result made = Tool.run(
                    List.of("ingests", "-p", Integer.toString(PacedSample.PCR_PID), sample.toString()),
                    Duration.ofMinutes(2));
            if (!made.ok() || !Files.exists(index)) {
                Files.deleteIfExists(index);
                throw new IOException("ingests could not index " + sample + ": " + made.output().strip());
            }
        }

        @Override
        List<String> command(Path sample, int port) {
            return List.of("multicat", "-u", "-t", "1", sample.toString(), "127.0.0.1:" + port);
        }
    },
    FFMPEG("ffmpeg", 7) {
        @Override
        void prepare(Path sample) {
            // It reads the stream's own clock.
        }

        @Override
        List<String> command(Path sample, int port) {
            return List.of(
                    "ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", "-re", "-i", sample.toString(),
                    "-c", "copy", "-f", "mpegts", "udp://127.0.0.1:" + port + "?pkt_size=1316");
        }
    };

    private final String program;
    private final double target;

    PacedPeer(String program, double target) {
        this.program = program;
        this.target = target;
    }

    String program() {
        return program;
    }

    /** The ratio to reach against it. */
    double target() {
        return target;
    }

    /** Makes what the program needs beside the file, once. */
    abstract void prepare(Path sample) throws IOException;

    /** Sends the file in real time to a port of 127.0.0.1. */
    abstract List<String> command(Path sample, int port);
}
