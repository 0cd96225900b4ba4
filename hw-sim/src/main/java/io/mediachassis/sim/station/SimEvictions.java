package io.mediachassis.sim.station;

import io.mediachassis.backplane.proto.EvictionCandidate;
import io.mediachassis.backplane.proto.EvictionQuery;
import io.mediachassis.backplane.proto.EvictionReply;
import io.mediachassis.blade.engine.SegmentDrops;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Asks for room where a blade's disks are nearly full, as {@code Evictions} does, in runs that have evictions. */
final class SimEvictions {
    private final SimBlade blade;
    private final SegmentDrops drops;
    private final BiPredicate<String, Integer> inUse;
    private final BiPredicate<String, Integer> elsewhere;
    private final Function<EvictionQuery, CompletionStage<EvictionReply>> director;

    SimEvictions(
            SimBlade blade,
            SegmentDrops drops,
            BiPredicate<String, Integer> inUse,
            BiPredicate<String, Integer> elsewhere,
            Function<EvictionQuery, CompletionStage<EvictionReply>> director) {
        this.blade = blade;
        this.drops = drops;
        this.inUse = inUse;
        this.elsewhere = elsewhere;
        this.director = director;
    }

    /** Each second. */
    void look() {
        long excess = blade.store.excessBytes();
        if (excess == 0) {
            return;
        }
        EvictionQuery.Builder query = EvictionQuery.newBuilder().setExcessBytes(excess);
        for (SimProgram program : blade.world.programs) {
            for (int n = 0; n < program.segments(); n++) {
                if (blade.store.holds(program, n) && !inUse.test(program.id, n) && elsewhere.test(program.id, n)) {
                    query.addHeld(EvictionCandidate.newBuilder()
                            .setProgramId(program.id)
                            .setSegment(n)
                            .setBytes(program.length(n))
                            .setLastUsedEpochMs(blade.world.random.nextInt(1000)));
                }
            }
        }
        if (query.getHeldCount() > 0) {
            director.apply(query.build()).thenAccept(reply -> reply.getDropsList().forEach(drops::drop));
        }
    }
}
