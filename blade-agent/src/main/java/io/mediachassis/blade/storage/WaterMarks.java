package io.mediachassis.blade.storage;

/**
 * When a volume is too full, and how far it is to be emptied: above the high-water mark, half-way between the low one and
 * the limit, down to the low one. Pure.
 *
 * @param low share of the limit, above 0 and below 1
 */
public record WaterMarks(double low) {
    public WaterMarks {
        if (!(low > 0 && low < 1)) {
            throw new IllegalArgumentException("the low-water mark is a share between 0 and 1, not " + low);
        }
    }

    /** Bytes to make free now; 0 while the volume is below its high-water mark. */
    public long excess(long used, long limit) {
        return used > limit * (1 + low) / 2 ? used - lowMark(limit) : 0;
    }

    /** Bytes that can be put there without making it a candidate for eviction soon. */
    public long room(long used, long limit) {
        return Math.max(0, lowMark(limit) - used);
    }

    private long lowMark(long limit) {
        return (long) (limit * low);
    }
}
