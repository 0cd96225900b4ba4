package io.mediachassis.controller.election;

/**
 * The times that the election counts with, in nanoseconds. The safe ones are not free to choose one by one:
 * <ul>
 *   <li>a holder gives up {@code 700 ms} after the heartbeat that its lease echoes (agent's clock), the controller counts
 *       {@code leaseNs} = 1000 ms from receiving that heartbeat (its own clock): right while no clock runs 1.4 times as
 *       fast as another;
 *   <li>a caretaker counts a peer's confirmation for 300 ms, the controller {@code confirmedNs} = 450 ms.
 * </ul>
 *
 * @param suspectNs silence after which a blade is suspected: 3 missed heartbeats of 100 ms, and half of one for jitter
 * @param heartbeatNs between two heartbeats of a blade
 * @param slackMaxNs that a blade whose heartbeats come late now and then gets at most beside {@code suspectNs}; both
 *     together are less than the 700 ms after which a director gives up by itself, so that waiting costs little
 * @param promotingSilenceNs silence after which a blade that was just promoted is suspected: it has more to do then than
 *     ever, and to fence it would only put the next one in its place
 * @param renewNs between two renewals of the director's lease
 * @param leaseNs for which a granted lease may be alive
 * @param confirmedNs since a blade said that it knows our term, after which no confirmation it gave earlier counts
 * @param settleNs between the first candidate and the first election, so that others can come up
 * @param promoteRetryNs without a reply, after which a promotion is sent again
 * @param promoteGiveUpNs without a reply, after which the blade is suspected: its disk may be stuck
 * @param fenceRetryNs between two power-off orders to a blade that does not go off
 * @param fenceCalmNs after a power-off, in which no other blade is powered off before its lease is over: where two fall
 *     silent so soon one after the other the unit is overloaded or its network is at fault, and a board that starts
 *     again makes that worse
 * @param discoverNs after becoming active, in which blades may link up before any is fenced for not having done so
 * @param lateTickNs between two ticks, above which the controller's own delay is forgiven to the blades
 * @param holdDownNs for which any other candidate goes before a blade that failed over often
 * @param holdDownWindowNs in which its fail-overs are counted
 * @param holdDownFailovers how many of them hold it down
 */
public record ElectionTimes(
        long suspectNs,
        long heartbeatNs,
        long slackMaxNs,
        long promotingSilenceNs,
        long renewNs,
        long leaseNs,
        long confirmedNs,
        long settleNs,
        long promoteRetryNs,
        long promoteGiveUpNs,
        long fenceRetryNs,
        long fenceCalmNs,
        long discoverNs,
        long lateTickNs,
        long holdDownNs,
        long holdDownWindowNs,
        int holdDownFailovers) {
    private static final long MS = 1_000_000L;

    /** As ARCHITECTURE.md states them. */
    public static final ElectionTimes DEFAULT = new ElectionTimes(
            350 * MS, 100 * MS, 300 * MS, 700 * MS, 200 * MS, 1000 * MS, 450 * MS, 300 * MS, 150 * MS, 1500 * MS, 500 * MS,
            10_000 * MS, 2500 * MS, 60 * MS, 300_000 * MS, 300_000 * MS, 3);
}
