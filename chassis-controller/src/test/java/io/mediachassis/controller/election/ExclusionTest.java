package io.mediachassis.controller.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.term.Term;
import io.mediachassis.controller.election.ElectionAction.PowerOff;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The evidence that a blade can't be acting, one kind at a time; blade 1 is always accounted for. */
class ExclusionTest {
    private static final long MS = 1_000_000L;
    private static final ElectionTimes TIMES = ElectionTimes.DEFAULT;
    private static final Term TERM = new Term(5, 1);

    private final BladeTable blades = new BladeTable(5, List.of(1, 2), TIMES, 0);
    private final Fences fences = new Fences(blades, TIMES);
    private final BladeView other = blades.view(2, 0);
    private final List<ElectionAction> out = new ArrayList<>();
    private ElectionGuards guards = new ElectionGuards();

    private boolean complete(long atMs) {
        blades.view(1, 0).account(true);
        out.clear();
        return new Exclusion(blades, guards, new Candidates(blades, TIMES, 0), fences)
                .complete(TERM, atMs * MS, out);
    }

    @Test
    void deathExcludes() {
        assertFalse(complete(1));
        other.markDead();
        assertTrue(complete(1));
        assertEquals(List.of(), out);
    }

    @Test
    void itsOwnWordExcludes() {
        other.account(true);
        assertTrue(complete(1));
        other.unlinked();
        assertFalse(complete(1), "its word ends with its link");
    }

    @Test
    void oneThatMayBeCaretakerIsFencedOnceBladesHadTheTimeToShowUp() {
        assertFalse(complete(2400));
        assertEquals(List.of(), out);
        assertFalse(complete(2500), "ordered is not yet done");
        assertTrue(out.contains(new PowerOff(2)), out.toString());
    }

    @Test
    void theLeaseAloneExcludesWhereNobodyConfirmsACaretaker() {
        for (BladeView blade : blades.all()) {
            blade.term = TERM;
            blade.termSinceNs = 0;
        }
        assertFalse(complete(999));
        assertTrue(complete(1000));
        assertEquals(List.of(), out);
    }

    @Test
    void eachGuardHasItsPart() {
        guards = new ElectionGuards() {
            @Override
            protected boolean caretakerPossible(int couldConfirm, int majority) {
                return false;
            }
        };
        assertFalse(complete(999));
        assertTrue(complete(1000), "the caretaker's guard was what held it");
        guards = new ElectionGuards() {
            @Override
            protected boolean caretakerPossible(int couldConfirm, int majority) {
                return false;
            }

            @Override
            protected boolean leaseMayBeAlive(long leaseUntilNs, long nowNs) {
                return false;
            }
        };
        assertTrue(complete(999), "the lease's guard was what held it");
    }

    @Test
    void noOtherBladeIsFencedSoSoonAfterOneBeforeItsLeaseIsOver() {
        fences.order(blades.view(3, 0), TERM, 2500 * MS, out);
        other.leaseUntilNs = 4000 * MS;
        assertFalse(complete(2600));
        assertFalse(out.contains(new PowerOff(2)), out.toString());
        assertFalse(complete(4000));
        assertTrue(out.contains(new PowerOff(2)), out.toString());
    }
}
