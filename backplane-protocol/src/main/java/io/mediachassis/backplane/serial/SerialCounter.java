package io.mediachassis.backplane.serial;

/** What is counted on each serial line. The name is stable; SNMP and the reports show it with the sentence. */
public enum SerialCounter {
    FRAMES_SENT("serial_frames_sent", "frames", "Frames written to the line."),
    FRAMES_RECEIVED("serial_frames_received", "frames", "Whole frames read from the line, whoever they were for."),
    BYTES_SENT("serial_bytes_sent", "bytes", "Bytes written to the line, delimiters and stuffing included."),
    BYTES_RECEIVED("serial_bytes_received", "bytes", "Bytes read from the line."),
    STUFFING_ERROR("serial_stuffing_errors", "frames", "Frames dropped: a delimiter inside a COBS block."),
    OVERSIZE("serial_oversize", "frames", "Frames dropped: longer than the limit."),
    UNDERSIZE("serial_undersize", "frames", "Frames dropped: too short for a header and a check."),
    CHECK_ERROR("serial_check_errors", "frames", "Frames dropped: the CRC-32C is wrong."),
    UNKNOWN_FORM("serial_unknown_form", "frames", "Frames dropped: unknown version or type."),
    MALFORMED_PAYLOAD("serial_malformed_payload", "frames", "Frames dropped: the payload is not the message it should be."),
    RETRIES("serial_retries", "frames", "Requests sent again because no reply came in time."),
    NO_ANSWER("serial_no_answer", "requests", "Requests given up after the last try."),
    LATE_REPLY("serial_late_replies", "frames", "Replies to no outstanding request: doubled, late or another's; dropped."),
    QUEUE_FULL("serial_queue_full", "requests", "Requests refused because too many were waiting."),
    EVENTS("serial_events", "events", "Unsolicited events taken."),
    DUPLICATE_EVENT("serial_duplicate_events", "events", "Unsolicited events that came again; acknowledged, not delivered."),
    LINE_BUSY("serial_line_busy", "times", "Sending was put off because another was heard talking."),
    LINE_OPENED("serial_line_opened", "times", "The line was opened."),
    LINE_LOST("serial_line_lost", "times", "The line hung up or failed and was closed."),
    OPEN_FAILED("serial_open_failed", "times", "The line could not be opened."),
    WRITE_STALLED("serial_write_stalled", "frames", "Frames dropped because the line took no more bytes.");

    private final String counterName;
    private final String unit;
    private final String sentence;

    SerialCounter(String counterName, String unit, String sentence) {
        this.counterName = counterName;
        this.unit = unit;
        this.sentence = sentence;
    }

    public String counterName() {
        return counterName;
    }

    public String unit() {
        return unit;
    }

    public String sentence() {
        return sentence;
    }
}
