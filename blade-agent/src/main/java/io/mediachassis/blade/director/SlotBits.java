package io.mediachassis.blade.director;

import java.util.Set;

/** Slots as bits: bit n-1 for slot n. */
final class SlotBits {
    private SlotBits() {}

    /** Of slots 1 to 16; others are left out. */
    static int of(Set<Integer> slots) {
        int bits = 0;
        for (int slot : slots) {
            bits |= slot >= 1 && slot <= 16 ? 1 << (slot - 1) : 0;
        }
        return bits;
    }
}
