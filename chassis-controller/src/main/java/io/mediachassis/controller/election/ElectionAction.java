package io.mediachassis.controller.election;

import io.mediachassis.backplane.term.Term;

/** What the election wants done; the shell does it, in order. */
public sealed interface ElectionAction {
    /**
     * Ask the agent to become director. The reply comes back as {@link DirectorElection#onPromoteReply}.
     *
     * @param adopt only if it acts as director already, in an earlier term
     */
    record Promote(int slot, Term term, boolean adopt, long echoNs) implements ElectionAction {}

    /** Tell the director that its lease counts from its heartbeat {@code echoNs}. */
    record RenewLease(int slot, Term term, long echoNs) implements ElectionAction {}

    /** Ask the director to give the role up. The reply comes back as {@link DirectorElection#onDemoteReply}. */
    record Demote(int slot, Term term) implements ElectionAction {}

    /** Fence: power off by the CBC, ahead of everything else on the bus. */
    record PowerOff(int slot) implements ElectionAction {}

    /** The fenced blade may run again. */
    record PowerOn(int slot) implements ElectionAction {}

    /** Poll this CBC next: the answer is waited for. */
    record Probe(int slot) implements ElectionAction {}

    /** Tell every agent who is director; 0: none now. Also raises the fence of all to this term's epoch. */
    record Announce(int slot, Term term) implements ElectionAction {}

    /** For the event log, and for notifications. */
    record Report(Level level, String kind, int slot, int oldSlot, Term term, String text) implements ElectionAction {}

    /** How bad it is. */
    enum Level {
        INFO,
        WARNING,
        CRITICAL
    }
}
