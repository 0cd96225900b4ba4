package io.mediachassis.controller.election;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.election.ElectionAction.Announce;
import io.mediachassis.controller.election.ElectionAction.Demote;
import io.mediachassis.controller.election.ElectionAction.Level;
import io.mediachassis.controller.election.ElectionAction.PowerOff;
import io.mediachassis.controller.election.ElectionAction.PowerOn;
import io.mediachassis.controller.election.ElectionAction.Probe;
import io.mediachassis.controller.election.ElectionAction.Promote;
import io.mediachassis.controller.election.ElectionAction.RenewLease;
import io.mediachassis.controller.election.ElectionAction.Report;
import io.mediachassis.controller.election.BladeView.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
 *     |<----------refused, or its death is proved-----------------+                      |  |
 *     |                                                                                  |  |
 *     |<--it died (proved), gave up, or is suspected (then it is fenced first)-----------+  |
 *     |<--------demoted--------- HANDING_OVER <--------operator, or its handle opened-------+
 * </pre>
 *
 * Not thread-safe: the control loop owns it.
 */
public class DirectorElection {
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
    private final SortedMap<Integer, BladeView> blades = new TreeMap<>();
    private final HoldDown holdDown;
    private final long startNs;

    private State state = State.VACANT;
    private Term term;
    private int director;
    private int lastDirector;
    private int preferred;
    private long lastTickNs;
    private long lastRenewNs;
    private long lastPromoteNs;
    private long promotingSinceNs;
    private long candidateSinceNs;
    private boolean candidateSeen;
    private boolean alarmRaised;
    private boolean adopting;
    private int presentAtPromotion;

    /**
     * A new epoch begins.
     *
     * @param epoch of the arbiter's claim that made this controller active
     * @param slots slots whose presence pin is closed
     */
    public DirectorElection(long epoch, Iterable<Integer> slots, ElectionTimes times, long nowNs) {
        this.times = times;
        this.term = new Term(epoch, 0);
        this.startNs = nowNs;
        this.lastTickNs = nowNs;
        this.holdDown = new HoldDown(times);
        for (int slot : slots) {
            blades.put(slot, newView(slot, nowNs));
        }
    }

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
        BladeView blade = blades.get(slot);
        return blade != null && blade.fenced;
    }

    // ---- events ------------------------------------------------------------------------------------------------

    /** The arbiter's presence pin of a slot opened or closed. An open pin proves that the board has no power. */
    public List<ElectionAction> onPresence(int slot, boolean present, long nowNs) {
        List<ElectionAction> out = new ArrayList<>();
        if (!present && !blades.containsKey(slot)) {
            return out;
        }
        BladeView blade = view(slot, nowNs);
        blade.present = present;
        if (!present) {
            blade.fenced = false;
            provedDead(blade, "it was pulled out", nowNs, out);
        }
        return out;
    }

    /** A link to the blade's agent came up; what it is comes with its heartbeats. */
    public List<ElectionAction> onLinkUp(int slot, long nowNs) {
        BladeView blade = view(slot, nowNs);
        blade.linkUp = true;
        blade.heardNs = nowNs;
        blade.role = Role.UNKNOWN;
        blade.accounted = false;
        return List.of(new Announce(director(), term));
    }

    /** The link ended. */
    public List<ElectionAction> onLinkDown(int slot, LinkEnd end, long nowNs) {
        List<ElectionAction> out = new ArrayList<>();
        BladeView blade = view(slot, nowNs);
        blade.linkUp = false;
        blade.accounted = false;
        if (provesDeath(end)) {
            provedDead(blade, "its agent ended", nowNs, out);
        } else if (slot == director && state != State.VACANT) {
            suspect(blade, "its link was lost", nowNs, out);
        }
        return out;
    }

    /** A heartbeat of an agent. */
    public List<ElectionAction> onHeartbeat(
            int slot, boolean actsAsDirector, boolean caretaker, Term highest, boolean inService, long sentNs, long nowNs) {
        List<ElectionAction> out = new ArrayList<>();
        BladeView blade = view(slot, nowNs);
        if (!blade.linkUp) {
            return out;
        }
        Role role = caretaker ? Role.CARETAKER : actsAsDirector ? Role.DIRECTOR : Role.ENGINE;
        blade.heard(role, highest, inService, sentNs, nowNs);
        boolean engine = role == Role.ENGINE && knowsOrders(highest, blade.ordered);
        boolean promoted = slot == director && state != State.VACANT;
        if (promoted && state != State.PROMOTING && engine) {
            gaveUp(blade, "it gave the role up", nowNs, out);
        } else if (!promoted) {
            account(blade, engine);
        }
        if (state == State.VACANT) {
            tryElect(nowNs, out);
        }
        return out;
    }

    /** The CBC answers, or no longer does. */
    public List<ElectionAction> onCbcReachable(int slot, boolean reachable, long nowNs) {
        BladeView blade = view(slot, nowNs);
        boolean changed = blade.cbcReachable != reachable;
        blade.cbcReachable = reachable;
        if (changed && slot == director && state == State.STEADY) {
            String text = reachable
                    ? "The director's CBC answers again: it can be fenced"
                    : "The director's CBC does not answer: the director stays, but can't be fenced";
            return List.of(new Report(
                    reachable ? Level.INFO : Level.WARNING, "director.unfenceable", slot, 0, term, text));
        }
        return List.of();
    }

    /** The CBC reports power good low: the blade runs nothing. Level, not edge: may be told again and again. */
    public List<ElectionAction> onPowerLow(int slot, long nowNs) {
        List<ElectionAction> out = new ArrayList<>();
        provedDead(view(slot, nowNs), "it has no power", nowNs, out);
        return out;
    }

    /** The CBC's watchdog expired and it reset the board: whatever ran there is gone. */
    public List<ElectionAction> onWatchdogExpired(int slot, long nowNs) {
        List<ElectionAction> out = new ArrayList<>();
        provedDead(view(slot, nowNs), "its watchdog expired", nowNs, out);
        return out;
    }

    /** The ejector handle was opened (somebody is about to pull the blade) or closed. */
    public List<ElectionAction> onHandle(int slot, boolean open, long nowNs) {
        view(slot, nowNs).handleOpen = open;
        return open && slot == director && state == State.STEADY ? handOver(0, nowNs) : List.of();
    }

    /** The agent's answer to a promotion. */
    public List<ElectionAction> onPromoteReply(int slot, Term answered, boolean accepted, Term highest, long nowNs) {
        List<ElectionAction> out = new ArrayList<>();
        if (state != State.PROMOTING || slot != director || !answered.equals(term)) {
            return out;
        }
        BladeView blade = view(slot, nowNs);
        if (accepted) {
            state = State.STEADY;
            lastRenewNs = nowNs;
            blade.fewestPresent = Math.min(presentAtPromotion, present());
            preferred = 0;
            alarmRaised = false;
            out.add(new Announce(slot, term));
            out.add(new Report(
                    Level.INFO, "director.changed", slot, lastDirector == slot ? 0 : lastDirector, term,
                    "Blade " + slot + " is director in term " + term));
            lastDirector = slot;
            powerOnFenced(out);
        } else {
            // It said no, so it is no director of this term; its next heartbeat accounts for it.
            blade.leaseUntilNs = nowNs;
            blade.role = Role.UNKNOWN;
            vacate(nowNs, out);
        }
        return out;
    }

    /** The agent's answer to a demotion: it no longer acts. */
    public List<ElectionAction> onDemoteReply(int slot, long nowNs) {
        List<ElectionAction> out = new ArrayList<>();
        if (state == State.HANDING_OVER && slot == director) {
            gaveUp(view(slot, nowNs), "it handed the role over", nowNs, out);
        }
        return out;
    }

    /**
     * An operator asks for another director; nothing happens unless one stands and another is fit.
     *
     * @param toSlot 0: any other
     */
    public List<ElectionAction> handOver(int toSlot, long nowNs) {
        if (state != State.STEADY || toSlot == director) {
            return List.of();
        }
        boolean fit = blades.values().stream()
                .anyMatch(b -> b.slot != director && (toSlot == 0 || b.slot == toSlot) && candidate(b, Fitness.FENCEABLE_AND_STEADY, nowNs));
        if (!fit) {
            return List.of(new Report(Level.WARNING, "director.hand-over", director, 0, term,
                    "No hand-over: " + (toSlot == 0 ? "no other blade" : "blade " + toSlot)
                            + " is in service with a CBC that answers"));
        }
        preferred = toSlot;
        state = State.HANDING_OVER;
        lastPromoteNs = nowNs;
        return List.of(new Demote(director, term));
    }

    /** Time passes; called every 20 ms or so. */
    public List<ElectionAction> onTick(long nowNs) {
        List<ElectionAction> out = new ArrayList<>();
        forgiveOwnDelay(nowNs, out);
        switch (state) {
            case VACANT -> tryElect(nowNs, out);
            case PROMOTING -> {
                BladeView blade = view(director, nowNs);
                if (!blade.fresh(nowNs, times.suspectNs())) {
                    suspect(blade, "it fell silent while it was promoted", nowNs, out);
                } else if (nowNs - promotingSinceNs >= times.promoteGiveUpNs()) {
                    suspect(blade, "it does not answer its promotion", nowNs, out);
                } else if (nowNs - lastPromoteNs >= times.promoteRetryNs()) {
                    promote(blade, nowNs, out);
                }
            }
            case STEADY -> {
                BladeView blade = view(director, nowNs);
                if (!blade.fresh(nowNs, times.suspectNs())) {
                    suspect(blade, "three heartbeats were missed", nowNs, out);
                } else if (nowNs - lastRenewNs >= times.renewNs()) {
                    renew(blade, nowNs, out);
                }
            }
            case HANDING_OVER -> {
                BladeView blade = view(director, nowNs);
                if (!blade.fresh(nowNs, times.suspectNs())) {
                    suspect(blade, "it fell silent while it handed over", nowNs, out);
                } else if (nowNs - lastPromoteNs >= times.promoteRetryNs()) {
                    lastPromoteNs = nowNs;
                    out.add(new Demote(director, term));
                }
            }
        }
        return out;
    }

    // ---- guards, each of which the simulation takes out to see its invariant fail --------------------------------

    /** A link that its peer closed proves that the process gave up or died; a lost one proves nothing. */
    protected boolean provesDeath(LinkEnd end) {
        return end == LinkEnd.CLOSED_BY_PEER;
    }

    /**
     * An agent that has our epoch and our last promotion on disk and says that it is an engine has refused or given up
     * whatever was ordered before; one that does not may have sent this heartbeat before such an order reaches it.
     */
    protected boolean knowsOrders(Term highest, Term ordered) {
        return !highest.isOlderThan(ordered);
    }

    /** A lease that we or an earlier controller granted may be alive. */
    protected boolean leaseMayBeAlive(long leaseUntilNs, long nowNs) {
        return nowNs - leaseUntilNs < 0;
    }

    /**
     * Whether enough blades may still confirm a caretaker of an earlier term. One that has our term on disk never does
     * again, and what it confirmed before has expired after a while; of any other, even one that is dead now, we can't
     * know.
     *
     * @param majority how many the caretaker needs, at least
     */
    protected boolean caretakerPossible(int majority, long nowNs) {
        int could = 0;
        for (BladeView blade : blades.values()) {
            if (blade.term.isOlderThan(term) || nowNs - blade.termSinceNs < times.confirmedNs()) {
                could++;
            }
        }
        return could >= majority;
    }

    /** Whether a blade's own delay is to be told from the controller's. */
    protected boolean forgives(long tickGapNs) {
        return tickGapNs > times.lateTickNs();
    }

    // ---- decisions ---------------------------------------------------------------------------------------------

    private void tryElect(long nowNs, List<ElectionAction> out) {
        BladeView acting = adoptable(nowNs);
        if (acting != null) {
            director = acting.slot;
            out.add(new Report(Level.INFO, "director.adopted", acting.slot, 0, term,
                    "Blade " + acting.slot + " acts as director already; it goes on in a new term"));
            startPromotion(acting, true, nowNs, out);
            return;
        }
        if (!everybodyExcluded(nowNs, out)) {
            return;
        }
        BladeView best = best(nowNs);
        if (best == null) {
            candidateSeen = false;
            powerOnFenced(out);
            return;
        }
        if (!candidateSeen) {
            candidateSeen = true;
            candidateSinceNs = nowNs;
        }
        boolean first = lastDirector == 0;
        if (!first || nowNs - candidateSinceNs >= times.settleNs()) {
            director = best.slot;
            startPromotion(best, false, nowNs, out);
        }
    }

    /** The acting director of the highest term that reports itself, if it is fresh. */
    private @Nullable BladeView adoptable(long nowNs) {
        BladeView acting = null;
        for (BladeView blade : blades.values()) {
            boolean acts = blade.role == Role.DIRECTOR || blade.role == Role.CARETAKER;
            if (acts && blade.fresh(nowNs, times.suspectNs())
                    && (acting == null || blade.term.compareTo(acting.term) > 0)) {
                acting = blade;
            }
        }
        return acting;
    }

    /** Nobody but the one to be promoted can be acting as director; fences those who might. */
    private boolean everybodyExcluded(long nowNs, List<ElectionAction> out) {
        boolean excluded = true;
        for (BladeView blade : blades.values()) {
            boolean caretaker = !blade.cleared() && caretakerPossible(blade.caretakerNeeds(), nowNs);
            if (blade.cleared() || (!caretaker && !leaseMayBeAlive(blade.leaseUntilNs, nowNs))) {
                continue;
            }
            excluded = false;
            boolean discovered = nowNs - startNs >= times.discoverNs();
            if (blade.fenceOrdered || (discovered && caretaker)) {
                fence(blade, nowNs, out);
            }
        }
        return excluded;
    }

    private @Nullable BladeView best(long nowNs) {
        for (Fitness least : Fitness.values()) {
            BladeView best = null;
            for (BladeView blade : blades.values()) {
                if (candidate(blade, least, nowNs) && (best == null || blade.slot == preferred)) {
                    best = blade;
                }
            }
            // One that can't be fenced, or fails over often, is better than none, once the others had time to show up.
            if (best != null || nowNs - startNs < times.discoverNs()) {
                return best;
            }
        }
        return null;
    }

    /** What a candidate must have beside its health. */
    private enum Fitness {
        FENCEABLE_AND_STEADY,
        STEADY,
        ANY
    }

    private boolean candidate(BladeView blade, Fitness least, long nowNs) {
        return blade.present
                && blade.inService
                && blade.accounted
                && blade.fresh(nowNs, times.suspectNs())
                && !blade.handleOpen
                && (least != Fitness.FENCEABLE_AND_STEADY || blade.cbcReachable)
                && (least == Fitness.ANY || !holdDown.holds(blade.slot, nowNs));
    }

    private void startPromotion(BladeView blade, boolean adopt, long nowNs, List<ElectionAction> out) {
        adopting = adopt;
        promotingSinceNs = nowNs;
        presentAtPromotion = present();
        if (!adopt) {
            blade.fewestPresent = presentAtPromotion;
        }
        state = State.PROMOTING;
        term = term.nextElection();
        promote(blade, nowNs, out);
    }

    private void promote(BladeView blade, long nowNs, List<ElectionAction> out) {
        lastPromoteNs = nowNs;
        blade.ordered = term;
        grant(blade);
        out.add(new Promote(blade.slot, term, adopting, blade.echoNs));
    }

    private void renew(BladeView blade, long nowNs, List<ElectionAction> out) {
        lastRenewNs = nowNs;
        grant(blade);
        out.add(new RenewLease(blade.slot, term, blade.echoNs));
    }

    /** From here on the blade may act, until a lease from its last heartbeat has run out. */
    private void grant(BladeView blade) {
        blade.fewestPresent = Math.min(blade.fewestPresent, present());
        blade.observedDead = false;
        blade.accounted = false;
        blade.leaseUntilNs = Math.max(blade.leaseUntilNs, blade.heardNs + times.leaseNs());
    }

    private int present() {
        return (int) blades.values().stream().filter(blade -> blade.present).count();
    }

    private void suspect(BladeView blade, String why, long nowNs, List<ElectionAction> out) {
        out.add(new Report(Level.WARNING, "director.suspected", blade.slot, 0, term,
                "Blade " + blade.slot + " is suspected: " + why));
        failedOver(blade, nowNs, out);
        out.add(new Probe(blade.slot));
        fence(blade, nowNs, out);
        vacate(nowNs, out);
    }

    private void fence(BladeView blade, long nowNs, List<ElectionAction> out) {
        if (blade.fenceOrdered && nowNs - blade.lastFenceNs < times.fenceRetryNs()) {
            return;
        }
        if (!blade.fenceOrdered) {
            out.add(new Report(Level.WARNING, "fence.ordered", blade.slot, 0, term,
                    "Blade " + blade.slot + " is powered off: it may act as director and can't be heard"));
        } else if (!blade.cbcReachable && !alarmRaised) {
            alarmRaised = true;
            out.add(new Report(Level.CRITICAL, "fence.unconfirmed", blade.slot, 0, term,
                    "Blade " + blade.slot + " can't be fenced: neither its link nor its CBC answers;"
                            + " the next director waits until this one can surely not act any more"));
        }
        blade.fenceOrdered = true;
        blade.fenced = true;
        blade.lastFenceNs = nowNs;
        out.add(new PowerOff(blade.slot));
    }

    private void provedDead(BladeView blade, String how, long nowNs, List<ElectionAction> out) {
        boolean was = blade.slot == director && state != State.VACANT;
        blade.markDead();
        blade.fenceOrdered = false;
        if (was) {
            out.add(new Report(Level.WARNING, "director.lost", blade.slot, 0, term,
                    "Blade " + blade.slot + " no longer acts as director: " + how));
            failedOver(blade, nowNs, out);
            vacate(nowNs, out);
        } else if (state == State.VACANT) {
            tryElect(nowNs, out);
        } else if (state == State.STEADY) {
            powerOnFenced(out);
        }
    }

    private void gaveUp(BladeView blade, String how, long nowNs, List<ElectionAction> out) {
        out.add(new Report(Level.INFO, "director.lost", blade.slot, 0, term,
                "Blade " + blade.slot + " no longer acts as director: " + how));
        blade.leaseUntilNs = nowNs;
        account(blade, true);
        vacate(nowNs, out);
    }

    private void failedOver(BladeView blade, long nowNs, List<ElectionAction> out) {
        if (holdDown.failedOver(blade.slot, nowNs)) {
            out.add(new Report(Level.WARNING, "director.held-down", blade.slot, 0, term,
                    "Blade " + blade.slot + " lost the role too often; any other candidate goes before it for "
                            + times.holdDownNs() / 1_000_000_000L + " s"));
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

    private void powerOnFenced(List<ElectionAction> out) {
        for (BladeView blade : blades.values()) {
            if (blade.fenced && blade.observedDead) {
                blade.fenced = false;
                out.add(new PowerOn(blade.slot));
            }
        }
    }

    private static void account(BladeView blade, boolean engine) {
        blade.accounted = engine;
        if (engine) {
            blade.fenceOrdered = false;
        }
    }

    private void forgiveOwnDelay(long nowNs, List<ElectionAction> out) {
        long gap = nowNs - lastTickNs;
        lastTickNs = nowNs;
        if (forgives(gap)) {
            for (BladeView blade : blades.values()) {
                blade.heardNs = Math.min(nowNs, blade.heardNs + gap);
            }
            if (state == State.STEADY) {
                out.add(new Probe(director));
            }
        }
    }

    private BladeView view(int slot, long nowNs) {
        return blades.computeIfAbsent(slot, s -> newView(s, nowNs));
    }

    private BladeView newView(int slot, long nowNs) {
        return new BladeView(slot, new Term(term.epoch(), 0), nowNs + times.leaseNs());
    }
}
