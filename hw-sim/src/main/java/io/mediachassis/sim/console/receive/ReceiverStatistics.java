package io.mediachassis.sim.console.receive;

/**
 * What a receiver has counted so far, in packets.
 *
 * @param received well formed, of the stream, repairs included
 * @param lost that did not come by themselves in time
 * @param reordered that came behind later ones by themselves
 * @param repaired that were asked for and came
 * @param residual that were never played
 * @param requests for packets, each counted
 * @param duplicates of what was here, or was played before the first packet that is wanted
 * @param late came after they had been given up
 * @param malformed datagrams that are no RTP, or hold no whole transport packets
 * @param foreign of another source than the stream's
 * @param unasked retransmissions of what was not missing
 * @param strays far from all other numbers, not played
 * @param jumps breaks in the sender's numbers
 * @param repairP50Ms from when a gap was seen to its repair
 * @param repairP99Ms the same
 * @param jitterMs interarrival jitter (RFC 3550 section 6.4.1)
 */
public record ReceiverStatistics(long received, long lost, long reordered, long repaired, long residual, long requests,
        long duplicates, long late, long malformed, long foreign, long unasked, long strays, long jumps,
        double repairP50Ms, double repairP99Ms, double jitterMs) {
    /** With those of another stream that was received behind this one; of times, the longer. */
    public ReceiverStatistics plus(ReceiverStatistics then) {
        return new ReceiverStatistics(received + then.received, lost + then.lost, reordered + then.reordered,
                repaired + then.repaired, residual + then.residual, requests + then.requests,
                duplicates + then.duplicates, late + then.late, malformed + then.malformed, foreign + then.foreign,
                unasked + then.unasked, strays + then.strays, jumps + then.jumps,
                Math.max(repairP50Ms, then.repairP50Ms), Math.max(repairP99Ms, then.repairP99Ms),
                Math.max(jitterMs, then.jitterMs));
    }
}
