package io.mediachassis.blade.interactive;

import io.mediachassis.backplane.counter.Counter;
import io.mediachassis.backplane.counter.Declaration;

/** What the interactive server counts beside repairs. */
public enum InteractiveCounter implements Counter {
    JOINS("interactive_joins_total", "joins", "Multicast streams that were joined and cached, since consoles selected them."),
    LEAVES("interactive_leaves_total", "leaves", "Multicast streams that were left, since no console was heard any more."),
    NO_ROOM("interactive_no_room_total", "streams", "Streams not joined, since the memory for caches is taken."),
    JOINS_FAILED("interactive_joins_failed_total", "joins", "Streams not joined, since the system refused."),
    PACKETS("interactive_packets_total", "packets", "Packets of multicast streams that were cached."),
    FOREIGN("interactive_foreign_total", "packets", "Datagrams in joined groups that are not of their streams."),
    FEEDBACK("interactive_feedback_total", "datagrams", "RTCP datagrams of consoles that were read."),
    FLOOD("interactive_flood_total", "datagrams", "RTCP datagrams not read, since there were too many."),
    REPORTED_LOST(
            "interactive_reported_lost_total", "packets",
            "Packets that were lost on their way to consoles, before repair, by the consoles' RTCP receiver reports."),
    RESIDUAL_LOST(
            "interactive_residual_lost_total", "packets",
            "Packets that consoles miss for good, after repair: by their extended reports (RFC 7509), else by receiver"
                    + " reports."),
    REPORTS_REFUSED(
            "interactive_reports_refused_total", "reports",
            "Reports of losses that were not believed: more than the stream has sent, or than an address may report."),
    SENT_BYTES("interactive_sent_bytes_total", "bytes", "Bytes sent on request.");

    private final Declaration declaration;

    InteractiveCounter(String metric, String unit, String sentence) {
        this.declaration = new Declaration(metric, unit, sentence);
    }

    @Override
    public Declaration declaration() {
        return declaration;
    }
}
