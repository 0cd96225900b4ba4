package io.mediachassis.blade.engine;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What an engine and a director count of staggered multicast streams. */
public enum NvodCounter implements Counter {
    ORDERS_REFUSED("nvod_orders_refused_total", "orders", "Orders to start or stop sets, as director, that were refused."),
    RUNS("nvod_runs_total", "runs", "Runs of segments of staggered streams that this engine began to send."),
    TAKEN_OVER(
            "nvod_runs_taken_over_total", "runs",
            "Such runs that were joined in their midst, since another engine left them."),
    RUNS_FAILED("nvod_runs_failed_total", "runs", "Runs that broke off since their media could not be read."),
    RUNS_REFUSED("nvod_runs_refused_total", "runs", "Runs that this engine had no room for."),
    WITHOUT_OPENING(
            "nvod_plays_without_opening_total", "plays",
            "Plays that began without the packets which announce the break, since these were not there in time."),
    SILENT_SLOTS(
            "nvod_slots_silent_total", "slots",
            "Segments of streams, as director, for which no engine was up that holds them when their time came."),
    ASSIGNMENTS("nvod_assignments_total", "assignments", "Assignments, as director, that were made or changed."),
    STATES_REFUSED(
            "nvod_states_refused_total", "states", "States of all sets, from other blades or disk, that could not be."),
    CLOCK_ANSWERS("nvod_clock_answers_total", "answers", "Answers to the question for the station's time.");

    private final Declaration declaration;

    NvodCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
