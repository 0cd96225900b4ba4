package io.mediachassis.blade.engine;

import io.mediachassis.backplane.proto.Swap;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Whether an engine takes a console that another can't serve on, and which of its own it returns when it has no room (seed
 * 002 claim 22). Pure.
 */
final class SwapExchange {
    /** How far a returned console shall lie behind the end of what has arrived, seconds of program. */
    private static final double MARGIN = 2;
    private static final double NORMAL = 1.001;

    private SwapExchange() {}

    /** The answer. */
    sealed interface Answer {
        /** It has room. */
        record Take() implements Answer {}

        /** It takes it, and this one goes in exchange. */
        record Exchange(long session) implements Answer {}

        /** It has no room, and none of its consoles could be served by the other. */
        record Refuse() implements Answer {}
    }

    /**
     * One of its own consoles.
     *
     * @param segment the segment that it is at
     * @param pace seconds of program that it plays in a second
     * @param movable whether it plays, and another engine can send it
     */
    record Own(long session, String programId, int segment, long positionTicks, double pace, boolean movable) {}

    /**
     * Answers.
     *
     * @param programId of the console that asks
     * @param full whether the engine has no room without an exchange
     * @param holds whether the other engine holds that segment of that program, whole
     */
    static Answer answer(
            Swap swap, String programId, boolean full, List<Own> consoles, BiPredicate<String, Integer> holds) {
        if (!full) {
            return new Answer.Take();
        }
        Own best = null;
        for (Own own : consoles) {
            boolean candidate = own.movable() && own.pace() > 0 && own.pace() <= NORMAL
                    && (insideArrived(swap, programId, own) || holds.test(own.programId(), own.segment()));
            // Whoever is furthest back has the longest way to go.
            if (candidate && (best == null || own.positionTicks() < best.positionTicks())) {
                best = own;
            }
        }
        return best == null ? new Answer.Refuse() : new Answer.Exchange(best.session());
    }

    private static boolean insideArrived(Swap swap, String programId, Own own) {
        return own.programId().equals(programId)
                && own.segment() == swap.getSegment()
                && own.pace() <= swap.getArrivalRate()
                && own.positionTicks() >= swap.getSegmentStartTicks()
                && own.positionTicks() + MARGIN * 27_000_000 < swap.getArrivedTicks();
    }
}
