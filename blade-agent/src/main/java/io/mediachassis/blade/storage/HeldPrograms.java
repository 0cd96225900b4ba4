package io.mediachassis.blade.storage;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What is held of each program, in memory, and who is told when that changes. Any thread. */
final class HeldPrograms {
    private final ConcurrentHashMap<String, Program> programs = new ConcurrentHashMap<>();
    private final List<ProgramListener> listeners = new CopyOnWriteArrayList<>();

    /** What is held of a program now, from what was held before; null or nothing held: the program goes. */
    interface Change {
        @Nullable Program from(@Nullable Program old);
    }

    /** Before anybody listens. */
    void put(Program program) {
        programs.put(program.id(), program);
    }

    void addListener(ProgramListener listener) {
        listeners.add(listener);
    }

    Optional<Program> find(String id) {
        return Optional.ofNullable(programs.get(id));
    }

    boolean has(String id) {
        return programs.containsKey(id);
    }

    Set<String> ids() {
        return Set.copyOf(programs.keySet());
    }

    /** By id. */
    List<Program> all() {
        return programs.values().stream().sorted(Comparator.comparing(Program::id)).toList();
    }

    /** Changes what is held of a program and tells the listeners. */
    void change(String id, Change change) {
        Program[] both = new Program[2];
        programs.compute(id, (i, old) -> {
            both[0] = old;
            Program next = change.from(old);
            both[1] = next == null || next.heldSegments().isEmpty() ? null : next;
            return both[1];
        });
        if (both[0] == null && both[1] != null) {
            listeners.forEach(l -> l.added(both[1]));
        } else if (both[0] != null && both[1] == null) {
            listeners.forEach(l -> l.removed(both[0]));
        } else if (both[0] != both[1]) {
            listeners.forEach(l -> l.changed(both[1]));
        }
    }

    /** Tells the listeners of a program that is being taken in. */
    void tellGrew(String id) {
        listeners.forEach(l -> l.grew(id));
    }

    /** The segments of a program that lie on a volume. */
    static BitSet on(Volume volume, Program program) {
        BitSet on = program.heldSegments();
        program.heldSegments().stream()
                .filter(n -> !program.segment(n).file().startsWith(volume.root()))
                .forEach(on::clear);
        return on;
    }
}
