package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.director.DirectorCounter;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.Peers;
import io.mediachassis.blade.director.SegmentLocationTable;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What all work of a director needs: its standing, the other blades, what it knows of the station, and where it counts
 * what it does. Every blade has one, since each could be director now.
 *
 * @param slot this blade's
 * @param control the control loop, which decides
 * @param ordering the term in which this blade may give orders now, else empty; any thread asks
 * @param tables the segment location table as it is now
 */
public record DirectorOffice(
        int slot,
        Executor control,
        Supplier<Optional<Term>> ordering,
        Peers peers,
        Supplier<SegmentLocationTable> tables,
        Headroom headroom,
        Counts<DirectorCounter> counts,
        Clock clock) {

    /**
     * The term in which to order copies and drops. Empty: this blade does not act as director now, or as a caretaker,
     * which orders none.
     */
    Optional<Term> mayOrder() {
        return ordering.get();
    }

    SegmentLocationTable table() {
        return tables.get();
    }

    long nowNs() {
        return clock.nanoTime();
    }
}
