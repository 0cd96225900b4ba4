package io.mediachassis.backplane.source;

import java.time.Duration;

/**
 * The smallest round trip lately: of this hour and the one before in which there were any. What queues made longer is no news
 * of the way; a route that changed is, an hour or two later. One thread.
 */
final class LeastRoundTrip {
    private static final long WINDOW_NS = Duration.ofHours(1).toNanos();

    private long here;
    private long before;
    private long beganNs;

    void add(long ns, long nowNs) {
        if (ns <= 0) {
            return;
        }
        if (here == 0 || nowNs - beganNs >= WINDOW_NS) {
            before = nowNs - beganNs < 2 * WINDOW_NS ? here : 0;
            here = ns;
            beganNs = nowNs;
        }
        here = Math.min(here, ns);
    }

    /** 0: there was none. */
    long ns() {
        return before == 0 ? here : Math.min(here, before);
    }
}
