package io.mediachassis.blade.director;

import java.util.concurrent.TimeUnit;

/**
 * What the director has given to one engine and no report of that engine shows yet. Kept in slices of time, so that a
 * burst of any size takes the same memory. Pure; its owner guards it with a lock.
 */
final class Reservations {
    /** A console that has not opened its stream by then is taken for one that went away. */
    static final long LIFE_NS = TimeUnit.SECONDS.toNanos(3);

    private static final int SLICES = 32;
    private static final long SLICE_NS = LIFE_NS / SLICES;

    private final int[] counts = new int[SLICES];
    private final long[] rates = new long[SLICES];
    private int newest;
    private long newestNs;
    private int count;
    private long bitRate;

    /** One more console was sent there, whose media takes so many bit/s. */
    void add(long bps, long nowNs) {
        expire(nowNs);
        counts[newest]++;
        rates[newest] += bps;
        count++;
        bitRate += bps;
    }

    /** What {@link #add} has just noted did not happen. */
    void takeBack(long bps) {
        if (counts[newest] > 0) {
            counts[newest]--;
            rates[newest] -= bps;
            count--;
            bitRate -= bps;
        }
    }

    /** So many of them have come, by the engine's word; the oldest, as far as anybody can tell. */
    void arrived(long streams, long nowNs) {
        expire(nowNs);
        long left = streams;
        for (int age = SLICES - 1; age >= 0 && left > 0 && count > 0; age--) {
            int slice = Math.floorMod(newest - age, SLICES);
            if (counts[slice] == 0) {
                continue;
            }
            int gone = (int) Math.min(left, counts[slice]);
            long rate = gone == counts[slice] ? rates[slice] : rates[slice] / counts[slice] * gone;
            forget(slice, gone, rate);
            left -= gone;
        }
    }

    /** Lets go of what is too old. */
    void expire(long nowNs) {
        if (count == 0) {
            // Nothing to age: the slices may start anew, however long nobody asked.
            newestNs = nowNs;
            return;
        }
        while (count > 0 && nowNs - newestNs >= SLICE_NS) {
            newest = (newest + 1) % SLICES;
            newestNs += SLICE_NS;
            forget(newest, counts[newest], rates[newest]);
        }
        if (count == 0) {
            newestNs = nowNs;
        }
    }

    private void forget(int slice, int gone, long rate) {
        counts[slice] -= gone;
        rates[slice] -= rate;
        count -= gone;
        bitRate -= rate;
    }

    int count() {
        return count;
    }

    /** Of all of them together, bit/s. */
    long bitRate() {
        return bitRate;
    }
}
