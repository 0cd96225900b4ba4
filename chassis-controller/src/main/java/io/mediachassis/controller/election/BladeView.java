package io.mediachassis.controller.election;

import io.mediachassis.backplane.term.Term;

/**
 * What the election knows of one blade within this epoch. Owned by {@link DirectorElection}.
 *
 * <p>The question that everything turns on is whether the blade may be acting as director. It surely is not when it is
 * {@link #observedDead} (seen without power, or its process seen to end, in this epoch: only this controller could
 * promote it since) or when it is {@link #accounted} (it reports that it is an engine and knows our epoch and its last
 * promotion, so that it refuses any order still on its way).
 */
final class BladeView {
    private static final int FORGET = 100;

    final int slot;

    boolean present = true;
    boolean linkUp;
    Readiness readiness = Readiness.STARTING;
    boolean cbcReachable;
    boolean leaving;

    /** The role and highest term of the last heartbeat. */
    Role role = Role.UNKNOWN;
    Term term = Term.NONE;

    /** Since when it has told us so. */
    long termSinceNs;

    /** Of the last promotion that we sent it, or our epoch's first: it refuses what is older once it has this on disk. */
    Term ordered;

    /** When the last heartbeat came, and the agent's own time in it. */
    long heardNs;
    long echoNs;

    /** By how much its heartbeats came late lately; that is forgotten within half a minute. */
    long slackNs;

    /** How few blades were present in its orders: it needs most of these as caretaker. 0: an earlier epoch's orders. */
    int fewestPresent;

    /** Until when a lease that we granted, or one from before our epoch, may be alive. */
    long leaseUntilNs;

    /** Seen dead in our epoch and not promoted since. */
    boolean observedDead;

    /** Reports that it is an engine, and knows our epoch and its last promotion. */
    boolean accounted;

    /** Powered off by us and to be powered on again once a director stands. */
    boolean fenced;

    long lastFenceNs;
    boolean fenceOrdered;

    enum Role {
        UNKNOWN,
        ENGINE,
        DIRECTOR,
        CARETAKER
    }

    BladeView(int slot, Term ordered, long leaseUntilNs) {
        this.slot = slot;
        this.ordered = ordered;
        this.leaseUntilNs = leaseUntilNs;
    }

    /** It can't be acting as director now, by its own word or by its death. */
    boolean cleared() {
        return observedDead || accounted;
    }

    /** How many blades must at least confirm this one before it is caretaker, itself included. */
    int caretakerNeeds() {
        return Math.max(2, fewestPresent / 2 + 1);
    }

    /** Heard within the last heartbeats, or as lately as one can expect of this blade. */
    boolean fresh(long nowNs, long suspectNs) {
        return linkUp && nowNs - heardNs < suspectNs + slackNs;
    }

    /** A link to its agent came up: nothing that it said over another one counts any more. */
    void linked(long nowNs) {
        linkUp = true;
        heardNs = nowNs;
        role = Role.UNKNOWN;
        accounted = false;
    }

    void unlinked() {
        linkUp = false;
        accounted = false;
    }

    void markDead() {
        observedDead = true;
        linkUp = false; // what still comes over the link of a dead process is from before its death
        accounted = false;
        fenceOrdered = false;
        role = Role.UNKNOWN;
    }

    /** @param engine it is one by its own word, and knows what it was ordered */
    void account(boolean engine) {
        accounted = engine;
        if (engine) {
            fenceOrdered = false;
        }
    }

    /** It refused the promotion, so it is no director of this term; its next heartbeat accounts for it. */
    void refused(long nowNs) {
        leaseUntilNs = nowNs;
        role = Role.UNKNOWN;
    }

    /** It gave the role up. */
    void gaveUp(long nowNs) {
        leaseUntilNs = nowNs;
        role = Role.ENGINE; // else its last heartbeat would have it adopted again
        account(true);
    }

    void heard(Role newRole, Term newTerm, Readiness newReadiness, long sentNs, ElectionTimes times, long nowNs) {
        long gapNs = nowNs - heardNs;
        slackNs = Math.max(0, Math.min(times.slackMaxNs(),
                Math.max(gapNs - times.heartbeatNs(), slackNs - gapNs / FORGET)));
        role = newRole;
        if (newTerm.compareTo(term) > 0) {
            term = newTerm;
            termSinceNs = nowNs;
        }
        readiness = newReadiness;
        echoNs = sentNs;
        heardNs = nowNs;
    }
}
