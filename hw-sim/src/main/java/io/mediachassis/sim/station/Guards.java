package io.mediachassis.sim.station;

import java.util.EnumSet;
import java.util.Set;

/** What the station does to keep its promises, so that a run can go without one of them and be seen to fail. */
public enum Guards {
    /** The numbers of a stream that is rescued go past what may have been sent. */
    RESCUE_AHEAD,
    /** Whoever takes a stream over from an engine thought dead says so, and that engine stops. */
    STREAM_TAKEN,
    /** An engine keeps what it reads when it is told to drop it. */
    READ_KEEPS,
    /** An engine refuses orders of a term that is over. */
    TERM_FENCE,
    /** An engine opens no more streams than its capacity. */
    CAPACITY,
    /** What was preloaded and never handed over is closed, and what nobody watches any more. */
    FORGOTTEN_CLOSE,
    /** A dead engine's copies are made again. */
    REPLICATION;

    /** Nothing taken out. */
    public static final Set<Guards> ALL = Set.copyOf(EnumSet.allOf(Guards.class));

    /** All but this one. */
    public static Set<Guards> without(Guards one) {
        EnumSet<Guards> rest = EnumSet.allOf(Guards.class);
        rest.remove(one);
        return rest;
    }
}
