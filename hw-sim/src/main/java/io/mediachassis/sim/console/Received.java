package io.mediachassis.sim.console;

import io.mediachassis.sim.console.receive.ReceiverStatistics;

/**
 * What came of a stream, or of several of a set, one behind the other.
 *
 * @param seconds in which media was received
 * @param waited seconds from the beginning to the first packet
 * @param missing packets left out of what was played
 * @param continuityErrors breaks in transport packets' counters
 * @param nacks datagrams sent
 * @param reports sent
 * @param rejoined times that another stream was joined where one had been left
 * @param returned seconds that took, the longest, from when the player went on
 */
record Received(ReceiverStatistics statistics, double seconds, double waited, long missing, long continuityErrors,
        long nacks, long reports, int rejoined, double returned) {
    /** The rest of the play can't be had any more: something is missing, nobody knows how much. */
    Received cutOff() {
        return new Received(statistics, seconds, waited, missing + 1, continuityErrors, nacks, reports, rejoined, returned);
    }

    /** With what came of another stream, joined where this one was left, after so many seconds. */
    Received plus(Received then, double after) {
        return new Received(statistics.plus(then.statistics), seconds + then.seconds, waited, missing + then.missing,
                continuityErrors + then.continuityErrors, nacks + then.nacks, reports + then.reports,
                rejoined + then.rejoined + 1, Math.max(returned, after));
    }
}
