package io.mediachassis.blade.nvod;

import java.util.BitSet;

/**
 * An engine as the planner sees it.
 *
 * @param slot 1 to 16
 * @param capacityBps what it may send, bit/s
 * @param busyBps what it sends beside the set that is planned, bit/s
 * @param held segments of the program that it holds whole; none where it is not up
 */
public record EngineRoom(int slot, long capacityBps, long busyBps, BitSet held) {
    boolean holds(int segment) {
        return held.get(segment);
    }
}
