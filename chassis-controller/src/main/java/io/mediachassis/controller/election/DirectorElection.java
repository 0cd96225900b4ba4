package io.mediachassis.controller.election;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.election.ElectionAction.Announce;
import io.mediachassis.controller.election.ElectionAction.Level;
import io.mediachassis.controller.election.ElectionAction.Probe;
import io.mediachassis.controller.election.BladeView.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Elects the director among the blades, for as long as one controller is active: one object for one epoch. It takes
 * events and the time, and answers with actions; it owns no thread, socket, file or clock. ARCHITECTURE.md, "Election",
 * argues why no two blades act as director at once.
 *
 * <pre>
 *                  a director reports itself (adopt it)
 *   VACANT ------------------------------------------------+
 *     |  nobody can be director any more, and a candidate  |
 *     +----------------------------------------------------+--> PROMOTING --accepted--> STEADY
 *     ^                                                           |                      |  |
 *     |<----------refused, its death is proved, or no answer------+                      |  |
 *     |                                                                                  |  |
 *     |<--it died (proved), gave up, or is suspected (then it is fenced first)-----------+  |
 *     |<--------demoted--------- HANDING_OVER <--------operator, or the blade is to go------+
 * </pre>
 *
 * Not thread-safe: the control loop owns it.
 */
public final class DirectorElection {
    /** Where the election stands. */
    public enum State {
        /** No director is known to act; one that is not accounted for may. */
        VACANT,
        /** A promotion is on its way. */
        PROMOTING,
        /** A director holds a lease that is renewed. */
        STEADY,
        /** The director was asked to give the role up. */
        HANDING_OVER
    }

    /** How a link ended, as far as the election cares. */
    public enum LinkEnd {
        /** The peer's own system closed it: its process gave the role up first, or is dead. */
        CLOSED_BY_PEER,
        /** Silence or damage: proves nothing. */
        LOST
    }

    private final ElectionTimes times;
    private final ElectionGuards guards;
    private final BladeTable blades;
    private final Candidates candidates;
    private final DirectorOrders orders;
    private final Fences fences;
    private final Exclusion exclusion;
    private final OwnDelay ownDelay;

    private State state = State.VACANT;
    private Term term;
    private int director;
    private int lastDirector;

    /**
     * A new epoch begins.
     *
     * @param epoch of the arbiter's claim that made this controller active
     * @param slots slots whose presence pin is closed
     */
    public DirectorElection(long epoch, Iterable<Integer> slots, ElectionTimes times, long nowNs) {
        this(epoch, slots, times, nowNs, new ElectionGuards());
    }

    /** With guards that may lack one, to show that it is needed. */
    public DirectorElection(
            long epoch, Iterable<Integer> slots, ElectionTimes times, long nowNs, ElectionGuards guards) {
        this.times = times;
        this.guards = guards;
        this.term = new Term(epoch, 0);
        this.blades = new BladeTable(epoch, slots, times, nowNs);
        this.candidates = new Candidates(blades, times, nowNs);
        this.orders = new DirectorOrders(blades, times);
        this.fences = new Fences(blades, times);
        this.exclusion = new Exclusion(blades, guards, candidates, fences);
        this.ownDelay = new OwnDelay(blades, guards, times.lateTickNs(), nowNs);
    }

    /** Where the election stands. */
    public State state() {
        return state;
    }

    /** The term of the last promotion, or (epoch, 0). */
    public Term term() {
        return term;
    }

    /** Slot of the acting director, 0 while none is known. */
    public int director() {
        return state == State.STEADY || state == State.HANDING_OVER ? director : 0;
    }

    /**
     * Whether this election powered the blade off, or is about to, and will power it on again itself. Any other blade
     * without power that the operator did not switch off is to be powered on by the shell: an earlier controller may have
     * fenced it and not lived to undo it.
     */
    public boolean isFenced(int slot) {
        BladeView blade = blades.find(slot);
        return blade != null && blade.fenced;
    }

    // ---- events ------------------------------------------------------------------------------------------------

    /** The arbiter's presence pin of a slot opened or closed. An open pin proves that the board has no power. */
    public List<ElectionAction> onPresence(int slot, boolean present, long nowNs) {
        List<ElectionAction> out = new ArrayList<>();
        if (!present && !blades.knows(slot)) {
            return out;
        }
        BladeView blade = blades.view(slot, nowNs);
        blade.present = present;
        if (!present) {
            blade.fenced = false;
            provedDead(blade, "it was pulled out", nowNs, out);
        }
        return out;
    }

    /** A link to the blade's agent came up; what it is comes with its heartbeats. */
    public List<ElectionAction> onLinkUp(int slot, long nowNs) {
        blades.view(slot, nowNs).linked(nowNs);
        return List.of(new Announce(director(), term));
    }

    /** The link ended. */
    public List<ElectionAction> onLinkDown(int slot, LinkEnd end, long nowNs) {
        List<ElectionAction> out = new ArrayList<>();
        BladeView blade = blades.view(slot, nowNs);
        blade.unlinked();
        if (guards.provesDeath(end)) {
            provedDead(blade, "its agent ended", nowNs, out);
        } else if (slot == director && state != State.VACANT) {
            suspect(blade, "its link was lost", nowNs, out);
        }
        return out;
    }

    /** A heartbeat of an agent. */
    public List<ElectionAction> onHeartbeat(
            int slot, boolean actsAsDirector, boolean caretaker, Term highest, Readiness readiness, long sentNs, long nowNs) {
        List<ElectionAction> out = new ArrayList<>();
        BladeView blade = blades.view(slot, nowNs);
        if (!blade.linkUp) {
            return out;
        }
        Role role = caretaker ? Role.CARETAKER : actsAsDirector ? Role.DIRECTOR : Role.ENGINE;
        blade.heard(role, highest, readiness, sentNs, times, nowNs);
        boolean engine = role == Role.ENGINE && guards.knowsOrders(highest, blade.ordered);
        boolean promoted = slot == director && state != State.VACANT;
        if (promoted && state != State.PROMOTING && engine) {
            gaveUp(blade, "it gave the role up", nowNs, out);
        } else if (!promoted) {
            blade.account(engine);
        }
        if (state == State.VACANT) {
            tryElect(nowNs, out);
        }
        return out;
    }

    /** The CBC answers, or no longer does. */
    public List<ElectionAction> onCbcReachable(int slot, boolean reachable, long nowNs) {
        BladeView blade = blades.view(slot, nowNs);
        boolean changed = blade.cbcReachable != reachable;
        blade.cbcReachable = reachable;
        if (changed && slot == director && state == State.STEADY) {
            return List.of(ElectionReports.cbc(slot, term, reachable));
        }
        return List.of();
    }

    /** The CBC reports power good low: the blade runs nothing. Level, not edge: may be told again and again. */
    public List<ElectionAction> onPowerLow(int slot, long nowNs) {
        List<ElectionAction> out = new ArrayList<>();
        provedDead(blades.view(slot, nowNs), "it has no power", nowNs, out);
        return out;
    }

    /**
     * The CBC's watchdog expired and it reset the board. No proof: events are told again until they are acknowledged, so
     * this may be long ago, and the blade director again since. A hung one is suspected and fenced long before.
     */
    public List<ElectionAction> onWatchdogExpired(int slot, long nowNs) {
        return List.of(ElectionReports.watchdog(slot, term));
    }

    /** The blade is to be taken out or switched off once it has handed its work over, or is not any more. */
    public List<ElectionAction> onLeaving(int slot, boolean leaving, long nowNs) {
        blades.view(slot, nowNs).leaving = leaving;
        return leaving && slot == director && state == State.STEADY ? handOver(0, nowNs) : List.of();
    }

    /** The agent's answer to a promotion. */
    public List<ElectionAction> onPromoteReply(int slot, Term answered, boolean accepted, Term highest, long nowNs) {
        List<ElectionAction> out = new ArrayList<>();
        if (state != State.PROMOTING || slot != director || !answered.equals(term)) {
            return out;
        }
        BladeView blade = blades.view(slot, nowNs);
        if (accepted) {
            state = State.STEADY;
            orders.accepted(blade, nowNs);
            candidates.prefer(0);
            fences.rearmAlarm();
            out.add(new Announce(slot, term));
            out.add(ElectionReports.changed(slot, lastDirector, term));
            lastDirector = slot;
            fences.release(out);
        } else {
            blade.refused(nowNs);
            vacate(nowNs, out);
        }
        return out;
    }

    /** The agent's answer to a demotion: it no longer acts. */
    public List<ElectionAction> onDemoteReply(int slot, long nowNs) {
        List<ElectionAction> out = new ArrayList<>();
        if (state == State.HANDING_OVER && slot == director) {
            gaveUp(blades.view(slot, nowNs), "it handed the role over", nowNs, out);
        }
        return out;
    }

    /**
     * An operator asks for another director; nothing happens unless one stands and another is fit.
     *
     * @param toSlot 0: the best that is fit, for a director that leaves: else that is mostly itself again
     */
    public List<ElectionAction> handOver(int toSlot, long nowNs) {
        if (state != State.STEADY || toSlot == director) {
            return List.of();
        }
        if (!candidates.canTakeOver(director, toSlot, nowNs)) {
            return List.of(ElectionReports.noHandOver(director, toSlot, term));
        }
        List<ElectionAction> out = new ArrayList<>();
        candidates.prefer(toSlot);
        state = State.HANDING_OVER;
        orders.demote(director, term, nowNs, out);
        return out;
    }

    /** Time passes; called every 20 ms or so. */
    public List<ElectionAction> onTick(long nowNs) {
        List<ElectionAction> out = new ArrayList<>();
        if (ownDelay.forgave(nowNs) && state == State.STEADY) {
            out.add(new Probe(director));
        }
        switch (state) {
            case VACANT -> tryElect(nowNs, out);
            case PROMOTING -> {
                BladeView blade = blades.view(director, nowNs);
                if (!blade.fresh(nowNs, times.promotingSilenceNs())) {
                    suspect(blade, "it fell silent while it was promoted", nowNs, out);
                } else if (orders.givesUp(nowNs)) {
                    suspect(blade, "it does not answer its promotion", nowNs, out);
                } else {
                    orders.repeatPromotion(blade, term, nowNs, out);
                }
            }
            case STEADY -> {
                BladeView blade = blades.view(director, nowNs);
                if (!blade.fresh(nowNs, times.suspectNs())) {
                    suspect(blade, "three heartbeats were missed", nowNs, out);
                } else {
                    orders.renew(blade, term, nowNs, out);
                }
            }
            case HANDING_OVER -> {
                BladeView blade = blades.view(director, nowNs);
                if (!blade.fresh(nowNs, times.suspectNs())) {
                    suspect(blade, "it fell silent while it handed over", nowNs, out);
                } else {
                    orders.repeatDemotion(director, term, nowNs, out);
                }
            }
        }
        return out;
    }

    // ---- decisions ---------------------------------------------------------------------------------------------

    private void tryElect(long nowNs, List<ElectionAction> out) {
        BladeView acting = blades.acting(nowNs);
        if (acting != null) {
            out.add(ElectionReports.adopted(acting.slot, term));
            startPromotion(acting, true, nowNs, out);
            return;
        }
        if (!exclusion.complete(term, nowNs, out)) {
            return;
        }
        BladeView best = candidates.best(nowNs);
        if (best == null) {
            fences.release(out);
        } else if (lastDirector != 0 || candidates.settled(nowNs)) {
            startPromotion(best, false, nowNs, out);
        }
    }

    private void startPromotion(BladeView blade, boolean adopt, long nowNs, List<ElectionAction> out) {
        director = blade.slot;
        state = State.PROMOTING;
        term = term.nextElection();
        orders.promote(blade, term, adopt, nowNs, out);
    }

    private void suspect(BladeView blade, String why, long nowNs, List<ElectionAction> out) {
        out.add(ElectionReports.suspected(blade.slot, term, why));
        failedOver(blade, nowNs, out);
        out.add(new Probe(blade.slot));
        if (fences.calm(nowNs)) {
            fences.order(blade, term, nowNs, out);
        }
        vacate(nowNs, out);
    }

    private void provedDead(BladeView blade, String how, long nowNs, List<ElectionAction> out) {
        boolean was = blade.slot == director && state != State.VACANT;
        blade.markDead();
        if (was) {
            out.add(ElectionReports.lost(Level.WARNING, blade.slot, term, how));
            failedOver(blade, nowNs, out);
            vacate(nowNs, out);
        } else if (state == State.VACANT) {
            tryElect(nowNs, out);
        } else if (state == State.STEADY) {
            fences.release(out);
        }
    }

    private void gaveUp(BladeView blade, String how, long nowNs, List<ElectionAction> out) {
        out.add(ElectionReports.lost(Level.INFO, blade.slot, term, how));
        blade.gaveUp(nowNs);
        vacate(nowNs, out);
    }

    private void failedOver(BladeView blade, long nowNs, List<ElectionAction> out) {
        if (candidates.failedOver(blade.slot, nowNs)) {
            out.add(ElectionReports.heldDown(blade.slot, term, times.holdDownNs()));
        }
    }

    /**
     * Nobody is known to act. Those who learn of the new term confirm no caretaker of an older one any more; where the
     * next director is clear at once, its promotion does that.
     */
    private void vacate(long nowNs, List<ElectionAction> out) {
        state = State.VACANT;
        director = 0;
        term = term.nextElection();
        tryElect(nowNs, out);
        if (state == State.VACANT) {
            out.add(new Announce(0, term));
        }
    }
}
