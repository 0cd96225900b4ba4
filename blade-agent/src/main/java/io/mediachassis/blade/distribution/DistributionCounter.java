package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What the distribution server counts: name, unit and sentence, declared once for every place that shows them. */
public enum DistributionCounter implements Counter {
    ORDERS("distribution_orders_total", "orders", "Distributions begun."),
    ORDERS_REFUSED("distribution_orders_refused_total", "orders", "Distributions refused, whoever ordered them."),
    RESUMED("distribution_resumed_total", "distributions", "Distributions gone on with from disk after a start."),
    INPUT_BYTES("distribution_input_bytes_total", "bytes", "Transport packets taken in."),
    NOT_TS(
            "distribution_not_ts_total", "datagrams",
            "Datagrams, or stretches of a byte stream, that were no transport packets and were left out."),
    STRANGERS(
            "distribution_strangers_total", "datagrams",
            "Datagrams of another sender than the one whose stream is taken in."),
    RTP_LOST("distribution_rtp_lost_total", "packets", "RTP packets of inputs that never came."),
    RTP_LATE("distribution_rtp_late_total", "packets", "RTP packets of inputs that came twice or too late."),
    JUMPS("distribution_jumps_total", "jumps", "Jumps of an input's clock."),
    STALLS("distribution_stalls_total", "stalls", "Times that an input was silent for longer than its time."),
    FILLED_BYTES("distribution_filled_bytes_total", "bytes", "Null packets put in place of an input that was silent."),
    BREAKS("distribution_breaks_total", "breaks", "Connections to or from a content server that broke off."),
    PIECES("distribution_pieces_total", "pieces", "Pieces of inputs stored."),
    PIECES_DROPPED("distribution_pieces_dropped_total", "pieces", "Stored pieces that no onward stream needs any more."),
    STORE_FULL("distribution_store_full_total", "times", "Times that a store was at its limit."),
    PLAYS("distribution_plays_total", "plays", "Plays of onward streams begun."),
    PLAYS_REFUSED("distribution_plays_refused_total", "plays", "Plays that waited since this blade had no room for them."),
    PLAYS_FAILED("distribution_plays_failed_total", "plays", "Plays that broke off since their media could not be read."),
    PUBLISHED("distribution_published_total", "programs", "Inputs that became programs.");

    private final Declaration declaration;

    DistributionCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
