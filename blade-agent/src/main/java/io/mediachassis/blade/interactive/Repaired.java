package io.mediachassis.blade.interactive;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.repair.RepairCounter;

/**
 * What was done for the consoles of a set, and what they say came of it. Packets, but for {@code streams}.
 *
 * @param streams that are cached now
 * @param asked for by consoles
 * @param unicast sent again to who asked
 * @param multicast sent again to the group
 * @param lost on their way to consoles, by the consoles' reports
 * @param residual missing for good after repair, by the consoles' reports
 */
public record Repaired(int streams, long asked, long unicast, long multicast, long lost, long residual) {
    /** Of a stream. */
    static Repaired of(int streams, Counts<RepairCounter> counts, LossLedger losses) {
        return new Repaired(streams, counts.get(RepairCounter.ASKED), counts.get(RepairCounter.UNICAST),
                counts.get(RepairCounter.MULTICAST), losses.lost(), losses.residual());
    }

    /** Packets that were asked for and not sent. */
    public long unanswered() {
        return Math.max(0, asked - unicast - multicast);
    }

    Repaired plus(Repaired other) {
        return new Repaired(streams + other.streams, asked + other.asked, unicast + other.unicast,
                multicast + other.multicast, lost + other.lost, residual + other.residual);
    }
}
