package io.mediachassis.sim.source;

/** A copy under way. */
final class Flow {
    final int source;
    final int station;
    final int program;
    final int[] path;
    final long bytes;
    final double roundTripS;
    /** When somebody asked for the program. */
    final double askedS;
    /** When its bytes begin to flow. */
    final double startS;
    /** By the receiver's window alone. */
    final double mostBps;
    double rateBps;
    double done;
    boolean shown;

    Flow(
            int source, int station, int program, int[] path, long bytes, double roundTripS, double askedS,
            double startS, double mostBps) {
        this.source = source;
        this.station = station;
        this.program = program;
        this.path = path;
        this.bytes = bytes;
        this.roundTripS = roundTripS;
        this.askedS = askedS;
        this.startS = startS;
        this.mostBps = mostBps;
    }
}
