package io.mediachassis.controller.election;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.election.ElectionAction.Level;
import io.mediachassis.controller.election.ElectionAction.Report;

/** What the election tells people: kinds of events and their sentences. */
final class ElectionReports {
    private ElectionReports() {}

    static Report adopted(int slot, Term term) {
        return new Report(Level.INFO, "director.adopted", slot, 0, term,
                "Blade " + slot + " acts as director already; it goes on in a new term");
    }

    static Report changed(int slot, int before, Term term) {
        return new Report(Level.INFO, "director.changed", slot, before == slot ? 0 : before, term,
                "Blade " + slot + " is director in term " + term);
    }

    static Report suspected(int slot, Term term, String why) {
        return new Report(
                Level.WARNING, "director.suspected", slot, 0, term, "Blade " + slot + " is suspected: " + why);
    }

    /** @param level how it ended: by a failure, or in order */
    static Report lost(Level level, int slot, Term term, String how) {
        return new Report(
                level, "director.lost", slot, 0, term, "Blade " + slot + " no longer acts as director: " + how);
    }

    static Report heldDown(int slot, Term term, long holdDownNs) {
        return new Report(Level.WARNING, "director.held-down", slot, 0, term,
                "Blade " + slot + " lost the role too often; any other candidate goes before it for "
                        + holdDownNs / 1_000_000_000L + " s");
    }

    static Report cbc(int slot, Term term, boolean reachable) {
        return new Report(reachable ? Level.INFO : Level.WARNING, "director.unfenceable", slot, 0, term, reachable
                ? "The director's CBC answers again: it can be fenced"
                : "The director's CBC does not answer: the director stays, but can't be fenced");
    }

    static Report watchdog(int slot, Term term) {
        return new Report(Level.WARNING, "blade.watchdog", slot, 0, term,
                "Blade " + slot + " hung and was reset by its watchdog");
    }

    /** @param to 0: any other was asked for */
    static Report noHandOver(int director, int to, Term term) {
        return new Report(Level.WARNING, "director.hand-over", director, 0, term,
                "No hand-over: " + (to == 0 ? "no other blade" : "blade " + to)
                        + " is in service with a CBC that answers");
    }

    static Report fenceOrdered(int slot, Term term) {
        return new Report(Level.WARNING, "fence.ordered", slot, 0, term,
                "Blade " + slot + " is powered off: it may act as director and can't be heard");
    }

    static Report fenceUnconfirmed(int slot, Term term) {
        return new Report(Level.CRITICAL, "fence.unconfirmed", slot, 0, term,
                "Blade " + slot + " can't be fenced: neither its link nor its CBC answers;"
                        + " the next director waits until this one can surely not act any more");
    }
}
