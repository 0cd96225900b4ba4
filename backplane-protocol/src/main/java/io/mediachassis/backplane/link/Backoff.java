package io.mediachassis.backplane.link;

import java.util.random.RandomGenerator;

/**
 * When to dial again: exponential with full jitter, so that boards that lost a controller together do not come back
 * together. A refusal waits long at once, since a person has to act first. A link that was up only shortly does not
 * start the series afresh, or a peer that drops each link after the hello would be dialled without pause. Pure; one
 * thread.
 */
final class Backoff {
    private static final long LEAST_NS = 1_000_000;

    private final long minNs;
    private final long maxNs;
    private final RandomGenerator random;
    private long ceilingNs;

    Backoff(long minNs, long maxNs, RandomGenerator random) {
        this.minNs = minNs;
        this.maxNs = maxNs;
        this.random = random;
        this.ceilingNs = minNs;
    }

    /** The wait after a dial that failed: 1 ms up to a ceiling that doubles each time. */
    long failed() {
        long wait = jitter(LEAST_NS, ceilingNs);
        ceilingNs = Math.min(maxNs, ceilingNs * 2);
        return wait;
    }

    /** The wait after a refusal: between half the greatest ceiling and the whole. */
    long refused() {
        ceilingNs = maxNs;
        return jitter(maxNs / 2, maxNs);
    }

    /** The wait after a link went down that was up for so long. */
    long wentDown(long upNs) {
        if (upNs >= maxNs) {
            ceilingNs = minNs;
        }
        return failed();
    }

    private long jitter(long fromNs, long toNs) {
        return toNs <= fromNs ? toNs : random.nextLong(fromNs, toNs + 1);
    }
}
