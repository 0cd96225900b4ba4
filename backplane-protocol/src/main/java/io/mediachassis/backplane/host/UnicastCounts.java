package io.mediachassis.backplane.host;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Packets received that were no multicasts, which the kernel does not count: the difference of two counters that are not of
 * the same instant. Some cards tell theirs of multicasts late, or count those that they drop, so that the difference goes
 * back at times; a counter that does has wrapped, for managers, and makes a rate of 2^64. Pure, one thread.
 */
final class UnicastCounts {
    private record Last(int kernelIndex, long packets, long unicast) {}

    private final Map<String, Last> byName = new HashMap<>();

    /** The count of an interface now: no less than the last one of the same interface while that counts on. */
    long of(String name, int kernelIndex, NetDev.Counts now) {
        long unicast = Math.max(0, now.inPackets() - now.inMulticast());
        Last before = byName.get(name);
        if (before != null && before.kernelIndex() == kernelIndex
                && Long.compareUnsigned(before.packets(), now.inPackets()) <= 0) {
            unicast = Math.max(before.unicast(), unicast);
        }
        byName.put(name, new Last(kernelIndex, now.inPackets(), unicast));
        return unicast;
    }

    /** Forgets those that are not there any more. */
    void keep(Collection<String> names) {
        byName.keySet().retainAll(names);
    }
}
