package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.Comparator;

/** How much an engine can be given to store, as its own reports tell. Pure; any thread. */
final class Vacancy {
    private static final int STEPS = 16;

    /**
     * The emptiest first: by the share of its volumes that is free, in sixteenths, since less of a difference is worth
     * no thought; then by load, in quarters; then by the number of programs, which spreads them where blades share a
     * disk, as simulated ones do.
     */
    static final Comparator<Engine> EMPTIEST = Comparator.comparingLong((Engine engine) -> -freeSteps(engine.load()))
            .thenComparingLong(engine -> loadQuarters(engine.load()))
            .thenComparingInt(engine -> engine.programs().size())
            .thenComparingLong(engine -> -engine.load().getDiskFreeBytes())
            .thenComparingInt(Engine::slot);

    private Vacancy() {}

    /**
     * Bytes of programs that the engine has or could have: what it holds and what is free. Copies that come or go leave
     * it as it is, so that a share by it is not changed by being carried out; somebody else's files do change it.
     */
    static double places(Engine engine) {
        return (double) (engine.load().getDiskFreeBytes() + engine.stored().bytes());
    }

    /** Whether it sends so much that new work had better go elsewhere: more than three quarters of what it can. */
    static boolean loaded(Engine engine) {
        return loadQuarters(engine.load()) >= 3;
    }

    private static long freeSteps(LoadReport load) {
        return Math.round(STEPS * share(load.getDiskFreeBytes(), load.getDiskTotalBytes()));
    }

    private static long loadQuarters(LoadReport load) {
        double egress = share(load.getEgressBps(), load.getEgressCapacityBps());
        return (long) (4 * Math.min(1, Math.max(egress, share(load.getStreams(), load.getStreamsCapacity()))));
    }

    private static double share(long part, long whole) {
        return whole <= 0 ? 0 : (double) part / (double) whole;
    }
}
