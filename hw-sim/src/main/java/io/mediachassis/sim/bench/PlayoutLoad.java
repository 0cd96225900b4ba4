package io.mediachassis.sim.bench;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.blade.ingest.Ingest;
import io.mediachassis.blade.ingest.IngestRefused;
import io.mediachassis.blade.ingest.Remux;
import io.mediachassis.blade.ingest.RemuxSettings;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.blade.playout.ChunkPool;
import io.mediachassis.blade.playout.ChunkReader;
import io.mediachassis.blade.playout.Destination;
import io.mediachassis.blade.playout.IndexTimeLine;
import io.mediachassis.blade.playout.IoChannel;
import io.mediachassis.blade.playout.PlayoutCommand;
import io.mediachassis.blade.playout.PlayoutCounter;
import io.mediachassis.blade.playout.PlayoutSegment;
import io.mediachassis.blade.playout.PlayoutSettings;
import io.mediachassis.blade.playout.PlayoutSource;
import io.mediachassis.blade.playout.PlayoutThread;
import io.mediachassis.blade.playout.StreamListener;
import io.mediachassis.blade.playout.StreamMetrics;
import io.mediachassis.blade.playout.StreamPoint;
import io.mediachassis.blade.playout.StreamSpec;
import io.mediachassis.blade.playout.UdpMediaSender;
import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.ProgramStore;
import io.mediachassis.blade.storage.Segment;
import io.mediachassis.blade.storage.StoreSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A blade's playout thread, I/O channel and store in a process of their own, which hold as many streams as they are told:
 * the words are those of the C program {@code paced-sender}. Arguments: file, folder for the store, first port, ports.
 */
public final class PlayoutLoad {
    private static final int MOST = 20_000;
    private static final int CHUNKS = 4096;
    private static final int THREADS = 4;
    private static final int BATCH = 256;
    private static final int LOOPBACK = 0x7f000001;
    private static final int SOCKET_BUFFER = 4 << 20;
    // Streams start all over the first part of the program, so that none ends while it is measured.
    private static final int SPREAD_SECONDS = 30;
    private static final long TICK_NS = 20_000_000;
    private static final long MICROS = 1_000;

    private PlayoutLoad() {}

    public static void main(String[] args) throws IOException, IngestRefused {
        Path file = Path.of(args[0]);
        Path folder = Path.of(args[1]);
        int firstPort = Integer.parseInt(args[2]);
        int ports = Integer.parseInt(args[3]);
        SystemClock clock = new SystemClock();
        PlayoutSettings d = PlayoutSettings.defaults(MOST);
        PlayoutSettings settings = new PlayoutSettings(TICK_NS, d.leadNs(), d.maxBehindNs(), d.drainNs(), MOST, 1 << 16);
        try (ProgramStore store = ProgramStore.open(folder, clock, StoreSettings.defaults());
                ChunkPool pool = new ChunkPool(CHUNKS, ChunkPool.DEFAULT_CHUNK_BYTES);
                IoChannel disk = new IoChannel("bench", THREADS, CHUNKS, true, clock);
                UdpSocket rtp = new UdpSocket(new Ipv4Endpoint(LOOPBACK, 0), SOCKET_BUFFER, 1 << 16);
                UdpSocket rtcp = new UdpSocket(new Ipv4Endpoint(LOOPBACK, 0), SOCKET_BUFFER, 1 << 16);
                PlayoutThread playout = new PlayoutThread(
                        "playout-1", settings, clock, pool, new UdpMediaSender(rtp, rtcp, BATCH, true))) {
            Source source = new Source(program(store, folder, file), disk);
            disk.start();
            playout.start();
            obey(playout, source, firstPort, ports);
        }
    }

    private static Program program(ProgramStore store, Path folder, Path file) throws IOException, IngestRefused {
        List<Program> held = store.holdings();
        return !held.isEmpty() ? held.get(0) : new Ingest(store, new Remux(RemuxSettings.defaults()),
                folder.resolve("spool")).file(file, "bench", "bench", (state, done, total, percent) -> { });
    }

    private static void obey(PlayoutThread playout, Source source, int firstPort, int ports) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        int count = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("?")) {
                System.out.println(sums(playout));
                continue;
            }
            int wanted = Math.min(MOST, Integer.parseInt(line));
            for (; count < wanted; count++) {
                int port = firstPort + 2 * (count % ports);
                Destination to = new Destination.RtpUdp(
                        new Ipv4Endpoint(LOOPBACK, port), new Ipv4Endpoint(LOOPBACK, port + 1), LOOPBACK);
                offer(playout, new PlayoutCommand.Open(new StreamSpec(count, source, to, count + 1, 0, 0, "bench",
                        false, new StreamMetrics(), new Failing())));
                long from = TimeUnit.SECONDS.toMillis(SPREAD_SECONDS) * (count * 7919L % 1000) / 1000 * 27_000;
                offer(playout, new PlayoutCommand.Play(count, from, PlayoutCommand.Play.TO_END));
            }
            for (; count > wanted; count--) {
                offer(playout, new PlayoutCommand.Close(count - 1, false));
            }
        }
    }

    private static void offer(PlayoutThread playout, PlayoutCommand command) {
        while (!playout.proxy().offer(command)) {
            Thread.onSpinWait();
        }
    }

    private static String sums(PlayoutThread playout) {
        long missed = 0;
        for (PlayoutCounter counter : List.of(PlayoutCounter.UNDERRUNS, PlayoutCounter.SLIPS, PlayoutCounter.DROPPED,
                PlayoutCounter.FAILED)) {
            missed += playout.counts().get(counter);
        }
        var system = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        PlayoutThread.Histograms now = playout.snapshot().histograms();
        return now.ticks().count() + " " + now.ticks().late() + " " + now.lateness().count() + " " + missed + " "
                + system.getProcessCpuTime() / MICROS;
    }

    /** The whole program as the playout plays it. */
    private static final class Source implements PlayoutSource {
        private final List<PlayoutSegment> segments = new ArrayList<>();
        private final ChunkReader reader;

        Source(Program program, ChunkReader reader) throws IOException {
            this.reader = reader;
            for (Segment segment : program.segments()) {
                segments.add(new PlayoutSegment(segment.file(), segment.bytes(),
                        new IndexTimeLine(program.index(segment.number()))));
            }
        }

        @Override
        public int segments() {
            return segments.size();
        }

        @Override
        public PlayoutSegment segment(int index) {
            return segments.get(index);
        }

        @Override
        public ChunkReader reader() {
            return reader;
        }
    }

    /** A stream that fails ends the measurement. */
    private static final class Failing implements StreamListener {
        @Override
        public void onPlaying(long stream, StreamPoint next) {}

        @Override
        public void onPaused(long stream, StreamPoint next) {}

        @Override
        public void onEnd(long stream, StreamPoint next) {}

        @Override
        public void onFailed(long stream, StreamFailure failure, String text) {
            System.err.println("stream " + stream + " failed: " + text);
        }
    }
}
