package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a blade that is to go still has that the others need: segments of which they have fewer copies than the station
 * wants, or than there are blades left.
 *
 * @param tooFew segments with too few copies
 * @param onlyHere of these, those that no other blade has
 */
public record DrainNeeds(int tooFew, int onlyHere) {
    /**
     * By what every blade knows of the others. Pure; any thread. Takes time in proportion to all that is stored.
     *
     * @param copies wanted of each segment
     */
    public static DrainNeeds of(int slot, SegmentLocationTable table, int copies) {
        Engine own = table.engine(slot).orElse(null);
        if (own == null) {
            return new DrainNeeds(0, 0);
        }
        List<Engine> others = table.engines().stream()
                .filter(engine -> engine.slot() != slot && engine.inService())
                .toList();
        int wanted = Math.min(copies, others.size());
        int tooFew = 0;
        int onlyHere = 0;
        for (ProgramHolding program : own.programs().values()) {
            int[] held = new int[program.getSegmentsTotal()];
            for (Engine other : others) {
                count(other.programs().get(program.getProgramId()), held);
            }
            for (int n : KeptSegments.of(program).stream().toArray()) {
                tooFew += held[n] < wanted || held[n] == 0 ? 1 : 0;
                onlyHere += held[n] == 0 ? 1 : 0;
            }
        }
        return new DrainNeeds(tooFew, onlyHere);
    }

    private static void count(@Nullable ProgramHolding holding, int[] held) {
        if (holding != null) {
            KeptSegments.of(holding).stream().filter(n -> n < held.length).forEach(n -> held[n]++);
        }
    }
}
