package io.mediachassis.blade.playout;

import java.nio.file.Path;

/**
 * One segment of a program on a disk of this blade.
 *
 * @param file a plain transport stream that starts with PAT and PMT
 * @param length bytes, a multiple of 188, more than 0
 */
public record PlayoutSegment(Path file, long length, TimeLine timeLine) {
    /** Bytes of a transport packet. */
    public static final int TS_PACKET = 188;

    public PlayoutSegment {
        if (length <= 0 || length % TS_PACKET != 0) {
            throw new IllegalArgumentException(file + ": a segment is a whole number of TS packets, not " + length
                    + " bytes");
        }
    }
}
