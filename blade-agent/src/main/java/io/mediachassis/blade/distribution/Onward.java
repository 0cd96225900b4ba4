package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.proto.OnwardStream;

/**
 * An onward stream as ordered (seed 001 claims 1, 3, 4).
 *
 * @param offsetMs behind the input, at least 0
 * @param loops further plays after the first; {@link #FOREVER}
 */
public record Onward(OnwardTarget target, long offsetMs, int loops) {
    public static final int FOREVER = -1;
    /** More plays than anybody counts. */
    static final int MOST_LOOPS = 1_000_000;
    /** A day and a half. */
    static final long MOST_OFFSET_MS = 129_600_000;

    public Onward {
        if (offsetMs < 0 || offsetMs > MOST_OFFSET_MS || loops < FOREVER || loops > MOST_LOOPS) {
            throw new IllegalArgumentException("an onward stream with offset " + offsetMs + " ms and " + loops + " loops");
        }
    }

    /** Whether there is a play of that number, from 0. */
    boolean plays(long play) {
        return loops == FOREVER || play <= loops;
    }

    static Onward of(OnwardStream ordered) throws DistributionRefused {
        OnwardTarget target = OnwardTarget.parse(ordered.getTarget());
        int loops = ordered.getForever() ? FOREVER : ordered.getLoops();
        long offset = ordered.getOffsetMs();
        if (offset < 0 || offset > MOST_OFFSET_MS || (loops < 0 && loops != FOREVER) || loops > MOST_LOOPS) {
            throw new DistributionRefused(400, "offset or loops of " + target + " can't be",
                    "offsets are 0 to " + MOST_OFFSET_MS / 1000 + " s, loops 0 to " + MOST_LOOPS + " or forever");
        }
        return new Onward(target, offset, loops);
    }

    OnwardStream toProto() {
        return OnwardStream.newBuilder()
                .setTarget(target.toString())
                .setOffsetMs(offsetMs)
                .setLoops(Math.max(0, loops))
                .setForever(loops == FOREVER)
                .build();
    }
}
