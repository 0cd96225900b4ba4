package io.mediachassis.blade.ts;

import java.time.Duration;

/**
 * How to cut.
 *
 * @param target length of a segment, 2 s to 10 min; it ends at the first random access point from there on, and
 *     without one at three times this
 * @param startLimitBytes how much may come before the program starts with PAT, PMT and a random access point, 188 bytes
 *     or more
 */
public record SegmenterSettings(Duration target, long startLimitBytes) {
    static final Duration LEAST = Duration.ofSeconds(2);
    static final Duration MOST = Duration.ofMinutes(10);

    public SegmenterSettings {
        if (target.compareTo(LEAST) < 0 || target.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("segment length " + target + " is outside of 2 s to 10 min");
        }
        if (startLimitBytes < TsPacket.SIZE) {
            throw new IllegalArgumentException("start limit of " + startLimitBytes + " bytes is less than a packet");
        }
    }

    /** 60 s, 32 MiB. */
    public static SegmenterSettings defaults() {
        return new SegmenterSettings(Duration.ofSeconds(60), 32L << 20);
    }

    public static SegmenterSettings ofTarget(Duration target) {
        return new SegmenterSettings(target, defaults().startLimitBytes());
    }

    long targetTicks() {
        return target.toNanos() / 1000 * 27;
    }
}
