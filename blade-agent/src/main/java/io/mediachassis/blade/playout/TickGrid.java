package io.mediachassis.blade.playout;

/**
 * When a playout thread works which streams. A stream is worked once a tick. With a long tick half of the streams are
 * worked half a tick later than the others: long ticks make full messages, and this keeps bursts as short as those of a
 * tick of half the length. Pure; the playout thread's.
 */
final class TickGrid {
    private final int phases;
    private final long stepNs;
    private boolean ticking;
    private long nextNs;
    private int phase;

    TickGrid(PlayoutSettings settings) {
        phases = settings.tickNs() > PlayoutSettings.WHOLE_TICK_NS ? 2 : 1;
        stepNs = settings.tickNs() / phases;
    }

    /** Whether a step is due: always while no stream plays. */
    boolean due(long nowNs) {
        return !ticking || nowNs - nextNs >= 0;
    }

    /** When the step that is due now was to begin: now, when no stream played. */
    long dueNs(long nowNs) {
        return ticking ? nextNs : nowNs;
    }

    /** Begins the next step. */
    void begin() {
        phase = (phase + 1) % phases;
    }

    /** Whether the streams of a phase, 0 or 1, are worked in this step. */
    boolean works(int streamPhase) {
        return streamPhase % phases == phase;
    }

    /** Ends the step. Steps keep their grid; those that were missed are left out. */
    void end(long nowNs, boolean active) {
        long next = nextNs + stepNs;
        nextNs = ticking && next - nowNs > 0 ? next : nowNs + stepNs;
        ticking = active;
    }

    long nextNs() {
        return nextNs;
    }
}
