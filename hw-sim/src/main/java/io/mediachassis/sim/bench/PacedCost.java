package io.mediachassis.sim.bench;

import java.io.IOException;
import java.util.List;

/**
 * Processor time that sending took, and what arrived for it.
 *
 * @param processorMs user and system time of the senders
 * @param datagrams that arrived
 * @param seconds measured
 */
record PacedCost(double processorMs, long datagrams, double seconds) {
    /** Seven transport packets; RTP and UDP headers are not counted, so all senders are counted alike. */
    static final int PAYLOAD_BYTES = 1316;

    double gbit() {
        return datagrams * (double) PAYLOAD_BYTES * 8 / 1e9;
    }

    /** Processor ms for each Gbit, after so many ms that the process takes anyway. */
    double msPerGbit(double idleMs) {
        return (processorMs - idleMs) / gbit();
    }

    /** What arrived by what that many streams are. */
    double pace(int streams) {
        return gbit() * 1e9 / (seconds * streams * PacedSample.BITS_A_SECOND);
    }

    /**
     * Measures for as long as the settings say.
     *
     * @param pids the senders
     * @param meanwhile called now and then
     */
    static PacedCost measure(Bench bench, List<Long> pids, Arrivals ports, Runnable meanwhile) throws IOException {
        long startNs = bench.clock().nanoTime();
        long processor = ProcessorTime.ofMs(pids);
        long arrived = ports.arrived();
        bench.waitFor(bench.settings().measure().toNanos(), meanwhile);
        return new PacedCost(
                ProcessorTime.ofMs(pids) - processor,
                ports.arrived() - arrived,
                (bench.clock().nanoTime() - startNs) / 1e9);
    }
}
