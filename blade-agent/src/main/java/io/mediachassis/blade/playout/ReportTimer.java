package io.mediachassis.blade.playout;

import io.mediachassis.backplane.clock.Clock;

/** Sends one stream's RTCP sender reports: the first with its first packet, then each 4 to 6 s (RFC 3550 section 6.2). */
final class ReportTimer {
    private final SenderReports reports;
    private final PacketOutput output;
    private final Clock wallClock;
    private final StreamClock clock;
    private final StreamMetrics metrics;
    private boolean reported;
    private long nextNs;

    ReportTimer(StreamSpec spec, PacketOutput output, Clock wallClock, StreamClock clock) {
        this.reports = new SenderReports(spec.ssrc(), spec.cname());
        this.output = output;
        this.wallClock = wallClock;
        this.clock = clock;
        this.metrics = spec.metrics();
    }

    /** Packets were sent: reports when it is time. */
    void sent(long nowNs) {
        if (!reported || nowNs - nextNs >= 0) {
            write(nowNs, false);
            nextNs = nowNs + reports.nextIntervalNs();
        }
    }

    /** Says goodbye, to who has heard of the stream. */
    void bye(long nowNs) {
        if (reported) {
            write(nowNs, true);
        }
    }

    void write(long nowNs, boolean bye) {
        reported = true;
        output.report(reports.write(wallClock.now(), clock.timestamp(clock.ticksAt(nowNs)), metrics.packets(),
                metrics.bytes(), bye));
    }
}
