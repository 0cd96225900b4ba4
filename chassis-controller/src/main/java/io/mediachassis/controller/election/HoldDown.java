package io.mediachassis.controller.election;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Lets any other blade go before one that lost the role several times in short order, for a while. Pure. */
final class HoldDown {
    private final ElectionTimes times;
    private final Map<Integer, Deque<Long>> failovers = new HashMap<>();
    private final Map<Integer, Long> until = new HashMap<>();

    HoldDown(ElectionTimes times) {
        this.times = times;
    }

    /** The blade lost the role unplanned; true when it is held down by this. */
    boolean failedOver(int slot, long nowNs) {
        Deque<Long> recent = failovers.computeIfAbsent(slot, s -> new ArrayDeque<>());
        recent.add(nowNs);
        while (nowNs - recent.getFirst() > times.holdDownWindowNs()) {
            recent.removeFirst();
        }
        if (recent.size() < times.holdDownFailovers()) {
            return false;
        }
        recent.clear();
        until.put(slot, nowNs + times.holdDownNs());
        return true;
    }

    boolean holds(int slot, long nowNs) {
        Long end = until.get(slot);
        return end != null && nowNs - end < 0;
    }
}
