package io.mediachassis.controller.unit;

import io.mediachassis.controller.eventlog.NewEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes events of what boards say is wrong with them: one when it begins, one when it is over. Pure; one thread. */
public final class BladeProblems {
    /** A board can't bury the log with problems. */
    private static final int MOST = 16;

    private final Map<Integer, List<String>> known = new HashMap<>();

    /** What a blade reports now. */
    public List<NewEvent> onReport(int slot, List<String> reported) {
        List<String> now = reported.subList(0, Math.min(MOST, reported.size()));
        List<String> before = known.getOrDefault(slot, List.of());
        if (now.equals(before)) {
            return List.of();
        }
        List<NewEvent> events = new ArrayList<>();
        now.stream().filter(problem -> !before.contains(problem))
                .forEach(problem -> events.add(NewEvent.warning("blade.problem", slot, problem)));
        before.stream().filter(problem -> !now.contains(problem))
                .forEach(problem -> events.add(NewEvent.info("blade.problem_over", slot, "Over: " + problem)));
        known.put(slot, List.copyOf(now));
        return events;
    }

    /** The blade is gone, and its word with it. */
    public void onGone(int slot) {
        known.remove(slot);
    }
}
