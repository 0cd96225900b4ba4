package io.mediachassis.blade.playout;

import java.nio.file.Path;

/**
 * One segment of a program, on a disk of this blade or still on its way there.
 *
 * @param file a plain transport stream that starts with PAT and PMT
 * @param length bytes once it is whole, a multiple of 188, more than 0
 * @param available how much of it can be read
 */
public record PlayoutSegment(Path file, long length, TimeLine timeLine, Available available) {
    /** Bytes of a transport packet. */
    public static final int TS_PACKET = 188;

    /** How much of a segment can be read, for one that is still arriving. */
    @FunctionalInterface
    public interface Available {
        /** Bytes from its start; never falls while the segment is held. Any thread; does not block. */
        long bytes();
    }

    /** A whole segment. */
    public PlayoutSegment(Path file, long length, TimeLine timeLine) {
        this(file, length, timeLine, () -> length);
    }

    public PlayoutSegment {
        if (length <= 0 || length % TS_PACKET != 0) {
            throw new IllegalArgumentException(file + ": a segment is a whole number of TS packets, not " + length
                    + " bytes");
        }
    }
}
