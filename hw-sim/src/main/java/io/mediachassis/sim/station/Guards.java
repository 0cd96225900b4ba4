package io.mediachassis.sim.station;

import java.util.EnumSet;
import java.util.Set;

/** What the station does to keep its promises, so that a run can go without one of them and be seen to fail. */
public enum Guards {
    /** The numbers of a stream that is rescued go past what may have been sent. */
    RESCUE_AHEAD,
    /** An engine that was cut off learns from what the others tell of their streams that it has been succeeded. */
    RIVALS,
    /** An anchor stops whoever sends a stream that is over, and follows one that it did not hear of. */
    ANCHOR_LISTENS,
    /** An engine keeps what it reads when it is told to drop it. */
    READ_KEEPS,
    /** An engine drops a segment only on the word of another that keeps it. */
    KEEPER_WORD,
    /** An engine opens no more streams than its capacity. */
    CAPACITY,
    /** What the next agent needs of a console's stream is up to date before a request is answered, and each second. */
    KEPT_FRESH,
    /** Whoever directs an engine to go on with a stream tells every blade, since that engine may die just then. */
    DIRECTED_TOLD,
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
