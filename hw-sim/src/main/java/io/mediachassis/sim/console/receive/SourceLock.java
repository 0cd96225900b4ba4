package io.mediachassis.sim.console.receive;

/**
 * Which synchronization source is the stream's: the announced one and no other; or the first that came, until it has
 * been silent for {@link #SILENCE_NS} and another one has sent {@link #PROBATION} packets in a row meanwhile. One thread.
 */
final class SourceLock {
    static final long SILENCE_NS = 1_000_000_000L;
    static final int PROBATION = 8;
    /** Of {@link #ssrc}: not known. */
    static final long UNKNOWN = -1;

    private final boolean announced;
    private long ssrc;
    private long heardNs;
    private int candidate;
    private int candidatePackets;

    /** @param announced 0 to 2^32 - 1, or {@link #UNKNOWN} */
    SourceLock(long announced) {
        this.announced = announced != UNKNOWN;
        ssrc = announced;
    }

    /** Whether a packet of that source is one of the stream's. */
    boolean accepts(int from, long nowNs) {
        if (ssrc == UNKNOWN) {
            ssrc = from & 0xffffffffL;
        }
        if ((int) ssrc == from) {
            heardNs = nowNs;
            candidatePackets = 0;
            return true;
        }
        if (announced || nowNs - heardNs < SILENCE_NS) {
            return false;
        }
        candidatePackets = candidate == from ? candidatePackets + 1 : 1;
        candidate = from;
        if (candidatePackets < PROBATION) {
            return false;
        }
        ssrc = from & 0xffffffffL;
        heardNs = nowNs;
        candidatePackets = 0;
        return true;
    }

    /** The stream's source, or {@link #UNKNOWN}. */
    long ssrc() {
        return ssrc;
    }
}
