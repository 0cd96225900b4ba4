package io.mediachassis.sim.bench;

import io.mediachassis.sim.player.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What people send a paced transport stream with today: one process for each stream, or a server with sessions. */
enum PacedPeer {
    MULTICAT("multicat", 8) {
        @Override
        void prepare(Path folder, Path sample) throws IOException {
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
        Consoles start(Bench bench, Path sample, PeerProcesses processes, List<Integer> ports) throws IOException {
            bench.say(ports.size() + " processes of " + program() + " ...");
            for (int port : ports) {
                processes.start(List.of("multicat", "-u", "-t", "1", sample.toString(), "127.0.0.1:" + port));
            }
            return new Consoles(bench.clock());
        }
    },
    FFMPEG("ffmpeg", 7) {
        @Override
        void prepare(Path folder, Path sample) {
            // It reads the stream's own clock.
        }

        @Override
        Consoles start(Bench bench, Path sample, PeerProcesses processes, List<Integer> ports) throws IOException {
            bench.say(ports.size() + " processes of " + program() + " ...");
            for (int port : ports) {
                processes.start(List.of(
                        "ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "error", "-re", "-i", sample.toString(),
                        "-c", "copy", "-f", "mpegts", "udp://127.0.0.1:" + port + "?pkt_size=1316"));
            }
            return new Consoles(bench.clock());
        }
    },
    GSTREAMER("gst-rtsp-server", 8) {
        private static final int PORT = 8559;

        @Override
        void prepare(Path folder, Path sample) throws IOException {
            NativeProgram.build(folder, program(), "gstreamer-rtsp-server-1.0");
        }

        @Override
        Consoles start(Bench bench, Path sample, PeerProcesses processes, List<Integer> ports) throws IOException {
            String server = bench.mediaFolder().resolve(program()).toString();
            processes.start(List.of(server, "127.0.0.1", Integer.toString(PORT), sample.toString()));
            bench.waitFor(START_NS, () -> { });
            processes.requireAllRun();
            String url = "rtsp://127.0.0.1:" + PORT + "/vod";
            bench.say(ports.size() + " sessions of " + url + " ...");
            return Consoles.play(url, ports, bench.clock());
        }
    };

    private static final long START_NS = 1_000_000_000L;

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

    /** Makes what the program needs beside the file, once; or the program itself, in the folder. */
    abstract void prepare(Path folder, Path sample) throws IOException;

    /** Starts sending the file in real time to the ports of 127.0.0.1. Its consoles, if it has any, are the caller's. */
    abstract Consoles start(Bench bench, Path sample, PeerProcesses processes, List<Integer> ports) throws IOException;
}
