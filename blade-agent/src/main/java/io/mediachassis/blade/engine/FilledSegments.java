package io.mediachassis.blade.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * The segments that this blade has only since a group brought them, and how much of the disks they may take. They serve
 * consoles as any others do, but are no copies that the station counts on: they go when room is needed, and when their
 * program has no set any more. Known in memory alone: after a restart they are as any other copy. Any thread.
 */
public final class FilledSegments {
    private final long limitBytes;
    private final Map<String, TreeMap<Integer, Filled>> programs = new HashMap<>();
    private Set<String> served = Set.of();
    private Runnable listener = () -> {};
    private long bytes;

    /** @param whole and seen among what is held */
    private record Filled(long bytes, boolean whole) {}

    /** A whole one. */
    public record Segment(String programId, int number, long bytes) {}

    /** @param limitBytes of all of them together; 0: none may be */
    public FilledSegments(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Who hears when the same segments count otherwise than before; on whatever thread. */
    public synchronized void tell(Runnable onChange) {
        listener = onChange;
    }

    /** Only these programs have sets now: what came of others is as any other copy. */
    public void serve(Set<String> programIds) {
        Runnable told;
        synchronized (this) {
            served = Set.copyOf(programIds);
            List<String> gone = programs.keySet().stream().filter(id -> !served.contains(id)).toList();
            gone.forEach(this::onRemoved);
            told = gone.isEmpty() ? () -> {} : listener;
        }
        told.run();
    }

    /** How much is to go before another one of that size may begin; 0: none. */
    public synchronized long excess(long more) {
        return Math.max(0, bytes + more - limitBytes);
    }

    /** Whether one of that size may ever be. */
    public boolean mayBe(long length) {
        return length <= limitBytes;
    }

    /** A segment begins; false where its program has no set. */
    public synchronized boolean begin(String programId, int segment, long length) {
        if (!served.contains(programId)) {
            return false;
        }
        put(programId, segment, new Filled(length, false));
        return true;
    }

    private void put(String programId, int segment, Filled filled) {
        Filled before = programs.computeIfAbsent(programId, id -> new TreeMap<>()).put(segment, filled);
        bytes += filled.bytes() - (before == null ? 0 : before.bytes());
    }

    /** Whether a segment is on its way. */
    public synchronized boolean begun(String programId, int segment) {
        TreeMap<Integer, Filled> of = programs.get(programId);
        Filled filled = of == null ? null : of.get(segment);
        return filled != null && !filled.whole();
    }

    /** It did not come, or went. */
    public synchronized void remove(String programId, int segment) {
        TreeMap<Integer, Filled> of = programs.get(programId);
        Filled gone = of == null ? null : of.remove(segment);
        if (of != null && of.isEmpty()) {
            programs.remove(programId);
        }
        bytes -= gone == null ? 0 : gone.bytes();
    }

    /** This blade is to hold them for good. */
    public void keep(String programId, Collection<Integer> segments) {
        Runnable told;
        synchronized (this) {
            long before = bytes;
            segments.forEach(segment -> remove(programId, segment));
            told = before == bytes ? () -> {} : listener;
        }
        told.run();
    }

    /** What is held of a program now is other than before. */
    public synchronized void onHeld(String programId, IntPredicate holds) {
        TreeMap<Integer, Filled> of = programs.getOrDefault(programId, new TreeMap<>());
        for (Map.Entry<Integer, Filled> entry : Map.copyOf(of).entrySet()) {
            boolean held = holds.test(entry.getKey());
            if (held && !entry.getValue().whole()) {
                put(programId, entry.getKey(), new Filled(entry.getValue().bytes(), true));
            } else if (!held && entry.getValue().whole()) {
                remove(programId, entry.getKey());
            }
        }
    }

    /** Nothing is held of a program any more. */
    public synchronized void onRemoved(String programId) {
        TreeMap<Integer, Filled> gone = programs.remove(programId);
        bytes -= gone == null ? 0 : gone.values().stream().mapToLong(Filled::bytes).sum();
    }

    /** Whether a segment is here, whole, since a group brought it. */
    public synchronized boolean contains(String programId, int segment) {
        TreeMap<Integer, Filled> of = programs.get(programId);
        Filled filled = of == null ? null : of.get(segment);
        return filled != null && filled.whole();
    }

    /** All whole ones. */
    synchronized List<Segment> whole() {
        List<Segment> all = new ArrayList<>();
        programs.forEach((id, of) -> of.forEach((number, filled) -> {
            if (filled.whole()) {
                all.add(new Segment(id, number, filled.bytes()));
            }
        }));
        return all;
    }

    /** The whole ones of a program as ranges, each first and last, ascending. */
    public synchronized List<Integer> ranges(String programId) {
        List<Integer> ranges = new ArrayList<>();
        programs.getOrDefault(programId, new TreeMap<>()).forEach((segment, filled) -> {
            if (!filled.whole()) {
                return;
            }
            int last = ranges.size() - 1;
            if (last > 0 && ranges.get(last) == segment - 1) {
                ranges.set(last, segment);
            } else {
                ranges.add(segment);
                ranges.add(segment);
            }
        });
        return ranges;
    }

    /** Of all, those on their way too. */
    public synchronized long bytes() {
        return bytes;
    }

    /** How many of a program are whole. */
    public synchronized int count(String programId) {
        return (int) programs.getOrDefault(programId, new TreeMap<>()).values().stream().filter(Filled::whole).count();
    }
}
