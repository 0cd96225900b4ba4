package io.mediachassis.backplane.serial;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What is counted on each serial line. The name is stable; SNMP and the reports show it with the sentence. */
public enum SerialCounter implements Counter {
    FRAMES_SENT("serial_frames_sent_total", "frames", "Frames written to the line."),
    FRAMES_RECEIVED("serial_frames_received_total", "frames",
            "Whole frames read from the line, whoever they were for."),
    BYTES_SENT("serial_bytes_sent_total", "bytes", "Bytes written to the line, delimiters and stuffing included."),
    BYTES_RECEIVED("serial_bytes_received_total", "bytes", "Bytes read from the line."),
    STUFFING_ERROR("serial_stuffing_errors_total", "frames", "Frames dropped: a delimiter inside a COBS block."),
    OVERSIZE("serial_oversize_total", "frames", "Frames dropped: longer than the limit."),
    UNDERSIZE("serial_undersize_total", "frames", "Frames dropped: too short for a header and a check."),
    CHECK_ERROR("serial_check_errors_total", "frames", "Frames dropped: the CRC-32C is wrong."),
    UNKNOWN_FORM("serial_unknown_form_total", "frames", "Frames dropped: unknown version or type."),
    MALFORMED_PAYLOAD("serial_malformed_payload_total", "frames",
            "Frames dropped: the payload is not the message it should be."),
    RETRIES("serial_retries_total", "frames", "Requests sent again because no reply came in time."),
    NO_ANSWER("serial_no_answer_total", "requests", "Requests given up after the last try."),
    LATE_REPLY("serial_late_replies_total", "frames",
            "Replies to no outstanding request: doubled, late or another's; dropped."),
    QUEUE_FULL("serial_queue_full_total", "requests", "Requests refused because too many were waiting."),
    EVENTS("serial_events_total", "events", "Unsolicited events taken."),
    DUPLICATE_EVENT("serial_duplicate_events_total", "events",
            "Unsolicited events that came again; acknowledged, not delivered."),
    LINE_BUSY("serial_line_busy_total", "times", "Sending was put off because another was heard talking."),
    LINE_OPENED("serial_line_opened_total", "times", "The line was opened."),
    LINE_LOST("serial_line_lost_total", "times", "The line hung up or failed and was closed."),
    OPEN_FAILED("serial_open_failed_total", "times", "The line could not be opened."),
    WRITE_STALLED("serial_write_stalled_total", "frames", "Frames dropped because the line took no more bytes.");

    private final Declaration declaration;

    SerialCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
