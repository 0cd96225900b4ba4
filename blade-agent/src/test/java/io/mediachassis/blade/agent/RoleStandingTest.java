package io.mediachassis.blade.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.term.Term;
import io.mediachassis.blade.role.DirectorRole;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoleStandingTest {
    private static final long MS = 1_000_000L;
    private static final int SLOT = 3;
    private static final Term TERM = new Term(1, 3);

    private final SteppedClock clock = new SteppedClock();
    private final RoleStanding standing = new RoleStanding(SLOT, clock);

    private static final class SteppedClock implements Clock {
        private long nowNs;

        @Override
        public long nanoTime() {
            return nowNs;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(nowNs);
        }
    }

    private DirectorRole director() {
        DirectorRole role = new DirectorRole(SLOT, Term.NONE);
        role.onPromote(TERM, false, 0, Set.of(1, 2, SLOT), MS);
        role.onTermPersisted(TERM, 5 * MS);
        return role;
    }

    private void checkedAt(DirectorRole role, long ms) {
        clock.nowNs = ms * MS;
        standing.check(role);
    }

    @Test
    void followsTheAnnouncementUntilItActsItself() {
        assertEquals(0, standing.director());
        standing.announced(2);
        assertEquals(2, standing.director());
        assertEquals(Optional.empty(), standing.acting());
        checkedAt(director(), 10);
        assertEquals(SLOT, standing.director());
        assertEquals(Optional.of(TERM), standing.acting());
        assertEquals(Optional.of(TERM), standing.mayOrder());
        standing.givenUp();
        assertEquals(2, standing.director());
        assertEquals(Optional.empty(), standing.mayOrder());
    }

    @Test
    void isNotBelievedWhereItWasNotCheckedLately() {
        checkedAt(director(), 10);
        clock.nowNs = 159 * MS;
        assertEquals(Optional.of(TERM), standing.mayOrder());
        clock.nowNs = 160 * MS;
        assertEquals(Optional.empty(), standing.acting());
        assertEquals(Optional.empty(), standing.mayOrder());
        assertEquals(0, standing.director());
    }

    @Test
    void aCaretakerActsButOrdersNothing() {
        DirectorRole role = director();
        role.onTick(600 * MS);
        role.onPeerAnswer(1, true, TERM, 600 * MS);
        role.onTick(700 * MS);
        checkedAt(role, 710);
        assertEquals(Optional.of(TERM), standing.acting());
        assertEquals(Optional.empty(), standing.mayOrder());
        assertEquals(SLOT, standing.director());
    }

    @Test
    void aLeaseThatIsOverEndsItWithTheNextCheck() {
        DirectorRole role = director();
        checkedAt(role, 699);
        assertEquals(Optional.of(TERM), standing.acting());
        checkedAt(role, 700);
        assertEquals(Optional.empty(), standing.acting());
    }
}
