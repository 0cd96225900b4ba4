package io.mediachassis.backplane.link;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What links count: name, unit and sentence as every report shows them. */
public enum LinkCounter implements Counter {
    LINKS_UP("link_up_total", "links", "Links that came up."),
    LINKS_CLOSED_BY_PEER("link_closed_by_peer_total", "links", "Links that the peer closed."),
    LINKS_SILENT("link_silent_total", "links", "Links dropped because no frame came for the silence limit."),
    LINKS_BROKEN("link_broken_total", "links", "Links lost to a protocol, TLS or network error."),
    LINKS_CLOSED_HERE("link_closed_here_total", "links", "Links closed by this side."),
    CONNECT_FAILED("link_connect_failed_total", "attempts", "Dials that got no TCP connection."),
    REFUSED_CONNECTIONS("link_refused_connections_total", "connections", "Refused: too many connections."),
    REFUSED_TLS("link_refused_tls_total", "connections", "Refused: TLS handshake failed or certificate unknown."),
    REFUSED_CHASSIS("link_refused_chassis_total", "connections", "Refused: the peer is of another chassis."),
    REFUSED_VERSION("link_refused_version_total", "connections", "Refused: protocol ranges do not meet."),
    REFUSED_IDENTITY("link_refused_identity_total", "connections", "Refused: hello and certificate differ."),
    REFUSED_BY_HANDLER("link_refused_by_handler_total", "connections", "Refused by the daemon."),
    REFUSED_PROTOCOL("link_refused_protocol_total", "connections", "Refused: no valid hello came first."),
    REFUSED_BY_PEER("link_refused_by_peer_total", "connections", "The peer refused this board with a fault."),
    HELLO_TIMEOUTS("link_hello_timeouts_total", "connections", "Dropped: no hello within the time-out."),
    FRAMES_IN("link_frames_in_total", "frames", "Frames taken."),
    FRAMES_OUT("link_frames_out_total", "frames", "Frames queued to be sent."),
    BAD_FRAMES("link_bad_frames_total", "frames", "Frames over the limit or not parseable."),
    SENDS_CLOSED("link_sends_closed_total", "messages", "Messages not sent: the link was down."),
    SENDS_OVER_HIGH_WATER("link_sends_over_high_water_total", "messages", "Messages not sent: above high water."),
    SENDS_TOO_LARGE("link_sends_too_large_total", "messages", "Messages not sent: over the frame limit."),
    HEARTBEATS_SKIPPED("link_heartbeats_skipped_total", "messages", "Heartbeats left out above high water."),
    REQUEST_TIMEOUTS("link_request_timeouts_total", "requests", "Requests that got no reply in time."),
    REQUESTS_OVER_LIMIT("link_requests_over_limit_total", "requests", "Requests not sent: too many outstanding."),
    LATE_REPLIES("link_late_replies_total", "messages", "Replies to no outstanding request."),
    UNKNOWN_BODIES("link_unknown_bodies_total", "messages", "Messages with a body that this version does not know."),
    LONG_HANDLER_CALLS("link_long_handler_calls_total", "calls", "Messages whose work held the loop for more than 20 ms."),
    HANDLER_FAILURES("link_handler_failures_total", "calls", "Exceptions thrown by the daemon's handler.");

    private final Declaration declaration;

    LinkCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
