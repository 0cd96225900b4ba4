package io.mediachassis.blade.playout;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.UdpSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What the paced sender costs: streams of 4 Mbit/s from disk to a socket that nobody reads. Arguments: streams (50),
 * seconds (20), tick in ms (10), gso|nogso, folder for the media. Prints processor milliseconds per Gbit after a
 * warm-up of the same length.
 */
public final class PlayoutBench {
    private static final int RATE = 4_000_000;

    private PlayoutBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int streams = args.length > 0 ? Integer.parseInt(args[0]) : 50;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        long tickNs = (args.length > 2 ? Integer.parseInt(args[2]) : 10) * 1_000_000L;
        boolean gso = args.length <= 3 || args[3].equals("gso");
        Path folder = Files.createTempDirectory(Path.of(args.length > 4 ? args[4] : "target"), "bench");
        int packets = (int) ((2L * seconds + 6) * RATE / 8 / 188);
        // As many files as fit in 1.5 GB; with O_DIRECT each read goes to the disk all the same.
        int files = (int) Math.max(1, Math.min(streams, 1_500_000_000L / (packets * 188L)));
        List<Path> media = new ArrayList<>();
        try {
            for (int i = 0; i < files; i++) {
                media.add(folder.resolve("media" + i + ".ts"));
                byte[] chunk = MemorySource.media(i, 10_000);
                try (OutputStream out = Files.newOutputStream(media.get(i))) {
                    for (int left = packets; left > 0; left -= 10_000) {
                        out.write(chunk, 0, Math.min(left, 10_000) * 188);
                    }
                }
            }
            run(streams, seconds, tickNs, gso, media, packets);
        } finally {
            for (Path file : media) {
                Files.deleteIfExists(file);
            }
            Files.delete(folder);
        }
    }

    private static void run(int streams, int seconds, long tickNs, boolean gso, List<Path> media, int packets)
            throws IOException, InterruptedException {
        int loopback = 0x7f000903;
        IoChannel channel = new IoChannel("bench", 4, streams * 4 + 16, true, new SystemClock());
        try (UdpSocket sink = new UdpSocket(new Ipv4Endpoint(0x7f000901, 0), 4096, 4096);
                UdpSocket rtp = new UdpSocket(new Ipv4Endpoint(loopback, 0), 1 << 22, 4096);
                UdpSocket rtcp = new UdpSocket(new Ipv4Endpoint(loopback, 0), 1 << 20, 4096);
                ChunkPool pool = new ChunkPool(streams * 5, ChunkPool.DEFAULT_CHUNK_BYTES)) {
            PlayoutSettings settings = new PlayoutSettings(tickNs, 20_000_000, 500_000_000, 0, streams, 8192);
            PlayoutThread thread = new PlayoutThread("playout", settings, new SystemClock(), pool,
                    new UdpMediaSender(rtp, rtcp, 256, gso));
            channel.start();
            thread.start();
            List<StreamMetrics> metrics = new ArrayList<>();
            Destination to = new Destination.RtpUdp(sink.local(), sink.local(), 0x7f000964);
            long ticks = packets * 188L * 8 * TimeLine.TICKS_PER_SECOND / RATE;
            CountDownLatch pause = new CountDownLatch(1);
            for (int i = 0; i < streams; i++) {
                metrics.add(new StreamMetrics());
                PlayoutSegment segment = new PlayoutSegment(media.get(i % media.size()), packets * 188L,
                        MarkTimeLine.linear(0, ticks, packets * 188L));
                PlayoutSource source = new OneSegment(segment, channel);
                thread.proxy().offer(new PlayoutCommand.Open(new StreamSpec(i, source, to, i, 0, 0, "bench", false,
                        metrics.get(i), new AllocationTest.Silent())));
                thread.proxy().offer(new PlayoutCommand.Play(i, 0, Long.MAX_VALUE));
                pause.await(1000 / streams, TimeUnit.MILLISECONDS);
            }
            pause.await(seconds, TimeUnit.SECONDS);
            var os = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long cpu = os.getProcessCpuTime();
            long playout = cpuOf("playout");
            long disk = cpuOf("io-bench");
            long bytes = metrics.stream().mapToLong(StreamMetrics::bytes).sum();
            pause.await(seconds, TimeUnit.SECONDS);
            cpu = os.getProcessCpuTime() - cpu;
            playout = cpuOf("playout") - playout;
            disk = cpuOf("io-bench") - disk;
            bytes = metrics.stream().mapToLong(StreamMetrics::bytes).sum() - bytes;
            double gbit = bytes * 8 / 1e9;
            long late = metrics.stream().mapToLong(m -> m.snapshot().latePackets()).sum();
            long underruns = metrics.stream().mapToLong(m -> m.snapshot().underruns()).sum();
            System.out.printf(Locale.ROOT, "%d streams, %.1f Mbit/s, tick %d ms, gso %s: %.1f ms per Gbit (sending "
                    + "%.1f, reading %.1f, the rest the virtual machine), late %d, "
                    + "underruns %d, slips %d%n%s%n", streams, gbit / seconds * 1000, tickNs / 1_000_000, gso,
                    cpu / 1e6 / gbit, playout / 1e6 / gbit, disk / 1e6 / gbit, late, underruns, metrics.stream().mapToLong(m -> m.snapshot().slips()).sum(),
                    thread.snapshot());
            thread.close();
            channel.close();
        }
    }

    private static long cpuOf(String name) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(t -> t != null && t.getThreadName().equals(name))
                .mapToLong(t -> threads.getThreadCpuTime(t.getThreadId())).sum();
    }

    private record OneSegment(PlayoutSegment segment, ChunkReader reader)
            implements PlayoutSource {
        @Override
        public int segments() {
            return 1;
        }

        @Override
        public PlayoutSegment segment(int index) {
            return segment;
        }
    }
}
