package io.mediachassis.backplane.registry;

/**
 * What changed of a program at a station.
 *
 * @param program the program's id, as in {@link StationHolding}
 * @param manifest hash of the manifest; where it is another than before, nothing that was held until now is held still
 * @param total segments that the program has
 * @param added copies that are complete
 * @param removed segments that are gone
 * @param kept segments with leave to drop them that stay, since nothing acts on that leave any more
 */
public record HoldingChange(
        String program, String manifest, int total, SegmentRanges added, SegmentRanges removed, SegmentRanges kept) {
    public HoldingChange {
        StationHolding.checkName(program);
        StationHolding.checkManifest(manifest);
        if (total < 1 || total > SegmentRanges.MAX_SEGMENT || added.last() >= total) {
            throw new IllegalArgumentException(program + " can't have segments " + added + " of " + total);
        }
        if (!added.and(removed).isEmpty()) {
            throw new IllegalArgumentException(program + " can't have got and lost segments " + added.and(removed));
        }
    }

    public static HoldingChange added(StationHolding copies) {
        return new HoldingChange(
                copies.program(), copies.manifest(), copies.total(), copies.segments(), SegmentRanges.NONE,
                SegmentRanges.NONE);
    }

    public static HoldingChange removed(StationHolding gone) {
        return new HoldingChange(
                gone.program(), gone.manifest(), gone.total(), SegmentRanges.NONE, gone.segments(), SegmentRanges.NONE);
    }

    public static HoldingChange kept(StationHolding stay) {
        return new HoldingChange(
                stay.program(), stay.manifest(), stay.total(), SegmentRanges.NONE, SegmentRanges.NONE, stay.segments());
    }
}
