package io.mediachassis.blade.role;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.role.RoleAction.AnswerDemote;
import io.mediachassis.blade.role.RoleAction.AnswerPromote;
import io.mediachassis.blade.role.RoleAction.AskPeers;
import io.mediachassis.blade.role.RoleAction.BecomeCaretaker;
import io.mediachassis.blade.role.RoleAction.BecomeDirector;
import io.mediachassis.blade.role.RoleAction.PersistTerm;
import io.mediachassis.blade.role.RoleAction.StepDown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether this blade acts as director. It does only while it holds a lease, counted on its own clock from its own
 * heartbeat that the controller echoed, or as caretaker while most blades confirm that none of them reaches an active
 * controller. It obeys no order of a term lower than the highest it has put on disk.
 *
 * <pre>
 *            promoted (term on disk, lease alive)
 *   ENGINE ------------------------------------------> DIRECTOR <---+
 *     ^                                                  |  |       | promoted in a higher term, or renewed
 *     |<--demoted, outranked, lease over and no majority-+  |       |
 *     |                                                     v       |
 *     +<--demoted, outranked, majority lost------------ CARETAKER --+
 * </pre>
 *
 * Pure; the agent's control loop owns it. Times are nanoseconds of the agent's monotonic clock.
 */
public class DirectorRole {
    /** What this blade is. */
    public enum State {
        ENGINE,
        DIRECTOR,
        CARETAKER
    }

    private static final long MS = 1_000_000L;
    /** The controller counts 1000 ms; 0.7 of it is right while no clock runs 1.4 times as fast as another. */
    static final long LEASE_NS = 700 * MS;
    /** Peers are asked early enough that the answers are there when the lease ends. */
    private static final long ASK_AFTER_NS = 350 * MS;

    private static final long ASK_EVERY_NS = 100 * MS;
    /** How long a peer's word counts, from when it was asked for. */
    static final long CONFIRM_NS = 300 * MS;

    private record Promotion(Term term, boolean adopt, boolean whileActing, long echoNs, Set<Integer> present) {}

    private final int slot;
    private State state = State.ENGINE;
    private Term highest;
    private Term asked = Term.NONE;
    private Term term = Term.NONE;
    private long leaseFromNs;
    private Set<Integer> present = Set.of();
    private @Nullable Promotion pending;
    private final Map<Integer, Long> confirmedNs = new HashMap<>();
    private long lastAskNs;
    private boolean reachesController;
    private long reachedNs;

    /**
     * A new life of the agent: an engine, whatever it was before.
     *
     * @param highest as found on disk
     */
    public DirectorRole(int slot, Term highest) {
        this.slot = slot;
        this.highest = highest;
    }

    /**
     * What heartbeats say. They say DIRECTOR past the lease, too, until the role is surely given up: an agent that has
     * said ENGINE never acts again without a new promotion, and the controller builds on that.
     */
    public State state() {
        return state;
    }

    /** The highest term seen: what heartbeats say. */
    public Term highest() {
        return highest;
    }

    /** The term in which this blade acts, or acted last. */
    public Term term() {
        return term;
    }

    /** Whether it answers consoles as director at this instant; asked right before it does. */
    public boolean acts(long nowNs) {
        return switch (state) {
            case ENGINE -> false;
            case DIRECTOR -> leaseAlive(leaseFromNs, nowNs);
            case CARETAKER -> majorityConfirms(nowNs) || beingAdopted(nowNs);
        };
    }

    /** Whether it may order copies and deletions: a caretaker may not. */
    public boolean mayOrder(long nowNs) {
        return state == State.DIRECTOR && acts(nowNs);
    }

    /**
     * What to answer a peer that asks whether it may be caretaker: yes, when this blade reaches no active controller and
     * has no higher term than the peer's on disk.
     */
    public boolean confirms(Term peersTerm) {
        return !reachesController && !knowsHigher(peersTerm);
    }

    // ---- events ------------------------------------------------------------------------------------------------

    /**
     * An order to become director.
     *
     * @param adopt only if this blade acts at this instant, so that nobody can begin to act by it
     * @param echoNs this agent's own time in the heartbeat that the controller echoes
     * @param presentSlots the blades in the chassis: those whose majority a caretaker needs
     */
    public List<RoleAction> onPromote(
            Term ordered, boolean adopt, long echoNs, Set<Integer> presentSlots, long nowNs) {
        List<RoleAction> out = new ArrayList<>();
        if (ordered.equals(term) && state == State.DIRECTOR) {
            // The same order again: the answer was lost.
            extendLease(echoNs, presentSlots);
            out.add(new AnswerPromote(ordered, true, highest));
            return out;
        }
        if (pending != null && pending.term().equals(ordered)) {
            pending = new Promotion(
                    ordered, adopt, pending.whileActing(), Math.max(pending.echoNs(), echoNs), presentSlots);
            return out;
        }
        if (isStale(ordered)) {
            out.add(new AnswerPromote(ordered, false, highest));
            return out;
        }
        if (!leaseAlive(echoNs, nowNs)) {
            // No answer: a refusal must hold for ever, and the same order with a fresher echo may be behind this one.
            return out;
        }
        if (adopt && state == State.DIRECTOR && acts(nowNs)) {
            leaseFromNs = Math.max(leaseFromNs, echoNs); // lest it end while the disk is busy
        }
        pending = new Promotion(ordered, adopt, acts(nowNs), echoNs, presentSlots);
        out.add(new PersistTerm(ordered));
        return out;
    }

    /** A term is on disk. */
    public List<RoleAction> onTermPersisted(Term persisted, long nowNs) {
        List<RoleAction> out = new ArrayList<>();
        if (persisted.compareTo(highest) > 0) {
            highest = persisted;
        }
        Promotion order = pending;
        if (order == null || !order.term().equals(persisted)) {
            return out;
        }
        boolean allowed = leaseAlive(order.echoNs(), nowNs) && (!order.adopt() || mayBeAdopted(nowNs));
        pending = null;
        if (highest.equals(persisted) && allowed) {
            state = State.DIRECTOR;
            term = persisted;
            leaseFromNs = order.echoNs();
            present = order.present();
            confirmedNs.clear();
            out.add(new BecomeDirector(term));
            out.add(new AnswerPromote(persisted, true, highest));
        } else {
            out.add(new AnswerPromote(persisted, false, highest));
        }
        return out;
    }

    /** The lease goes on. */
    public List<RoleAction> onRenewLease(Term ordered, long echoNs, Set<Integer> presentSlots, long nowNs) {
        if (state == State.ENGINE || !ordered.equals(term) || !leaseAlive(echoNs, nowNs)) {
            return List.of();
        }
        extendLease(echoNs, presentSlots);
        if (state == State.CARETAKER) {
            state = State.DIRECTOR;
            return List.of(new BecomeDirector(term));
        }
        return List.of();
    }

    /** An order to give the role up. */
    public List<RoleAction> onDemote(Term ordered, long nowNs) {
        List<RoleAction> out = new ArrayList<>();
        if (!ordered.isOlderThan(term)) {
            pending = null;
            stepDown("the controller asked for it", out);
        }
        out.add(new AnswerDemote(highest));
        return out;
    }

    /** Who is director, as the active controller says; also how its epoch becomes known here. */
    public List<RoleAction> onAnnouncement(Term announced, int directorSlot, long nowNs) {
        List<RoleAction> out = new ArrayList<>();
        if (announced.compareTo(highest) > 0 && announced.compareTo(asked) > 0) {
            asked = announced; // said again before it is on disk: once is enough
            out.add(new PersistTerm(announced));
        }
        boolean another = directorSlot != 0 && directorSlot != slot && announced.compareTo(term) > 0;
        if (another && state != State.ENGINE) {
            stepDown("blade " + directorSlot + " is director in term " + announced, out);
        }
        return out;
    }

    /** Whether any link has a controller at its other end whose last heartbeat, within 300 ms, said that it is active. */
    public List<RoleAction> onControllerReach(boolean reaches, long nowNs) {
        if (reaches && !reachesController) {
            reachedNs = nowNs;
        }
        reachesController = reaches;
        return List.of();
    }

    /** A peer's answer to {@link AskPeers}. */
    public List<RoleAction> onPeerAnswer(int peer, boolean confirms, Term askedTerm, long askedNs) {
        if (!askedTerm.equals(term)) {
            return List.of();
        }
        if (!confirms) {
            confirmedNs.remove(peer);
        } else {
            confirmedNs.merge(peer, askedNs, Math::max);
        }
        return List.of();
    }

    /** Time passes; called every 20 ms or so. */
    public List<RoleAction> onTick(long nowNs) {
        List<RoleAction> out = new ArrayList<>();
        if (state == State.ENGINE) {
            return out;
        }
        boolean askable = state == State.CARETAKER || nowNs - leaseFromNs >= ASK_AFTER_NS;
        if (askable && nowNs - lastAskNs >= ASK_EVERY_NS) {
            lastAskNs = nowNs;
            out.add(new AskPeers(term, nowNs));
        }
        if (acts(nowNs)) {
            return out;
        }
        if (state == State.DIRECTOR && majorityConfirms(nowNs)) {
            state = State.CARETAKER;
            out.add(new BecomeCaretaker());
        } else {
            stepDown(state == State.DIRECTOR
                    ? "the lease ran out and most blades do not confirm that no controller is there"
                    : "most blades no longer confirm that no controller is there", out);
        }
        return out;
    }

    /** The agent is about to close its links or to end: the role goes first. */
    public List<RoleAction> onShutdown() {
        List<RoleAction> out = new ArrayList<>();
        pending = null;
        stepDown("the agent ends", out);
        return out;
    }

    // ---- guards, each of which the simulation takes out to see its invariant fail --------------------------------

    /** A promotion in a term that is not higher than all seen is void. */
    protected boolean isStale(Term ordered) {
        return ordered.compareTo(highest) <= 0;
    }

    /** A lease counts from this agent's own heartbeat, so that a late order is void. */
    protected boolean leaseAlive(long fromNs, long nowNs) {
        return nowNs - fromNs < LEASE_NS;
    }

    /** No caretaker is confirmed once a higher term than its own is known: a controller may have another director. */
    protected boolean knowsHigher(Term peersTerm) {
        return highest.compareTo(peersTerm) > 0;
    }

    /** An order to go on as director in a new term is void for one who does not act. */
    protected boolean mayBeAdopted(long nowNs) {
        return acts(nowNs);
    }

    /** A peer's word counts for a while, from when it was asked for. */
    protected boolean confirmationAlive(long askedNs, long nowNs) {
        return nowNs - askedNs < CONFIRM_NS;
    }

    /**
     * Most of the blades that were present, this one included, confirm it. One alone never does: blades that come later
     * could not know of it.
     */
    protected boolean majorityConfirms(long nowNs) {
        if (knowsHigher(term) || !ownWord(nowNs)) {
            return false;
        }
        int confirming = present.contains(slot) ? 1 : 0;
        for (Map.Entry<Integer, Long> peer : confirmedNs.entrySet()) {
            if (present.contains(peer.getKey()) && confirmationAlive(peer.getValue(), nowNs)) {
                confirming++;
            }
        }
        return confirming >= Math.max(2, present.size() / 2 + 1);
    }

    /**
     * This blade's own word that it reaches no controller counts as long as a peer's. A new controller needs that long to
     * see who acts and to adopt it.
     */
    private boolean ownWord(long nowNs) {
        return !reachesController || confirmationAlive(reachedNs, nowNs);
    }

    /** The order to go on in a new term came while this blade acted, and the term is on its way to the disk. */
    private boolean beingAdopted(long nowNs) {
        Promotion order = pending;
        return order != null && order.adopt() && order.whileActing() && leaseAlive(order.echoNs(), nowNs);
    }

    private void extendLease(long echoNs, Set<Integer> presentSlots) {
        leaseFromNs = Math.max(leaseFromNs, echoNs);
        present = presentSlots;
    }

    private void stepDown(String reason, List<RoleAction> out) {
        if (state != State.ENGINE) {
            state = State.ENGINE;
            out.add(new StepDown(reason));
        }
    }
}
