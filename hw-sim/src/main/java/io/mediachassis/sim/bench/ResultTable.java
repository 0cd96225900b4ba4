package io.mediachassis.sim.bench;

import java.io.PrintStream;
import java.util.List;

/** The table for people. */
final class ResultTable {
    private static final String FORMAT = "%-22s %10s %10s  %-24s %-14s %7s %7s  %s%n";

    private ResultTable() {}

    static void print(List<Result> results, PrintStream out) {
        out.println();
        out.printf(FORMAT, "row", "ours", "peer", "unit", "peer's name", "ratio", "target", "holds");
        for (Result result : results) {
            out.printf(FORMAT, result.row(), figure(result.ours()), figure(result.peer()), result.unit(),
                    result.peerName(), figure(result.ratio()), figure(result.target()), result.holds() ? "yes" : "NO");
            result.notes().forEach(note -> out.println("    " + note));
        }
        out.flush();
    }

    private static String figure(double value) {
        return String.format(value >= 100 ? "%.0f" : "%.2f", value);
    }
}
