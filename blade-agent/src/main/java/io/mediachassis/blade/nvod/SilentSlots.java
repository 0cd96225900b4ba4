package io.mediachassis.blade.nvod;

import io.mediachassis.blade.nvod.PlannedSets.Planned;
import java.util.HashMap;
import java.util.Map;

/** Counts the slots whose time came and that nobody could send, each once. Pure; one thread. */
public final class SilentSlots {
    private final Map<String, long[]> counted = new HashMap<>();

    /** How many are new since the last call. */
    public int count(PlannedSets plan, long stationNs) {
        int found = 0;
        counted.keySet().removeIf(
                instance -> plan.sets().stream().noneMatch(p -> p.set().instance().equals(instance)));
        for (Planned planned : plan.sets()) {
            NvodSchedule schedule = new NvodSchedule(planned.set());
            long[] last = counted.computeIfAbsent(planned.set().instance(), i -> new long[planned.set().streams()]);
            for (int stream = 0; stream < last.length; stream++) {
                long slot = schedule.slotAt(stream, stationNs);
                // Slots count from 0, and what was counted last from 1.
                if (schedule.sends(stream, slot, stationNs) && last[stream] != slot + 1
                        && planned.assignment().slot(stream, schedule.segment(slot)) == Assignment.NOBODY) {
                    last[stream] = slot + 1;
                    found++;
                }
            }
        }
        return found;
    }
}
