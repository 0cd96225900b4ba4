package io.mediachassis.blade.nvod;

import io.mediachassis.blade.nvod.PlannedSets.Planned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one engine is to send, by the assignment: runs of consecutive slots of one stream, each opened a little ahead,
 * made longer as it goes on, and closed when it is over or another engine's. A slot that comes to this engine while its
 * time passes is joined where the schedule is: that is how streams of a dead engine are taken over. Pure; one thread.
 */
public final class SendingRuns {
    /** How long before its time a run is opened: for a disk, and for what opens a play to be read. */
    public static final long AHEAD_NS = 2_000_000_000L;
    /** A run that failed is not tried again for so long. */
    static final long RETRY_NS = 1_000_000_000L;
    private static final long OVER_NS = 500_000_000L;

    private final int slot;
    private final Map<String, NvodSchedule> schedules = new HashMap<>();
    private final Map<Key, List<Run>> runs = new HashMap<>();
    private final Map<Key, Long> notBefore = new HashMap<>();
    private long lastId;

    private record Key(String instance, int stream) {}

    /** @param slot this engine's */
    public SendingRuns(int slot) {
        this.slot = slot;
    }

    /** Whether this engine holds a segment of a set's program. */
    @FunctionalInterface
    public interface Held {
        boolean holds(NvodSet set, int segment);
    }

    /** Consecutive slots of one play. */
    public static final class Run {
        private final long id;
        private final NvodSchedule schedule;
        private final int stream;
        private final long from;
        private long end;

        Run(long id, NvodSchedule schedule, int stream, long from, long end) {
            this.id = id;
            this.schedule = schedule;
            this.stream = stream;
            this.from = from;
            this.end = end;
        }

        /** Unique at this engine. */
        public long id() {
            return id;
        }

        public NvodSchedule schedule() {
            return schedule;
        }

        public int stream() {
            return stream;
        }

        /** The first slot. */
        public long from() {
            return from;
        }

        /** The first slot that is not of this run. */
        public long end() {
            return end;
        }

        /** The segment behind its last. */
        public int endSegment() {
            return schedule.segment(end - 1) + 1;
        }
    }

    /** What to do. */
    public sealed interface Action {
        Run run();

        /** Open it. */
        record Open(Run run) implements Action {}

        /** Its end is another one. */
        record Resize(Run run) implements Action {}

        /** End it. */
        record Close(Run run) implements Action {}
    }

    /** Brings what is sent in line with the plan; a few times a second, and at once when the plan or what is held changes. */
    public List<Action> tick(PlannedSets plan, Held held, long stationNs) {
        List<Action> actions = new ArrayList<>();
        Set<String> instances = new HashSet<>();
        for (Planned planned : plan.sets()) {
            instances.add(planned.set().instance());
            NvodSchedule schedule =
                    schedules.computeIfAbsent(planned.set().instance(), i -> new NvodSchedule(planned.set()));
            for (int stream = 0; stream < planned.set().streams(); stream++) {
                new StreamTurn(schedule, planned.assignment(), stream, held, stationNs, actions).work();
            }
        }
        forgetOthers(instances, actions);
        return actions;
    }

    private void forgetOthers(Set<String> instances, List<Action> actions) {
        schedules.keySet().retainAll(instances);
        notBefore.keySet().removeIf(key -> !instances.contains(key.instance()));
        for (Iterator<Map.Entry<Key, List<Run>>> i = runs.entrySet().iterator(); i.hasNext();) {
            Map.Entry<Key, List<Run>> entry = i.next();
            if (!instances.contains(entry.getKey().instance())) {
                entry.getValue().forEach(run -> actions.add(new Action.Close(run)));
                i.remove();
            }
        }
    }

    /** A run is gone without having been closed: its media can't be read, or there was no room. */
    public void onFailed(long id, long stationNs) {
        runs.forEach((key, list) -> {
            if (list.removeIf(run -> run.id() == id)) {
                notBefore.put(key, stationNs + RETRY_NS);
            }
        });
    }

    /** Those that are open. */
    public List<Run> open() {
        return runs.values().stream().flatMap(List::stream).toList();
    }

    /** One stream's part of a tick. */
    private final class StreamTurn {
        private final NvodSchedule schedule;
        private final Assignment assignment;
        private final int stream;
        private final Held held;
        private final long nowNs;
        private final List<Action> actions;
        private final Key key;
        private final long now;

        StreamTurn(NvodSchedule schedule, Assignment assignment, int stream, Held held, long nowNs, List<Action> actions) {
            this.schedule = schedule;
            this.assignment = assignment;
            this.stream = stream;
            this.held = held;
            this.nowNs = nowNs;
            this.actions = actions;
            this.key = new Key(schedule.set().instance(), stream);
            this.now = schedule.slotAt(stream, nowNs);
        }

        void work() {
            List<Run> open = runs.get(key);
            if (open != null) {
                open.removeIf(run -> !goesOn(run));
            }
            if (nowNs < notBefore.getOrDefault(key, Long.MIN_VALUE)) {
                return;
            }
            if (schedule.sends(stream, now, nowNs)) {
                openAt(now);
            }
            long next = now + 1;
            if (next < schedule.slots() && schedule.startNs(stream, next) - nowNs <= AHEAD_NS) {
                openAt(next);
            }
        }

        private boolean mine(long at) {
            int segment = schedule.segment(at);
            return assignment.slot(stream, segment) == slot && held.holds(schedule.set(), segment);
        }

        private void openAt(long at) {
            List<Run> open = runs.computeIfAbsent(key, k -> new ArrayList<>());
            boolean covered = open.stream().anyMatch(run -> run.from() <= at && at < run.end());
            if (!covered && mine(at)) {
                Run run = new Run(++lastId, schedule, stream, at, endFrom(at));
                open.add(run);
                actions.add(new Action.Open(run));
            }
        }

        /** Returns false, and closes it, where it is over or another's. */
        private boolean goesOn(Run run) {
            long endNs = schedule.endNs(stream, run.end() - 1);
            if (nowNs >= endNs) {
                if (nowNs < endNs + OVER_NS + schedule.windowNs()) {
                    // Its last packets may still be on their way.
                    return true;
                }
                actions.add(new Action.Close(run));
                return false;
            }
            long at = Math.max(now, run.from());
            if (!mine(at)) {
                actions.add(new Action.Close(run));
                return false;
            }
            long end = endFrom(at);
            if (end != run.end()) {
                run.end = end;
                actions.add(new Action.Resize(run));
            }
            return true;
        }

        /** The end of the slots from there on that are this engine's, in that play and as far as it is time for them. */
        private long endFrom(long at) {
            long end = at + 1;
            while (schedule.segment(end) != 0 && schedule.startNs(stream, end) - nowNs <= AHEAD_NS && mine(end)) {
                end++;
            }
            return end;
        }
    }
}
