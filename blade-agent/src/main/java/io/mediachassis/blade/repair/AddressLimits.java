package io.mediachassis.blade.repair;

/**
 * A token bucket for each address, in a table of fixed size. An address that finds no free place shares the emptiest
 * bucket there, so that a flood from many forged addresses gets no fresh buckets by driving others out: only buckets
 * that are full again are given to another. One thread; allocates only when made.
 */
final class AddressLimits {
    private static final int WAYS = 8;

    private final long costNs;
    private final long depthNs;
    private final long secret;
    private final int sets;
    private final long[] addresses;
    /** When the bucket is full again. */
    private final long[] fullNs;
    private final boolean[] used;

    /**
     * @param addresses that the table has places for; rounded up to a power of two
     * @param secret makes it unforeseeable which addresses share a place
     */
    AddressLimits(int perSecond, int burst, int addresses, long secret) {
        costNs = RateLimit.cost(perSecond);
        depthNs = RateLimit.depth(perSecond, burst);
        this.secret = secret;
        int places = Integer.highestOneBit(Math.max(WAYS, addresses) * 2 - 1);
        sets = places / WAYS;
        this.addresses = new long[places];
        fullNs = new long[places];
        used = new boolean[places];
    }

    /** Takes a token of the address's bucket; false when there is none. */
    boolean take(long address, long nowNs) {
        int at = place(address, nowNs);
        long from = used[at] && fullNs[at] - nowNs > 0 ? fullNs[at] : nowNs;
        if (from - nowNs > depthNs) {
            return false;
        }
        used[at] = true;
        fullNs[at] = from + costNs;
        return true;
    }

    private int place(long address, long nowNs) {
        long hash = (address ^ secret) * 0x9E3779B97F4A7C15L;
        hash = (hash ^ hash >>> 32) * 0xD6E8FEB86659FD93L;
        int first = (int) (hash >>> 40 & sets - 1) * WAYS;
        int best = first;
        for (int at = first; at < first + WAYS; at++) {
            if (used[at] && addresses[at] == address) {
                return at;
            }
            if (!used[at]) {
                best = at;
            } else if (used[best] && fullNs[at] - fullNs[best] < 0) {
                best = at;
            }
        }
        if (!used[best] || fullNs[best] - nowNs <= 0) {
            addresses[best] = address;
        }
        return best;
    }
}
