package io.mediachassis.blade.director;

/** What one engine sent in each of the last 60 s, bit/s (seed 003 claim 16). Pure; its owner guards it with a lock. */
public final class BandwidthHistory {
    static final int SECONDS = 60;

    private final double[] bits = new double[SECONDS];
    private int newest;
    private double inNewest;
    private int full;

    /** An engine sent at this rate for so long. */
    void add(double bps, double seconds) {
        double left = Math.min(seconds, SECONDS);
        while (left > 0) {
            double part = Math.min(left, 1 - inNewest);
            bits[newest] += bps * part;
            inNewest += part;
            left -= part;
            if (inNewest >= 1 - 1e-9) {
                newest = (newest + 1) % SECONDS;
                bits[newest] = 0;
                inNewest = 0;
                full = Math.min(full + 1, SECONDS - 1);
            }
        }
    }

    /** Mean of the whole seconds known, 0 while there is none. */
    public double mean() {
        double sum = 0;
        for (int i = 1; i <= full; i++) {
            sum += bits[Math.floorMod(newest - i, SECONDS)];
        }
        return full == 0 ? 0 : sum / full;
    }

    /** Of the busiest whole second. */
    public double peak() {
        double most = 0;
        for (int i = 1; i <= full; i++) {
            most = Math.max(most, bits[Math.floorMod(newest - i, SECONDS)]);
        }
        return most;
    }
}
