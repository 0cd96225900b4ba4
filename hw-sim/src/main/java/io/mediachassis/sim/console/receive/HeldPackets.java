package io.mediachassis.sim.console.receive;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The packets of a window, by their place on the stream's line; memory is taken once. One thread. */
final class HeldPackets {
    private static final long EMPTY = -1;

    private final int mask;
    private final int slotBytes;
    private final byte[] memory;
    private final long[] places;
    private final int[] lengths;
    private final int[] timestamps;

    /**
     * @param packets a power of two
     * @param slotBytes of a payload at most; 0: payloads are not kept
     */
    HeldPackets(int packets, int slotBytes) {
        mask = packets - 1;
        this.slotBytes = slotBytes;
        memory = new byte[Math.multiplyExact(packets, slotBytes)];
        places = new long[packets];
        Arrays.fill(places, EMPTY);
        lengths = new int[packets];
        timestamps = new int[packets];
    }

    int capacity() {
        return mask + 1;
    }

    /** Whether a payload fits. */
    boolean fits(int bytes) {
        return slotBytes == 0 || bytes <= slotBytes;
    }

    /** Keeps a packet in its place's slot, whose last one is gone. */
    void put(long place, ByteBuffer from, int at, int length, int timestamp) {
        int slot = (int) place & mask;
        places[slot] = place;
        timestamps[slot] = timestamp;
        if (slotBytes == 0) {
            return;
        }
        lengths[slot] = length;
        from.get(at, memory, slot * slotBytes, length);
    }

    boolean has(long place) {
        return places[(int) place & mask] == place;
    }

    void forget(long place) {
        places[(int) place & mask] = EMPTY;
    }

    byte[] memory() {
        return memory;
    }

    int offset(long place) {
        return ((int) place & mask) * slotBytes;
    }

    int length(long place) {
        return lengths[(int) place & mask];
    }

    int timestamp(long place) {
        return timestamps[(int) place & mask];
    }
}
