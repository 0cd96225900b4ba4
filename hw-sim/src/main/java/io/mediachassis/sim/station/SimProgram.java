package io.mediachassis.sim.station;

import io.mediachassis.blade.playout.PlayoutSegment;
import io.mediachassis.blade.playout.TimeLine;
import io.mediachassis.blade.storage.Manifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program of a constant rate: whole RTP packets, a random access point each second. Immutable. */
final class SimProgram {
    /** Bytes of media in an RTP packet. */
    static final int PACKET = 7 * PlayoutSegment.TS_PACKET;

    private static final String HASH = "0".repeat(64);

    final String id;
    final int packetsPerSecond;
    final Manifest manifest;
    private final Path[] files;
    private final Line[] lines;

    /** Where some bytes of a program lie. */
    record Place(SimProgram program, int segment) {}

    SimProgram(int number, int packetsPerSecond, int[] seconds, Map<Path, Place> places) {
        this.id = "program-" + number;
        this.packetsPerSecond = packetsPerSecond;
        this.files = new Path[seconds.length];
        this.lines = new Line[seconds.length];
        List<Manifest.Entry> entries = new ArrayList<>();
        long start = 0;
        long bytes = 0;
        for (int n = 0; n < seconds.length; n++) {
            long length = (long) seconds[n] * packetsPerSecond * PACKET;
            long ticks = seconds[n] * TimeLine.TICKS_PER_SECOND;
            files[n] = Path.of(id, Integer.toString(n));
            lines[n] = new Line(start, ticks, length);
            places.put(files[n], new Place(this, n));
            entries.add(new Manifest.Entry(length, start, ticks, HASH, HASH));
            start += ticks;
            bytes += length;
        }
        manifest = new Manifest(1, id, id, 0, start, bytes, "h264", "", entries);
    }

    int segments() {
        return lines.length;
    }

    Path file(int segment) {
        return files[segment];
    }

    long length(int segment) {
        return lines[segment].length;
    }

    TimeLine line(int segment) {
        return lines[segment];
    }

    long durationTicks() {
        return manifest.durationTicks();
    }

    long bitRate() {
        return 8L * PACKET * packetsPerSecond;
    }

    int segmentAt(long ticks) {
        int n = 0;
        while (n + 1 < lines.length && lines[n + 1].startTicks <= ticks) {
            n++;
        }
        return n;
    }

    /** Whether a time is at or up to so many ticks behind the border of two segments. */
    boolean isNearBorder(long ticks, long behind) {
        int n = segmentAt(ticks);
        return n > 0 && ticks - lines[n].startTicks >= 0 && ticks - lines[n].startTicks < behind;
    }

    /** Where a PLAY from this time begins. */
    long startOfPlay(long ticks) {
        Line line = lines[segmentAt(ticks)];
        long access = line.accessPointAt(ticks);
        return line.timeAt(access <= PACKET ? 0 : access);
    }

    private record Line(long startTicks, long ticks, long length) implements TimeLine {
        @Override
        public long endTicks() {
            return startTicks + ticks;
        }

        @Override
        public long timeAt(long offset) {
            return startTicks + offset * ticks / length;
        }

        @Override
        public long offsetAt(long at) {
            if (at <= startTicks) {
                return 0;
            } else if (at >= endTicks()) {
                return length;
            }
            long packets = (at - startTicks) * length / ticks / PlayoutSegment.TS_PACKET;
            while (timeAt(packets * PlayoutSegment.TS_PACKET) < at) {
                packets++;
            }
            // As an index has it, only the end itself is behind the last packet.
            return Math.min(packets * PlayoutSegment.TS_PACKET, length - PlayoutSegment.TS_PACKET);
        }

        @Override
        public long accessPointAt(long at) {
            long seconds = Math.max(0, Math.min(at, endTicks() - 1) - startTicks) / TICKS_PER_SECOND;
            return seconds * TICKS_PER_SECOND * length / ticks;
        }
    }
}
