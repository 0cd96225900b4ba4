package io.mediachassis.controller.election;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.election.ElectionAction.Demote;
import io.mediachassis.controller.election.ElectionAction.Promote;
import io.mediachassis.controller.election.ElectionAction.RenewLease;
import java.util.List;

/**
 * The orders to the blade that is, or is to be, director: each is sent again until it is answered, and each that lets
 * the blade act is noted as a lease before it leaves. Owned by {@link DirectorElection}.
 */
final class DirectorOrders {
    private final BladeTable blades;
    private final ElectionTimes times;
    private boolean adopting;
    private int presentAtPromotion;
    private long promotingSinceNs;
    private long lastOrderNs;
    private long lastRenewNs;

    DirectorOrders(BladeTable blades, ElectionTimes times) {
        this.blades = blades;
        this.times = times;
    }

    /**
     * The first order of a new term.
     *
     * @param adopt valid only while the blade acts already
     */
    void promote(BladeView blade, Term term, boolean adopt, long nowNs, List<ElectionAction> out) {
        adopting = adopt;
        promotingSinceNs = nowNs;
        presentAtPromotion = blades.present();
        if (!adopt) {
            blade.fewestPresent = presentAtPromotion;
        }
        send(blade, term, nowNs, out);
    }

    /** The promotion was sent again and again, in vain. */
    boolean givesUp(long nowNs) {
        return nowNs - promotingSinceNs >= times.promoteGiveUpNs();
    }

    /** Sends the promotion again if it is time. */
    void repeatPromotion(BladeView blade, Term term, long nowNs, List<ElectionAction> out) {
        if (nowNs - lastOrderNs >= times.promoteRetryNs()) {
            send(blade, term, nowNs, out);
        }
    }

    /** The blade obeyed the promotion: its lease runs. */
    void accepted(BladeView blade, long nowNs) {
        lastRenewNs = nowNs;
        blade.fewestPresent = Math.min(presentAtPromotion, blades.present());
    }

    /** Renews the lease if it is time. */
    void renew(BladeView blade, Term term, long nowNs, List<ElectionAction> out) {
        if (nowNs - lastRenewNs >= times.renewNs()) {
            lastRenewNs = nowNs;
            grant(blade);
            out.add(new RenewLease(blade.slot, term, blade.echoNs));
        }
    }

    /** Asks the director to give the role up. */
    void demote(int director, Term term, long nowNs, List<ElectionAction> out) {
        lastOrderNs = nowNs;
        out.add(new Demote(director, term));
    }

    /** Asks it again if it is time. */
    void repeatDemotion(int director, Term term, long nowNs, List<ElectionAction> out) {
        if (nowNs - lastOrderNs >= times.promoteRetryNs()) {
            demote(director, term, nowNs, out);
        }
    }

    private void send(BladeView blade, Term term, long nowNs, List<ElectionAction> out) {
        lastOrderNs = nowNs;
        blade.ordered = term;
        grant(blade);
        out.add(new Promote(blade.slot, term, adopting, blade.echoNs));
    }

    /** From here on the blade may act, until a lease from its last heartbeat has run out. */
    private void grant(BladeView blade) {
        blade.fewestPresent = Math.min(blade.fewestPresent, blades.present());
        blade.observedDead = false;
        blade.accounted = false;
        blade.leaseUntilNs = Math.max(blade.leaseUntilNs, blade.heardNs + times.leaseNs());
    }
}
