package io.mediachassis.controller.headend.registry;

import io.mediachassis.backplane.registry.SegmentRanges;
import io.mediachassis.backplane.registry.StationHolding;

/**
 * What one station holds of one program, as the registry knows it. There is no row where it is nothing.
 *
 * @param manifest hash of the manifest in hexadecimal; rows of different manifests hold no copies of one another
 * @param total segments that the program has
 * @param held segments on the station's disks, never none
 * @param leaving those of them with leave to drop: they are no copies to count on
 */
public record HoldingRow(
        String program, String station, String manifest, int total, SegmentRanges held, SegmentRanges leaving) {
    public HoldingRow {
        leaving = leaving.and(held);
    }

    /** What others can have of it, and can rely on. */
    public SegmentRanges copies() {
        return held.minus(leaving);
    }

    /** Whether both are of the same program. */
    boolean sameProgram(String otherManifest) {
        return manifest.equals(otherManifest);
    }

    /** With these held; leave that was given stands for as long as they are. */
    HoldingRow holding(SegmentRanges now) {
        return new HoldingRow(program, station, manifest, total, now, leaving);
    }

    HoldingRow leaving(SegmentRanges now) {
        return new HoldingRow(program, station, manifest, total, held, now);
    }

    StationHolding of(SegmentRanges part) {
        return new StationHolding(program, manifest, total, part);
    }
}
