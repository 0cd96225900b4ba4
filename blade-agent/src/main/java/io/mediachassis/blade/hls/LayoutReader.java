package io.mediachassis.blade.hls;

import io.mediachassis.blade.hls.SegmentLayout.KeyFrame;
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
 * Makes a segment's layout from its sidecar and its media: the sidecar knows where key frames start, only the media
 * where they end. Reads the start of a program's first segment and all key frames, a tenth of a segment or so. Blocks;
 * any thread.
 */
final class LayoutReader {
    private static final int READ = 188 * 512;
    private static final MediaFormat NO_FORMAT = new MediaFormat("", "", 0, 0, 0);

    private final long targetTicks;

    LayoutReader(long targetTicks) {
        this.targetTicks = targetTicks;
    }

    /** @param video whether the program has video, and so key frames */
    SegmentLayout read(Segment segment, SegmentIndex index, boolean video) throws IOException {
        MediaFormat format = segment.number() == 0 ? format(segment.file()) : NO_FORMAT;
        try (FileChannel file = FileChannel.open(segment.file(), StandardOpenOption.READ)) {
            long start = index.randomAccessPoints() == 0 ? 0 : index.randomAccessOffset(0);
            long tableBytes = tablesInside(file, index) ? start : 0;
            return new SegmentLayout(segment.number(), segment.sha256(), format,
                    video && tableBytes == 0 ? start : 0,
                    FragmentPlan.of(segment.number(), index, tableBytes, targetTicks),
                    video ? keyFrames(file, index, tableBytes) : List.of(), index.endTicks());
        }
    }

    private static MediaFormat format(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] first = in.readNBytes(FormatProbe.BYTES);
            return FormatProbe.probe(first, first.length);
        }
    }

    /**
     * Whether tables stand in front of every random access point; they don't in programs that were taken in by an older
     * agent. One Segmenter cut the whole file, so that one look tells.
     */
    private static boolean tablesInside(FileChannel file, SegmentIndex index) throws IOException {
        if (index.randomAccessPoints() < 2) {
            return true;
        }
        long at = index.randomAccessOffset(1) - index.randomAccessOffset(0);
        byte[] packet = new byte[TsPacket.SIZE];
        boolean read = at > 0 && file.read(ByteBuffer.wrap(packet), at) == packet.length;
        return read && TsPacket.pid(packet, 0) == 0 && TsPacket.unitStart(packet, 0);
    }

    private static List<KeyFrame> keyFrames(FileChannel file, SegmentIndex index, long tableBytes) throws IOException {
        List<KeyFrame> frames = new ArrayList<>(index.randomAccessPoints());
        byte[] buffer = new byte[READ];
        for (int i = 0; i < index.randomAccessPoints(); i++) {
            long from = index.randomAccessOffset(i);
            long limit = i + 1 < index.randomAccessPoints()
                    ? index.randomAccessOffset(i + 1) - tableBytes
                    : index.bytes();
            long start = from - Math.min(tableBytes, from);
            frames.add(new KeyFrame(start, end(file, from, limit, buffer) - start, index.randomAccessTicks(i)));
        }
        return frames;
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
