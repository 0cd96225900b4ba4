package io.mediachassis.blade.agent;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.role.DirectorRole;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether this blade acts as director, and who does else, as any thread may ask it. {@link RoleKeeper} writes it on the
 * control loop. A role that was not checked lately is not believed: that loop may be stuck, and its lease over.
 */
final class RoleStanding {
    private static final long CHECK_VALID_NS = 150_000_000L;

    private final int slot;
    private final Clock clock;
    private volatile @Nullable Term acting;
    private volatile boolean ordering;
    private volatile long checkedNs;
    private volatile int announced;

    /** @param slot this blade's */
    RoleStanding(int slot, Clock clock) {
        this.slot = slot;
        this.clock = clock;
    }

    /** The term in which this blade acts as director at this instant, else empty. */
    Optional<Term> acting() {
        return clock.nanoTime() - checkedNs < CHECK_VALID_NS ? Optional.ofNullable(acting) : Optional.empty();
    }

    /** The same where it may order copies and drops as well: not as caretaker. */
    Optional<Term> mayOrder() {
        return ordering ? acting() : Optional.empty();
    }

    /** Who acts as director as far as this blade knows; 0: nobody. */
    int director() {
        return acting().isPresent() ? slot : announced;
    }

    // ---- from the control loop ---------------------------------------------------------------------------------

    void check(DirectorRole role) {
        long now = clock.nanoTime();
        acting = role.acts(now) ? role.term() : null;
        ordering = role.mayOrder(now);
        checkedNs = now;
    }

    void givenUp() {
        acting = null;
        ordering = false;
    }

    /** A controller says whom it made director. */
    void announced(int director) {
        announced = director;
    }
}
