package io.mediachassis.blade.nvod;

import java.util.Arrays;

/**
 * Which engine sends each segment of each stream of a set, in every play: engines go on by it without a director.
 * Immutable; any thread.
 */
public final class Assignment {
    /** Nobody can send it. */
    public static final int NOBODY = 0;

    private final int segments;
    private final byte[] slots;

    private Assignment(int segments, byte[] slots) {
        this.segments = segments;
        this.slots = slots;
    }

    /** Nobody sends anything. */
    public static Assignment none(int streams, int segments) {
        return new Assignment(segments, new byte[streams * segments]);
    }

    /** Throws IllegalArgumentException where the table is of another size. */
    static Assignment of(int streams, int segments, byte[] slots) {
        if (slots.length != streams * segments) {
            throw new IllegalArgumentException("an assignment of " + slots.length + " for " + streams + " streams of "
                    + segments + " segments can't be");
        }
        return new Assignment(segments, slots.clone());
    }

    /** The engine's slot, or {@link #NOBODY}. */
    public int slot(int stream, int segment) {
        return slots[stream * segments + segment];
    }

    public int streams() {
        return slots.length / segments;
    }

    public int segments() {
        return segments;
    }

    byte[] toBytes() {
        return slots.clone();
    }

    /** One to be filled in, with what this one says. */
    Draft draft() {
        return new Draft(segments, slots.clone());
    }

    /** An assignment in the making. One thread. */
    static final class Draft {
        private final int segments;
        private final byte[] slots;

        private Draft(int segments, byte[] slots) {
            this.segments = segments;
            this.slots = slots;
        }

        void set(int stream, int segment, int slot) {
            slots[stream * segments + segment] = (byte) slot;
        }

        Assignment done() {
            return new Assignment(segments, slots.clone());
        }
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Assignment other && segments == other.segments && Arrays.equals(slots, other.slots);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(slots);
    }
}
