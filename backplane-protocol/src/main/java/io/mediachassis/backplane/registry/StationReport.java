package io.mediachassis.backplane.registry;

import io.mediachassis.backplane.term.Term;
import java.util.List;

/**
 * One report of a station to the registry. Reports are ordered by term, then sequence.
 *
 * @param station the station's name, of the form of {@link StationHolding#checkName}
 * @param term of the director who reports
 * @param sequence from 1 in each term, one after the other
 */
public record StationReport(String station, Term term, long sequence, Body body) {
    public StationReport {
        StationHolding.checkName(station);
        if (sequence < 1 || term.equals(Term.NONE)) {
            throw new IllegalArgumentException("report " + sequence + " of term " + term + " can't be");
        }
    }

    /** What a report says. */
    public sealed interface Body permits Changes, Page, Leave {}

    /** Copies and deletions since the report before. */
    public record Changes(List<HoldingChange> changes) implements Body {
        /** Etcd takes 128 operations in a transaction, and a change is two. */
        public static final int MAX_CHANGES = 40;

        public Changes {
            changes = List.copyOf(changes);
            if (changes.isEmpty() || changes.size() > MAX_CHANGES) {
                throw new IllegalArgumentException(
                        "a report has 1 to " + MAX_CHANGES + " changes, not " + changes.size());
            }
        }
    }

    /**
     * A part of the full picture: of the programs after one id up to another, the station holds just this.
     *
     * @param after id of a program, in the order of its characters; empty: from the first on, which begins a picture
     * @param through id of a program; empty: to the last, which ends the picture
     */
    public record Page(String after, String through, List<StationHolding> holdings) implements Body {
        public static final int MAX_HOLDINGS = 200;

        public Page {
            if (holdings.size() > MAX_HOLDINGS) {
                throw new IllegalArgumentException(
                        "a page has at most " + MAX_HOLDINGS + " programs, not " + holdings.size());
            }
            holdings = List.copyOf(holdings);
            for (String edge : List.of(after, through)) {
                if (!edge.isEmpty()) {
                    StationHolding.checkName(edge);
                }
            }
            if (!through.isEmpty() && after.compareTo(through) >= 0) {
                throw new IllegalArgumentException("no programs lie after " + after + " and up to " + through);
            }
            for (StationHolding holding : holdings) {
                if (holding.program().compareTo(after) <= 0
                        || (!through.isEmpty() && holding.program().compareTo(through) > 0)) {
                    throw new IllegalArgumentException(holding.program() + " is not on a page after " + after);
                }
            }
        }

        public boolean first() {
            return after.isEmpty();
        }

        public boolean last() {
            return through.isEmpty();
        }
    }

    /** May these be dropped? */
    public record Leave(String program, String manifest, SegmentRanges segments) implements Body {
        public Leave {
            StationHolding.checkName(program);
            StationHolding.checkManifest(manifest);
        }
    }

    /** Whether this one comes before a report of that term and sequence. */
    public boolean isBefore(Term otherTerm, long otherSequence) {
        int byTerm = term.compareTo(otherTerm);
        return byTerm != 0 ? byTerm < 0 : sequence < otherSequence;
    }
}
