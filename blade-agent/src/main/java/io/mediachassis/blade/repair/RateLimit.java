package io.mediachassis.blade.repair;

/** A token bucket kept as one instant: when it will be full again (virtual scheduling, ITU-T I.371). One thread. */
public final class RateLimit {
    private final long costNs;
    private final long depthNs;
    private long fullNs;
    private boolean used;

    /** @param perSecond tokens, 1 to 10^9; {@code burst} so many at once, at least 1 */
    public RateLimit(int perSecond, int burst) {
        costNs = cost(perSecond);
        depthNs = depth(perSecond, burst);
    }

    /** Takes a token; false when there is none. */
    public boolean take(long nowNs) {
        return take(nowNs, 0);
    }

    /** Takes a token where more than {@code kept} are there. */
    boolean take(long nowNs, int kept) {
        long from = used && fullNs - nowNs > 0 ? fullNs : nowNs;
        if (from - nowNs > depthNs - kept * costNs) {
            return false;
        }
        used = true;
        fullNs = from + costNs;
        return true;
    }

    /** Takes so many tokens, or as many as there are; tells how many. */
    public int takeUpTo(int count, long nowNs) {
        long from = used && fullNs - nowNs > 0 ? fullNs : nowNs;
        long there = (depthNs - (from - nowNs)) / costNs + 1;
        int taken = (int) Math.max(0, Math.min(count, from - nowNs > depthNs ? 0 : there));
        used = true;
        fullNs = from + taken * costNs;
        return taken;
    }

    static long cost(int perSecond) {
        if (perSecond < 1 || perSecond > 1_000_000_000) {
            throw new IllegalArgumentException("a rate must be 1 to 10^9 in a second, is " + perSecond);
        }
        return 1_000_000_000L / perSecond;
    }

    /** How far ahead of now a bucket may be full and still have a token. */
    static long depth(int perSecond, int burst) {
        if (burst < 1) {
            throw new IllegalArgumentException("a burst must be 1 or more, is " + burst);
        }
        return (burst - 1) * cost(perSecond);
    }
}
