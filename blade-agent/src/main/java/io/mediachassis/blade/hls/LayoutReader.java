package io.mediachassis.blade.hls;

import io.mediachassis.blade.storage.Program;
import io.mediachassis.blade.storage.Segment;
import io.mediachassis.blade.ts.SegmentIndex;
import io.mediachassis.blade.ts.TsPacket;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a program's layout from its sidecars and its media: the sidecars know where key frames start, only the media
 * where they end. Reads the start of the program and its key frames, a tenth of it or so. Blocks; any thread.
 */
final class LayoutReader {
    private static final int READ = 188 * 512;

    private final long targetTicks;

    LayoutReader(long targetTicks) {
        this.targetTicks = targetTicks;
    }

    HlsLayout read(Program program) throws IOException {
        byte[] first = start(program.segment(0).file());
        MediaFormat format = FormatProbe.probe(first, first.length);
        long tableBytes = tablesInside(program);
        List<Fragment> fragments = new ArrayList<>();
        List<Point> points = new ArrayList<>();
        long mapBytes = 0;
        for (Segment segment : program.segments()) {
            SegmentIndex index = program.index(segment.number());
            fragments.addAll(FragmentPlan.of(segment.number(), index, tableBytes, targetTicks));
            if (!format.video().isEmpty()) {
                mapBytes = tableBytes > 0 || index.randomAccessPoints() == 0 ? mapBytes : index.randomAccessOffset(0);
                points(segment, index, tableBytes, points);
            }
        }
        return new HlsLayout(program.id(), true, format, mapBytes, fragments,
                keyFrames(points, program.durationTicks()));
    }

    /** A key frame of which it isn't known yet how long it is shown. */
    private record Point(int file, long offset, long length, long ticks) {}

    private static List<Fragment> keyFrames(List<Point> points, long endTicks) {
        List<Fragment> frames = new ArrayList<>(points.size());
        for (int i = 0; i < points.size(); i++) {
            Point p = points.get(i);
            long until = i + 1 < points.size() ? points.get(i + 1).ticks() : endTicks;
            frames.add(new Fragment(p.file(), p.offset(), p.length(), Math.max(0, until - p.ticks())));
        }
        return frames;
    }

    private static byte[] start(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(FormatProbe.BYTES);
        }
    }

    /**
     * Length of the tables in front of every random access point, 0 when there are none: programs that were taken in by
     * an older agent. One Segmenter cut the whole program, so that one look tells.
     */
    private static long tablesInside(Program program) throws IOException {
        for (Segment segment : program.segments()) {
            SegmentIndex index = program.index(segment.number());
            if (index.randomAccessPoints() < 2) {
                continue;
            }
            long bytes = index.randomAccessOffset(0);
            long at = index.randomAccessOffset(1) - bytes;
            byte[] packet = new byte[TsPacket.SIZE];
            try (FileChannel file = FileChannel.open(segment.file(), StandardOpenOption.READ)) {
                boolean read = at > 0 && file.read(ByteBuffer.wrap(packet), at) == packet.length;
                return read && TsPacket.pid(packet, 0) == 0 && TsPacket.unitStart(packet, 0) ? bytes : 0;
            }
        }
        return program.index(0).randomAccessPoints() == 0 ? 0 : program.index(0).randomAccessOffset(0);
    }

    private static void points(Segment segment, SegmentIndex index, long tableBytes, List<Point> to)
            throws IOException {
        byte[] buffer = new byte[READ];
        try (FileChannel file = FileChannel.open(segment.file(), StandardOpenOption.READ)) {
            for (int i = 0; i < index.randomAccessPoints(); i++) {
                long from = index.randomAccessOffset(i);
                long limit = i + 1 < index.randomAccessPoints()
                        ? index.randomAccessOffset(i + 1) - tableBytes
                        : index.bytes();
                long start = from - Math.min(tableBytes, from);
                to.add(new Point(segment.number(), start, end(file, from, limit, buffer) - start,
                        index.randomAccessTicks(i)));
            }
        }
    }

    /** Where the picture that starts at {@code from} ends: behind its last packet. */
    private static long end(FileChannel file, long from, long limit, byte[] buffer) throws IOException {
        int pid = -1;
        long end = from + TsPacket.SIZE;
        for (long at = from; at < limit; ) {
            int wanted = (int) Math.min(READ, limit - at);
            int n = file.read(ByteBuffer.wrap(buffer, 0, wanted), at);
            if (n < TsPacket.SIZE) {
                throw new IOException("the file ends at " + at + " although its index says " + limit);
            }
            n -= n % TsPacket.SIZE;
            for (int p = 0; p < n; p += TsPacket.SIZE) {
                int now = TsPacket.pid(buffer, p);
                if (pid < 0) {
                    pid = now;
                } else if (now == pid) {
                    if (TsPacket.unitStart(buffer, p)) {
                        return end;
                    }
                    end = at + p + TsPacket.SIZE;
                }
            }
            at += n;
        }
        return end;
    }
}
