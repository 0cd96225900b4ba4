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
 */
record Received(ReceiverStatistics statistics, double seconds, double waited, long missing, long continuityErrors,
        long nacks, long reports) {
    /** The rest of the play can't be had any more: something is missing, nobody knows how much. */
    Received cutOff() {
        return new Received(statistics, seconds, waited, missing + 1, continuityErrors, nacks, reports);
    }

    /** With what came of another stream behind this one. */
    Received plus(Received then) {
        return new Received(statistics.plus(then.statistics), seconds + then.seconds, waited, missing + then.missing,
                continuityErrors + then.continuityErrors, nacks + then.nacks, reports + then.reports);
    }
}
