package io.mediachassis.blade.role;

import io.mediachassis.backplane.term.Term;

/** What the role wants done; the shell does it, in order. */
public sealed interface RoleAction {
    /** Put this term on disk, then call {@link DirectorRole#onTermPersisted}. */
    record PersistTerm(Term term) implements RoleAction {}

    /** Answer the promotion of this term. */
    record AnswerPromote(Term term, boolean accepted, Term highest) implements RoleAction {}

    /** Answer a demotion. */
    record AnswerDemote(Term highest) implements RoleAction {}

    /** Take the station address and act. */
    record BecomeDirector(Term term) implements RoleAction {}

    /** Act on, but start no copy, no deletion and no registry write. */
    record BecomeCaretaker() implements RoleAction {}

    /** Let the station address go and stop acting, before anything that follows. */
    record StepDown(String reason) implements RoleAction {}

    /**
     * Ask every peer whether it confirms this blade as caretaker: {@link DirectorRole#confirms}.
     *
     * @param term in which this blade acts; to be echoed in the answer
     * @param askedNs to be echoed in the answer
     */
    record AskPeers(Term term, long askedNs) implements RoleAction {}
}
