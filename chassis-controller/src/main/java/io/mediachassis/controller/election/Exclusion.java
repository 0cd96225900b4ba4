package io.mediachassis.controller.election;

import io.mediachassis.backplane.term.Term;
import java.util.List;

/**
 * Whether any blade may be acting as director, for each by the evidence that there is: the third rule of
 * ARCHITECTURE.md, "Election". Has those fenced for whom there is none, where that is in order. Owned by
 * {@link DirectorElection}.
 */
final class Exclusion {
    private final BladeTable blades;
    private final ElectionGuards guards;
    private final Candidates candidates;
    private final Fences fences;

    Exclusion(BladeTable blades, ElectionGuards guards, Candidates candidates, Fences fences) {
        this.blades = blades;
        this.guards = guards;
        this.candidates = candidates;
        this.fences = fences;
    }

    /**
     * Nobody but the one to be promoted can be acting as director.
     *
     * @param term ours; no caretaker of an older one is confirmed by a blade that has it on disk
     * @param out the orders to fence, where somebody can
     */
    boolean complete(Term term, long nowNs, List<ElectionAction> out) {
        boolean excluded = true;
        for (BladeView blade : blades.all()) {
            boolean caretaker = !blade.cleared()
                    && guards.caretakerPossible(blades.couldConfirm(term, nowNs), blade.caretakerNeeds());
            if (blade.cleared() || (!caretaker && !guards.leaseMayBeAlive(blade.leaseUntilNs, nowNs))) {
                continue;
            }
            excluded = false;
            boolean hurry = fences.calm(nowNs) || nowNs - blade.leaseUntilNs >= 0;
            if (blade.fenceOrdered || (candidates.discovered(nowNs) && caretaker && hurry)) {
                fences.order(blade, term, nowNs, out);
            }
        }
        return excluded;
    }
}
