package io.mediachassis.sim.source;

import java.util.Arrays;

/** Times in seconds, for their percentiles. */
final class Waits {
    private float[] values = new float[1024];
    private int count;

    void add(double seconds) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = (float) seconds;
    }

    int count() {
        return count;
    }

    /** @param share 0 to 1 */
    double at(double share) {
        if (count == 0) {
            return 0;
        }
        float[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1, Math.floor(share * count))];
    }
}
