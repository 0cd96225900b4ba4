package io.mediachassis.blade.rtsp;

/** What the RTSP server counts: name, unit and sentence, declared once for every place that shows them. */
public enum RtspCounter {
    CONNECTIONS("rtsp.connections", "connections", "Connections accepted"),
    CONNECTIONS_REFUSED("rtsp.connections-refused", "connections", "Connections closed at once, over the limit"),
    CONNECTIONS_IDLE("rtsp.connections-idle", "connections", "Connections without a session closed as idle"),
    REQUESTS("rtsp.requests", "requests", "Requests read"),
    MALFORMED("rtsp.malformed", "requests", "Requests that could not be parsed, or were over a limit"),
    REFUSED("rtsp.refused", "requests", "Requests answered with a status of 400 or more"),
    REDIRECTS("rtsp.redirects", "requests", "DESCRIBE answered with a redirect to an engine"),
    DESK_LATE("rtsp.desk-late", "requests", "Requests answered 503 since the answer took too long"),
    SESSIONS("rtsp.sessions", "sessions", "Sessions set up"),
    SESSIONS_TAKEN_OVER("rtsp.sessions-taken-over", "sessions", "Sessions that went on over a new connection"),
    SESSIONS_LOST("rtsp.sessions-lost", "sessions", "Sessions closed since the connection was gone"),
    SESSIONS_TIMED_OUT("rtsp.sessions-timed-out", "sessions", "Sessions closed since the console was silent"),
    INTERLEAVED_REFUSED("rtsp.interleaved-refused", "packets", "Packets refused by a console that doesn't keep up");

    private final String metric;
    private final String unit;
    private final String sentence;

    RtspCounter(String metric, String unit, String sentence) {
        this.metric = metric;
        this.unit = unit;
        this.sentence = sentence;
    }

    public String metric() {
        return metric;
    }

    public String unit() {
        return unit;
    }

    public String sentence() {
        return sentence;
    }
}
