package io.mediachassis.controller.election;

import org.jspecify.annotations.Nullable;

/**
 * Who is to be director next, of those who may: healthy ones, and of these rather one that knows the station, can be
 * fenced and has not failed over often. Owned by {@link DirectorElection}.
 */
final class Candidates {
    /** What a candidate must have beside its health, from the most to the least. */
    private enum Fitness {
        FENCEABLE_AND_STEADY,
        STEADY,
        /** May have failed over often, but would not keep consoles waiting until it knows the station. */
        READY,
        ANY
    }

    /** Heartbeats that come late by less are as good as those in time. */
    private static final long STEP_NS = 100_000_000;

    private final BladeTable blades;
    private final ElectionTimes times;
    private final HoldDown holdDown;
    private final long startNs;
    private int preferred;
    private boolean seen;
    private long seenSinceNs;

    Candidates(BladeTable blades, ElectionTimes times, long startNs) {
        this.blades = blades;
        this.times = times;
        this.holdDown = new HoldDown(times);
        this.startNs = startNs;
    }

    /** The operator wants this one next, if it is as fit as the best; 0: nobody in particular. */
    void prefer(int slot) {
        preferred = slot;
    }

    /** The blade lost the role unplanned; true when it is held down by this. */
    boolean failedOver(int slot, long nowNs) {
        return holdDown.failedOver(slot, nowNs);
    }

    /**
     * Whether a hand-over can go to this blade.
     *
     * @param to 0: to any other than the director
     */
    boolean canTakeOver(int director, int to, long nowNs) {
        return blades.all().stream()
                .anyMatch(b -> b.slot != director && (to == 0 || b.slot == to)
                        && fit(b, Fitness.FENCEABLE_AND_STEADY, nowNs));
    }

    /** The best now; null: none. */
    @Nullable BladeView best(long nowNs) {
        BladeView best = look(nowNs);
        if (best == null) {
            seen = false;
        } else if (!seen) {
            seen = true;
            seenSinceNs = nowNs;
        }
        return best;
    }

    /** There has been one for a while: with a cold chassis, the others had their time to come up. */
    boolean settled(long nowNs) {
        return seen && nowNs - seenSinceNs >= times.settleNs();
    }

    /** Since the epoch began, whoever is there had the time to show up. */
    boolean discovered(long nowNs) {
        return nowNs - startNs >= times.discoverNs();
    }

    private @Nullable BladeView look(long nowNs) {
        for (Fitness least : Fitness.values()) {
            BladeView best = null;
            for (BladeView blade : blades.all()) {
                if (fit(blade, least, nowNs) && better(blade, best)) {
                    best = blade;
                }
            }
            // One that can't be fenced, or fails over often, is better than none, once the others had time to show up.
            if (best != null || !discovered(nowNs)) {
                return best;
            }
        }
        return null;
    }

    /** Rather one that keeps time: one that has just started, or is overloaded, makes a slow director. */
    private boolean better(BladeView blade, @Nullable BladeView best) {
        return best == null || blade.slot == preferred
                || (best.slot != preferred && blade.slackNs / STEP_NS < best.slackNs / STEP_NS);
    }

    private boolean fit(BladeView blade, Fitness least, long nowNs) {
        return blade.present
                && blade.readiness != Readiness.STARTING
                && (least == Fitness.ANY || blade.readiness == Readiness.READY)
                && blade.accounted
                && blade.fresh(nowNs, times.suspectNs())
                && !blade.leaving
                && (least != Fitness.FENCEABLE_AND_STEADY || blade.cbcReachable)
                && (least == Fitness.ANY || least == Fitness.READY || !holdDown.holds(blade.slot, nowNs));
    }
}
