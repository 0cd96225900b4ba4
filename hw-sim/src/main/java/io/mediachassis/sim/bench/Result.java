package io.mediachassis.sim.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What a row gave.
 *
 * @param ours in {@code unit}
 * @param peer in {@code unit}; where no peer runs on this machine, the target itself
 * @param ratio of the two, said so that higher is better
 * @param target the ratio to reach
 * @param notes for the table: what the figures rest on
 */
public record Result(
        String row, double ours, double peer, String peerName, String unit, double ratio, double target,
        List<String> notes) {
    public Result {
        notes = List.copyOf(notes);
    }

    private static void requireFigures(String row, double ours, double peer) {
        if (!(ours > 0) || !(peer > 0) || Double.isInfinite(ours) || Double.isInfinite(peer)) {
            throw new IllegalArgumentException(row + ": nothing to compare, ours " + ours + ", peer " + peer);
        }
    }

    /** Of something of which there shall be none: the ratio is 1 when there is none, else 0. */
    public static Result noneMissing(String row, long missing, String unit, List<String> notes) {
        return new Result(row, missing, 0, "none", unit, missing == 0 ? 1 : 0, 1, notes);
    }

    /** Of a time or a cost: the ratio is peer by ours. */
    public static Result lowerIsBetter(
            String row, double ours, double peer, String peerName, String unit, double target, List<String> notes) {
        requireFigures(row, ours, peer);
        return new Result(row, ours, peer, peerName, unit, peer / ours, target, notes);
    }

    /** Of a throughput: the ratio is ours by peer. */
    public static Result higherIsBetter(
            String row, double ours, double peer, String peerName, String unit, double target, List<String> notes) {
        requireFigures(row, ours, peer);
        return new Result(row, ours, peer, peerName, unit, ours / peer, target, notes);
    }

    /** Whether the target is reached; decided on the exact ratio, not on the rounded one that is shown. */
    public boolean holds() {
        return ratio >= target;
    }

    /** As the report's list has it. */
    public ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("row", row)
                .put("ours", rounded(ours))
                .put("peer", rounded(peer))
                .put("peer_name", peerName)
                .put("unit", unit)
                .put("ratio", rounded(ratio))
                .put("target", target)
                .put("holds", holds());
    }

    /** To a thousandth: finer is noise in every unit used. */
    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
