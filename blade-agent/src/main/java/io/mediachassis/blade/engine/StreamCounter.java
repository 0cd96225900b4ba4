package io.mediachassis.blade.engine;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What engines count of the streams that they pass on: name, unit and sentence. */
public enum StreamCounter implements Counter {
    HAND_OVERS("stream_hand_overs_total", "streams", "Streams in normal play given to another engine."),
    TRICK_HAND_OVERS("stream_trick_hand_overs_total", "streams", "Streams at another scale given to another engine."),
    SENT_ON("stream_sent_on_total", "streams",
            "Streams that another engine sends on, since their media could not be read here any more."),
    UNREADABLE("stream_unreadable_total", "streams",
            "Streams that ended since their media could not be read here and no other engine sends them on."),
    OVERRUNS_FORESEEN("stream_overruns_foreseen_total", "streams",
            "Streams that were about to overrun what has arrived of a segment."),
    OVERRUNS_HELD("stream_overruns_held_total", "streams",
            "Of these, streams that were held since no other engine could take them."),
    SWAPS_OUT("stream_swaps_out_total", "streams", "Streams swapped to an engine that holds the whole segment."),
    SWAPS_IN("stream_swaps_in_total", "streams", "Streams that came by a swap."),
    SWAPS_RETURNED("stream_swaps_returned_total", "streams", "Streams given back in exchange."),
    SWAPS_REFUSED("stream_swaps_refused_total", "streams",
            "Swaps refused, since this engine is full and has no console that the asking one could take.");

    private final Declaration declaration;

    StreamCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
