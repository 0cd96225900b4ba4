package io.mediachassis.controller.election;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.election.ElectionAction.PowerOff;
import io.mediachassis.controller.election.ElectionAction.PowerOn;
import java.util.List;

/**
 * Powers blades off that may act as director and can't be heard, and on again once they are seen dead and a director
 * stands. Owned by {@link DirectorElection}.
 */
final class Fences {
    private final BladeTable blades;
    private final ElectionTimes times;
    private boolean alarmRaised;
    private boolean ordered;
    private long lastOrderNs;

    Fences(BladeTable blades, ElectionTimes times) {
        this.blades = blades;
        this.times = times;
    }

    /** Orders a blade off, and again while it is not confirmed; one that can't be fenced raises one alarm. */
    void order(BladeView blade, Term term, long nowNs, List<ElectionAction> out) {
        if (blade.fenceOrdered && nowNs - blade.lastFenceNs < times.fenceRetryNs()) {
            return;
        }
        if (!blade.fenceOrdered) {
            out.add(ElectionReports.fenceOrdered(blade.slot, term));
        } else if (!blade.cbcReachable && !alarmRaised) {
            alarmRaised = true;
            out.add(ElectionReports.fenceUnconfirmed(blade.slot, term));
        }
        blade.fenceOrdered = true;
        blade.fenced = true;
        blade.lastFenceNs = nowNs;
        ordered = true;
        lastOrderNs = nowNs;
        out.add(new PowerOff(blade.slot));
    }

    /** No blade was powered off lately: one that falls silent is at fault by itself. */
    boolean calm(long nowNs) {
        return !ordered || nowNs - lastOrderNs >= times.fenceCalmNs();
    }

    /** Powers those on again that are seen dead. */
    void release(List<ElectionAction> out) {
        for (BladeView blade : blades.all()) {
            if (blade.fenced && blade.observedDead) {
                blade.fenced = false;
                out.add(new PowerOn(blade.slot));
            }
        }
    }

    /** A director stands: the next fence that finds no CBC is worth an alarm again. */
    void rearmAlarm() {
        alarmRaised = false;
    }
}
