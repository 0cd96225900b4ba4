package io.mediachassis.blade.playout;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;
import java.util.concurrent.TimeUnit;

/**
 * What a playout thread counts. The constants with a bound are the steps of its histograms: each counts all that lie
 * above its bound, so that the difference of two is what lies between them.
 */
public enum PlayoutCounter implements Counter {
    STREAMS_OPENED("playout_streams_opened_total", "streams", "Streams opened."),
    STREAMS_REFUSED(
            "playout_streams_refused_total", "streams", "Streams refused since as many were open as are allowed."),
    COMMANDS_REFUSED("playout_commands_refused_total", "commands", "Commands that found the playout's queue full."),
    PACKETS("playout_packets_total", "packets", "RTP packets handed over."),
    BYTES("playout_bytes_total", "bytes", "Media in them."),

    LATE_1MS("playout_packets_late_1ms_total", "packets", "Packets handed over more than 1 ms after their time.", 1),
    LATE_5MS("playout_packets_late_5ms_total", "packets", "Packets handed over more than 5 ms after their time.", 5),
    LATE_10MS("playout_packets_late_10ms_total", "packets", "Packets handed over more than 10 ms after their time.", 10),
    LATE_50MS("playout_packets_late_50ms_total", "packets", "Packets handed over more than 50 ms after their time.", 50),
    LATE_200MS(
            "playout_packets_late_200ms_total", "packets", "Packets handed over more than 200 ms after their time.", 200),

    JITTER_1MS(
            "playout_packets_jitter_1ms_total", "packets",
            "Packets of ticks that left more than 1 ms sooner or later after their time than their stream's last one.", 1),
    JITTER_5MS("playout_packets_jitter_5ms_total", "packets", "The same, more than 5 ms.", 5),
    JITTER_20MS("playout_packets_jitter_20ms_total", "packets", "The same, more than 20 ms.", 20),

    UNDERRUNS("playout_underruns_total", "underruns", "Times that a stream's media was due and not yet read."),
    UNDERRUNS_20MS("playout_underruns_20ms_total", "underruns", "Underruns that lasted more than 20 ms.", 20),
    UNDERRUNS_100MS("playout_underruns_100ms_total", "underruns", "Underruns that lasted more than 100 ms.", 100),
    UNDERRUNS_500MS("playout_underruns_500ms_total", "underruns", "Underruns that lasted more than 500 ms.", 500),
    SLIPS("playout_slips_total", "streams", "Times that a stream was so far behind that its time line was moved."),
    SKIPS(
            "playout_skips_total", "streams",
            "Times that a stream went on at a later random access point, far behind through a console that reads slowly."),
    UNREAD("playout_streams_unread_total", "streams", "Streams ended since their console read nothing of them."),
    LEFT_OUT(
            "playout_packets_left_out_total", "packets",
            "Packets of scheduled streams left out since they were too late: the schedule goes on."),
    RESENT("playout_packets_resent_total", "packets", "Packets of unicast streams that their consoles lost and were sent again."),
    RESEND_GONE(
            "playout_resends_gone_total", "packets",
            "Packets that consoles asked for and that are not there any more, or never were."),
    RESEND_DAMPED(
            "playout_resends_damped_total", "packets",
            "Packets that consoles asked for again before they could have come."),
    RESEND_OVER_BUDGET(
            "playout_resends_over_budget_total", "packets",
            "Packets not sent again, since a quarter of their stream's rate was."),
    BACK_PRESSURE("playout_back_pressure_total", "ticks", "Ticks in which a console's connection could take no more."),

    TICKS("playout_ticks_total", "ticks", "Ticks worked."),
    TICKS_LATE_1MS(
            "playout_ticks_late_1ms_total", "ticks", "Ticks whose last packet left more than 1 ms after their time.", 1),
    TICKS_LATE_5MS("playout_ticks_late_5ms_total", "ticks", "The same, more than 5 ms.", 5),
    TICKS_LATE_10MS("playout_ticks_late_10ms_total", "ticks", "The same, more than 10 ms.", 10),
    TICKS_LATE_20MS("playout_ticks_late_20ms_total", "ticks", "The same, more than 20 ms.", 20),

    MESSAGES("playout_messages_total", "messages", "Messages that the kernel took, each some packets to one console."),
    CALLS("playout_send_calls_total", "calls", "System calls that sent them."),
    WAITS("playout_send_waits_total", "waits", "Times that the send buffer was full and was waited for."),
    DROPPED("playout_packets_dropped_total", "packets", "Packets given up since the send buffer stayed full."),
    FAILED("playout_packets_failed_total", "packets", "Packets that the kernel refused."),
    UNSEGMENTED("playout_messages_unsegmented_total", "messages", "Messages that the kernel would not cut apart."),

    BUFFERS_SHARED("playout_buffers_shared_total", "buffers", "Buffers that a stream had from another close by."),
    BUFFERS_READ("playout_buffers_read_total", "buffers", "Buffers that a stream had read from disk."),
    BUFFERS_EXHAUSTED("playout_buffers_exhausted_total", "times", "Times that a stream found no free buffer.");

    private final Declaration declaration;
    private final long overMicros;

    PlayoutCounter(String metric, String unit, String sentence) {
        this(metric, unit, sentence, 0);
    }

    PlayoutCounter(String metric, String unit, String sentence, long overMs) {
        this.declaration = new Declaration(metric, unit, sentence);
        this.overMicros = TimeUnit.MILLISECONDS.toMicros(overMs);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }

    /** The bound of a histogram's step; 0 for a plain counter. */
    long overMicros() {
        return overMicros;
    }
}
