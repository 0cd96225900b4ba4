package io.mediachassis.blade.playout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.blade.os.Ipv4Endpoint;
import io.mediachassis.blade.os.ReceiveBatch;
import io.mediachassis.blade.os.UdpSocket;
import io.mediachassis.blade.rtcp.Rtcp;
import io.mediachassis.blade.rtcp.RtcpPacket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A transport stream of ffmpeg's, from disk through the real sender over loopback, compared as it arrives. */
class PlayoutSystemTest {
    private static final int STATION = 0x7f000964;

    private static byte[] make(Path file) throws IOException, InterruptedException {
        Process ffmpeg = new ProcessBuilder("ffmpeg", "-v", "error", "-f", "lavfi", "-i",
                    "testsrc2=size=640x360:rate=25", "-t", "4", "-c:v", "mpeg2video", "-g", "12", "-b:v", "3M",
                    "-muxrate", "4M", "-f", "mpegts", file.toString()).redirectErrorStream(true).start();
        String said = new String(ffmpeg.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, ffmpeg.waitFor(), said);
        return Files.readAllBytes(file);
    }

    /** Marks from the PCRs of a stream of constant rate. */
    private static MarkTimeLine timeLine(byte[] ts) {
        long first = -1;
        long firstAt = 0;
        long last = 0;
        long lastAt = 0;
        for (int at = 0; at < ts.length; at += 188) {
            if ((ts[at + 3] & 0x20) == 0 || ts[at + 4] < 7 || (ts[at + 5] & 0x10) == 0) {
                continue;
            }
            ByteBuffer b = ByteBuffer.wrap(ts, at + 6, 6);
            long bits = (b.getInt() & 0xffffffffL) << 16 | (b.getShort() & 0xffff);
            last = (bits >>> 15) * 300 + (bits & 0x1ff);
            lastAt = at;
            if (first < 0) {
                first = last;
                firstAt = at;
            }
        }
        double ticksPerByte = (double) (last - first) / (lastAt - firstAt);
        return MarkTimeLine.linear(0, (long) (ticksPerByte * ts.length), ts.length);
    }

    @Test
    @Timeout(60)
    void arrivesWholeInTimeAndFromTheStationAddress(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("segment.ts");
        byte[] ts = make(file);
        MarkTimeLine line = timeLine(ts);
        PlayoutSegment segment = new PlayoutSegment(file, ts.length, line);
        IoChannel channel = new IoChannel("system-test", 2, 16, true, new SystemClock());
        SystemClock clock = new SystemClock();
        Ipv4Endpoint engine = new Ipv4Endpoint(0x7f000903, 0);
        try (UdpSocket console = new UdpSocket(new Ipv4Endpoint(0x7f000901, 0), 4096, 1 << 22);
                UdpSocket reports = new UdpSocket(new Ipv4Endpoint(0x7f000901, 0), 4096, 1 << 16);
                UdpSocket rtp = new UdpSocket(engine, 1 << 22, 1 << 16);
                UdpSocket rtcp = new UdpSocket(engine, 1 << 20, 1 << 16);
                ChunkPool pool = new ChunkPool(8, 65536)) {
            UdpMediaSender sender = new UdpMediaSender(rtp, rtcp, 32, true);
            PlayoutThread thread = new PlayoutThread("playout-system-test", PlayoutSettings.defaults(4), clock, pool,
                    sender);
            channel.start();
            thread.start();
            StreamMetrics metrics = new StreamMetrics();
            CountDownLatch ended = new CountDownLatch(1);
            Destination to = new Destination.RtpUdp(console.local(), reports.local(), STATION);
            assertTrue(thread.proxy().offer(new PlayoutCommand.Open(new StreamSpec(1, source(segment, channel), to,
                    0x1234, 65_000, 99, "blade-3", true, metrics, ending(ended)))));
            assertTrue(thread.proxy().offer(new PlayoutCommand.Play(1, 0, Long.MAX_VALUE)));
            receive(console, rtp.local(), ts, line);
            assertTrue(ended.await(10, TimeUnit.SECONDS));
            ReceiveBatch control = new ReceiveBatch(reports, 8, 256);
            // The end is told within the tick; the BYE leaves at its close.
            List<RtcpPacket> said = new ArrayList<>();
            while (!said.contains(new RtcpPacket.Bye(List.of(0x1234)))) {
                assertTrue(reports.awaitReadable(3000), "no BYE after " + said);
                for (int i = control.receive() - 1; i >= 0; i--) {
                    assertEquals(new Ipv4Endpoint(STATION, rtcp.local().port()), control.source(i));
                    said.addAll(Rtcp.parse(control.packet(i)));
                }
            }
            thread.close();
            channel.close();
            StreamMetrics.Snapshot end = metrics.snapshot();
            System.out.println(String.format(Locale.ROOT, "%s; %s; segmentation %s", end, thread.snapshot(),
                    rtp.segmentationKnown()));
            assertEquals(0, end.underruns());
            assertEquals(ts.length, end.bytes());
            assertEquals(0, thread.snapshot().sent().failed() + thread.snapshot().sent().dropped());
        }
    }

    private static PlayoutSource source(PlayoutSegment segment, ChunkReader reader) {
        return new PlayoutSource() {
            @Override
            public int segments() {
                return 1;
            }

            @Override
            public PlayoutSegment segment(int index) {
                return segment;
            }

            @Override
            public ChunkReader reader() {
                return reader;
            }
        };
    }

    private static StreamListener ending(CountDownLatch ended) {
        return new StreamListener() {
            @Override
            public void onPlaying(long stream, StreamPoint next) {}

            @Override
            public void onPaused(long stream, StreamPoint next) {}

            @Override
            public void onEnd(long stream, StreamPoint next) {
                ended.countDown();
            }

            @Override
            public void onFailed(long stream, StreamFailure failure, String text) {
                throw new AssertionError(text);
            }
        };
    }

    /**
     * Receives until all bytes are there. Each packet comes within 20 ms of its time, by the median of all; some are
     * let off, since other tests may have the processor.
     */
    private static void receive(UdpSocket console, Ipv4Endpoint engine, byte[] ts, TimeLine line) {
        ReceiveBatch in = new ReceiveBatch(console, 64, 2048);
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        SystemClock clock = new SystemClock();
        int sequence = 65_000;
        List<Long> offsetsNs = new ArrayList<>();
        long startNs = clock.nanoTime();
        while (got.size() < ts.length) {
            assertTrue(console.awaitReadable(3000), "nothing came after " + got.size() + " of " + ts.length);
            int n = in.receive();
            long now = clock.nanoTime();
            for (int i = 0; i < n; i++) {
                ByteBuffer p = in.packet(i);
                assertEquals(new Ipv4Endpoint(STATION, engine.port()), in.source(i));
                assertEquals(sequence, p.getShort(2) & 0xffff);
                sequence = (sequence + 1) & 0xffff;
                long ticks = line.timeAt(got.size());
                assertEquals((int) (99 + ticks / 300), p.getInt(4));
                offsetsNs.add(now - startNs - ticks * 1000 / 27);
                byte[] b = new byte[p.limit() - 12];
                p.get(12, b);
                got.writeBytes(b);
            }
        }
        assertArrayEquals(ts, Arrays.copyOf(got.toByteArray(), ts.length));
        long median = offsetsNs.stream().sorted().toList().get(offsetsNs.size() / 2);
        long off = offsetsNs.stream().filter(o -> Math.abs(o - median) > 20_000_000).count();
        System.out.println(offsetsNs.size() + " packets, " + off + " more than 20 ms off");
        assertTrue(off <= offsetsNs.size() / 5, off + " of " + offsetsNs.size() + " packets more than 20 ms off");
    }
}
