package io.mediachassis.blade.director;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What a director counts of its work. */
public enum DirectorCounter implements Counter {
    HOT_COPIES("hot_copies_total", "segments", "Copies ordered of segments whose holders were all at their capacity."),
    HOT_COPIES_FAILED("hot_copies_failed_total", "segments", "Such copies that were refused or failed."),
    HOT_WAITS("hot_waits_total", "consoles", "Consoles that waited for the first part of such a copy."),
    ALL_BUSY("director_all_busy_total", "consoles", "Consoles refused since no engine at all had room."),
    INTERACTIVE_HERE("interactive_here_total", "consoles",
            "Consoles of multicast streams that asked for a stream of their own and got it from the director's blade, which had"
                    + " some of the program."),
    INTERACTIVE_ELSEWHERE("interactive_elsewhere_total", "consoles",
            "Consoles that did and were led to another engine, since the director's blade has nothing of the program."),
    SURPLUS_DROPS("surplus_drops_total", "segments", "Segments that engines were told to drop as beyond the copies."),
    EVICTIONS("segments_evicted_total", "segments", "Segments that engines short of room were allowed to drop."),
    EVICTIONS_BY_LEAVE("segments_evicted_by_leave_total", "segments",
            "The same of the station's last copies, which another station holds by the registry's word.");

    private final Declaration declaration;

    DirectorCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
