package io.mediachassis.blade.playout;

/** Counts what one stream's ticks did, for the stream and for the whole thread. The playout thread's. */
final class StreamTally {
    private final StreamMetrics metrics;
    private final PlayoutFigures figures;
    private boolean starving;
    private long starvingSinceNs;
    private boolean sentBefore;
    private long delayNs;

    StreamTally(StreamMetrics metrics, PlayoutFigures figures) {
        this.metrics = metrics;
        this.figures = figures;
    }

    /** @param mayStarve false where the media is lost, so that nothing is waited for */
    void tick(DuePackets due, boolean mayStarve, long nowNs) {
        int packets = due.sentPackets();
        if (packets > 0) {
            metrics.sent(packets, due.sentBytes(), due.latePackets(), due.worstLateNs());
            // The first tick of all has nothing to differ from.
            long changed = sentBefore ? Math.abs(due.firstLateNs() - delayNs) : 0;
            figures.sent(packets, due.sentBytes(), due.worstLateNs(), changed);
            sentBefore = true;
            delayNs = due.firstLateNs();
            if (starving) {
                starving = false;
                figures.underrunOver(nowNs - starvingSinceNs);
            }
        }
        if (due.starved() && mayStarve && !starving) {
            starving = true;
            starvingSinceNs = nowNs;
            metrics.underrun();
            figures.underrun();
        }
        if (due.held()) {
            metrics.backPressure();
            figures.backPressure();
        }
    }

    /** The stream goes on at a later point, since its console reads too slowly. */
    void skip() {
        figures.skip();
    }

    /** Packets were so late that they were not sent. */
    void leftOut(long packets) {
        figures.leftOut(packets);
    }

    /** The stream ends, since its console reads nothing. */
    void unread() {
        figures.unread();
    }

    /** The stream was so far behind that its time line was moved. */
    void slip() {
        metrics.slip();
        figures.slip();
    }
}
