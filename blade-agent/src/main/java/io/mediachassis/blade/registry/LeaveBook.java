package io.mediachassis.blade.registry;

import io.mediachassis.backplane.registry.LeaveTime;
import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which segments of this station there is leave for, so that some engine may be about to drop them. Until nobody can be any
 * more ({@link LeaveTime#OVER}) they are not asked for again, and not reported as copies where they were reported as gone;
 * then leave for what stays is to be given back. Pure.
 */
final class LeaveBook {
    private final List<Entry> entries = new ArrayList<>();

    private record Entry(StationHolding leave, long overNs) {}

    /** There is leave for these from now on; it may have been given before. */
    void note(StationHolding leave, long nowNs) {
        if (!leave.segments().isEmpty()) {
            entries.add(new Entry(leave, nowNs + LeaveTime.OVER.toNanos()));
        }
    }

    /** What of a program somebody may be about to drop. */
    SegmentRanges of(String program, String manifest) {
        SegmentRanges all = SegmentRanges.NONE;
        for (Entry entry : entries) {
            if (entry.leave().program().equals(program) && entry.leave().manifest().equals(manifest)) {
                all = all.plus(entry.leave().segments());
            }
        }
        return all;
    }

    /** Takes out what nobody acts on any more. */
    List<StationHolding> over(long nowNs) {
        List<StationHolding> over = new ArrayList<>();
        for (Iterator<Entry> all = entries.iterator(); all.hasNext();) {
            Entry entry = all.next();
            if (entry.overNs() - nowNs <= 0) {
                all.remove();
                over.add(entry.leave());
            }
        }
        return over;
    }

    /**
     * What is to be reported as held, where leave may be acted on: nothing comes back that was reported as gone, and what
     * was reported as held goes only once no engine says that it has it, and not since a link is down for a moment.
     *
     * @param reported before
     * @param reachable as engines that can be reached hold it
     * @param known as any engine held it when it last spoke
     */
    Map<String, StationHolding> settled(
            Map<String, StationHolding> reported, Map<String, StationHolding> reachable, Map<String, StationHolding> known) {
        Map<String, StationHolding> settled = new TreeMap<>(reachable);
        Map<String, StationHolding> touched = new HashMap<>();
        entries.forEach(entry -> touched.put(entry.leave().program(), entry.leave()));
        touched.forEach((program, any) -> {
            SegmentRanges leave = of(program, any.manifest());
            SegmentRanges was = segments(reported.get(program), any.manifest());
            StationHolding now = reachable.get(program);
            if (now != null && !now.manifest().equals(any.manifest())) {
                return; // another program by that id
            }
            SegmentRanges stays = leave.and(was).and(segments(known.get(program), any.manifest()));
            SegmentRanges segments = segments(now, any.manifest()).plus(stays).minus(leave.minus(was));
            if (segments.isEmpty()) {
                settled.remove(program);
            } else {
                // Something of it is there now, or was reported and is known.
                int total = Math.max(total(now), total(known.get(program)));
                settled.put(program, new StationHolding(program, any.manifest(), total, segments));
            }
        });
        return settled;
    }

    private static int total(@Nullable StationHolding holding) {
        return holding == null ? 0 : holding.total();
    }

    private static SegmentRanges segments(@Nullable StationHolding holding, String manifest) {
        return holding != null && holding.manifest().equals(manifest) ? holding.segments() : SegmentRanges.NONE;
    }
}
