package io.mediachassis.blade.rtsp;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What the RTSP server counts: name, unit and sentence, declared once for every place that shows them. */
public enum RtspCounter implements Counter {
    CONNECTIONS("rtsp_connections_total", "connections", "Connections accepted."),
    CONNECTIONS_REFUSED("rtsp_connections_refused_total", "connections", "Connections closed at once: over a limit, and none silent."),
    CONNECTIONS_IDLE("rtsp_connections_idle_total", "connections", "Connections without a session closed as idle."),
    CONNECTIONS_DISPLACED(
            "rtsp_connections_displaced_total", "connections",
            "Silent connections without a session closed at a limit, so that others could come."),
    REQUESTS("rtsp_requests_total", "requests", "Requests read."),
    MALFORMED("rtsp_malformed_total", "requests", "Requests that could not be parsed, or were over a limit."),
    REFUSED("rtsp_refused_total", "requests", "Requests answered with a status of 400 or more."),
    REDIRECTS("rtsp_redirects_total", "requests", "DESCRIBE answered with a redirect to an engine."),
    DESK_LATE("rtsp_desk_late_total", "requests", "Requests answered 503 since the answer took too long."),
    SESSIONS("rtsp_sessions_total", "sessions", "Sessions set up."),
    SESSIONS_REFUSED(
            "rtsp_sessions_refused_total", "sessions", "Sessions refused since there were as many as are allowed."),
    SESSIONS_TAKEN_OVER("rtsp_sessions_taken_over_total", "sessions", "Sessions that went on over a new connection."),
    SESSIONS_LOST("rtsp_sessions_lost_total", "sessions", "Sessions closed since the connection was gone."),
    SESSIONS_TIMED_OUT("rtsp_sessions_timed_out_total", "sessions", "Sessions closed since the console was silent."),
    SESSIONS_REVOKED(
            "rtsp_sessions_revoked_total", "sessions", "Sessions ended since their token was revoked meanwhile."),
    SESSIONS_WITHDRAWN(
            "rtsp_sessions_withdrawn_total", "sessions", "Sessions ended since their program was withdrawn."),
    CONNECTIONS_KEPT("rtsp_connections_kept_total", "connections", "Connections given to the supervisor to keep."),
    CONNECTIONS_NOT_KEPT("rtsp_connections_not_kept_total", "connections",
            "Connections that the supervisor could not keep, or over the limit: they end if this agent dies."),
    CONNECTIONS_ADOPTED("rtsp_connections_adopted_total", "connections",
            "Connections of the agent before this one that went on."),
    CONNECTIONS_LEFT("rtsp_connections_left_total", "connections",
            "Connections of the agent before this one that could not go on and were closed."),
    INTERLEAVED_REFUSED("rtsp_interleaved_refused_total", "packets",
            "Packets refused by a console that doesn't keep up.");

    private final Declaration declaration;

    RtspCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
