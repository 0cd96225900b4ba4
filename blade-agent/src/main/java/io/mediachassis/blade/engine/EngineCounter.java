package io.mediachassis.blade.engine;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What an engine counts of the segments that it holds. */
public enum EngineCounter implements Counter {
    SEGMENTS_COPIED("segments_copied_total", "segments", "Segments copied here from other engines, whole and checked."),
    COPIES_BROKEN("segment_copies_broken_total", "transfers", "Transfers of segments that broke off or were refused."),
    SEGMENTS_DROPPED("segments_dropped_total", "segments", "Segments dropped here, since others hold them too."),
    EVICTIONS_ASKED("evictions_asked_total", "requests", "Times that this engine asked the director what it may drop."),
    NO_ROOM("no_room_total", "refusals", "Programs and copies refused since nothing more could be dropped for them.");

    private final Declaration declaration;

    EngineCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
