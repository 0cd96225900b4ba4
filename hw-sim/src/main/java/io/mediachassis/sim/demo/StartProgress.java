package io.mediachassis.sim.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a unit comes up: what hinders it, told once each, and whether to wait for the rest. Pure; one thread.
 *
 * <pre>
 *   WAIT --all blades in service, a director--> READY
 *     +---a director, a blade in service, nothing changed for 20 s and every other one's trouble known--> PART
 *     +---time over: a director and a blade in service--> PART, else FAILED
 * </pre>
 */
final class StartProgress {
    /** Longer than a daemon that can't start is left alone between two attempts. */
    static final long STILL_NS = 20_000_000_000L;

    private final Set<Integer> wanted;
    private final long limitNs;
    private final Set<String> told = new LinkedHashSet<>();
    private final Map<Integer, String> missing = new LinkedHashMap<>();
    private Object last = "";
    private long changedNs;

    /** Where it stands. */
    enum State {
        WAIT,
        READY,
        /** Some blades serve, and nothing says that the others will soon. */
        PART,
        /** The time is over and nothing can be played. */
        FAILED
    }

    /**
     * What is known now.
     *
     * @param blades as the API lists them; empty while no controller answers
     * @param director its slot; 0 for none
     * @param ends what daemons that ended by themselves said last, by the daemon's name
     */
    record Look(List<JsonNode> blades, int director, Map<String, String> ends) {}

    /**
     * Where it stands, with what has not been told yet.
     *
     * @param told lines for people
     */
    record Step(State state, List<String> told) {}

    /**
     * @param wanted slots with blades
     * @param limitNs from {@code nowNs}: how long is waited at most
     */
    StartProgress(List<Integer> wanted, long nowNs, long limitNs) {
        this.wanted = new LinkedHashSet<>(wanted);
        this.limitNs = nowNs + limitNs;
        this.changedNs = nowNs;
    }

    Step look(Look now, long nowNs) {
        List<String> lines = new ArrayList<>();
        now.ends().forEach((daemon, end) -> tell(daemon + " " + end, lines));
        Set<Integer> serving = new LinkedHashSet<>();
        missing.clear();
        wanted.forEach(slot -> missing.put(slot, now.ends().getOrDefault("blade-" + slot, "")));
        for (JsonNode blade : now.blades()) {
            int slot = blade.path("slot").asInt();
            for (JsonNode problem : blade.path("problems")) {
                tell("blade " + slot + ": " + problem.asText(), lines);
                missing.computeIfPresent(slot, (s, why) -> problem.asText());
            }
            if (blade.path("in_service").asBoolean() && wanted.contains(slot)) {
                serving.add(slot);
            }
        }
        missing.keySet().removeAll(serving);
        Object state = List.of(serving, now.director(), told.size());
        if (!state.equals(last)) {
            last = state;
            changedNs = nowNs;
        }
        return new Step(state(serving, now.director(), nowNs), lines);
    }

    private State state(Set<Integer> serving, int director, long nowNs) {
        boolean plays = director != 0 && !serving.isEmpty();
        if (plays && missing.isEmpty()) {
            return State.READY;
        }
        boolean still = nowNs - changedNs >= STILL_NS;
        boolean hopeless = plays && still && missing.values().stream().noneMatch(String::isEmpty);
        if (hopeless || nowNs - limitNs >= 0) {
            return plays ? State.PART : State.FAILED;
        }
        return State.WAIT;
    }

    private void tell(String line, List<String> lines) {
        if (told.add(line)) {
            lines.add(line);
        }
    }

    /** The blades that do not serve, and why as far as that is known. */
    String missing() {
        return missing.entrySet().stream()
                .map(blade -> "blade " + blade.getKey() + " is not in service"
                        + (blade.getValue().isEmpty() ? "" : " (" + blade.getValue() + ")"))
                .collect(Collectors.joining("; "));
    }
}
