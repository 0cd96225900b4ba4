package io.mediachassis.blade.announce.dvb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * When which section is sent: each once in its period, those of the same period spread over it, so that there are no
 * bursts (receivers want 25 ms between sections of one table, ETSI TS 101 211 section 4.4). New sections take the
 * places of old ones without a break in the rhythm. What was missed is left out. Times are monotonic nanoseconds.
 * Pure; one thread.
 */
public final class SiTimetable {
    private final Map<Integer, Carousel> carousels = new TreeMap<>();

    /** Takes other sections from now on. */
    public void replace(List<SiSection> sections, long nowNs) {
        Map<Integer, List<SiSection>> byPeriod = new TreeMap<>();
        for (SiSection section : sections) {
            byPeriod.computeIfAbsent(section.periodMs(), period -> new ArrayList<>()).add(section);
        }
        carousels.keySet().retainAll(byPeriod.keySet());
        byPeriod.forEach((period, list) -> carousels
                .computeIfAbsent(period, p -> new Carousel(TimeUnit.MILLISECONDS.toNanos(p), nowNs))
                .replace(list));
    }

    /** Adds the sections that are due now to a list, those of short periods first. */
    public void due(long nowNs, List<SiSection> to) {
        for (Carousel carousel : carousels.values()) {
            carousel.due(nowNs, to);
        }
    }

    /** When a section is due next; {@link Long#MAX_VALUE} when there are none. */
    public long nextNs(long nowNs) {
        long waitNs = Long.MAX_VALUE;
        for (Carousel carousel : carousels.values()) {
            waitNs = Math.min(waitNs, Math.max(0, carousel.nextNs() - nowNs));
        }
        return waitNs == Long.MAX_VALUE ? Long.MAX_VALUE : nowNs + waitNs;
    }

    /** Sections of one period, in turn. */
    private static final class Carousel {
        private final long periodNs;
        private List<SiSection> sections = List.of();
        private int turn;
        private long nextNs;

        Carousel(long periodNs, long nowNs) {
            this.periodNs = periodNs;
            this.nextNs = nowNs;
        }

        void replace(List<SiSection> list) {
            sections = List.copyOf(list);
            turn %= sections.size();
        }

        long nextNs() {
            return nextNs;
        }

        void due(long nowNs, List<SiSection> to) {
            if (nowNs - nextNs > periodNs) {
                nextNs = nowNs;
            }
            while (nowNs - nextNs >= 0) {
                to.add(sections.get(turn));
                turn = (turn + 1) % sections.size();
                nextNs += periodNs / sections.size();
            }
        }
    }
}
