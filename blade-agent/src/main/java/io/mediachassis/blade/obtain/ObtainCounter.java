package io.mediachassis.blade.obtain;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What a director counts of programs that come from other stations, and of what it gives to those. */
public enum ObtainCounter implements Counter {
    BEGUN("fill_begun_total", "programs", "Programs that consoles asked for, and that began to come from another station."),
    ENDED("fill_ended_total", "programs", "Those of them of which all came."),
    FAILED("fill_failed_total", "programs", "Those that were given up: consoles that ask again begin them anew."),
    WAITS("fill_waits_total", "requests", "Requests that waited for what was on its way from another station."),
    WAITED_IN_VAIN("fill_waited_in_vain_total", "requests", "Those of them that it came too late for."),
    UNKNOWN("fill_unknown_total", "requests", "Requests for programs that no station has."),
    REFUSED("fill_refused_total", "requests", "Requests refused since as many programs come as may, or as are asked for."),
    ORDERED("far_copies_ordered_total", "segments", "Segments that engines were to copy from another station."),
    COPIED("far_copies_done_total", "segments", "Those of them that came whole."),
    BROKEN("far_copies_failed_total", "segments", "Those of them that did not; they are tried again."),
    COPIED_BYTES("far_copies_bytes_total", "bytes", "Media that came from other stations."),
    STATIONS_ASKED("far_stations_asked_total", "questions", "Questions to directors of other stations."),
    STATIONS_SILENT("far_stations_silent_total", "questions", "Those of them without an answer."),
    DISTRUSTED("far_sources_distrusted_total", "sources",
            "Engines that other stations named and that were not asked: an address outside of the station's net, or a size that can't be."),
    DIFFERENT("far_sources_different_total", "sources",
            "Stations that were no source of a program, since what they hold by its id is another one."),
    BLOCKED("plan_blocked_total", "programs", "Planned programs that do not come, since another one goes by their id here."),
    OUTLIVED("programs_outlived_total", "programs",
            "Programs that were kept although one of their id was withdrawn, since it was another one."),
    ANSWERED("far_answers_total", "questions", "Questions of other stations' directors that were answered.");

    private final Declaration declaration;

    ObtainCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
