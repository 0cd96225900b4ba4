package io.mediachassis.sim.console.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.mediachassis.sim.console.fetch.FetchPlan.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FetchPlanTest {
    private static final long MB = 1_000_000;
    private static final Place A = new Place("primary", "http://a:80", "/", "f");
    private static final Place B = new Place("alternate", "ftp://b:21", "/", "f");
    private static final Place C = new Place("alternate", "http://c:80", "/", "f");
    private static final Place R = new Place("alternate", "rtsp://r:554", "/", "f");

    private static FetchPlan plan(long held, Place... places) {
        return new FetchPlan(List.of(places), 10 * MB, true, held);
    }

    @Test
    void thePrimaryFirst_andTheNextGoesOnWhereItBrokeOff() {
        FetchPlan plan = plan(0, A, B, C);
        assertEquals(new Step.Fetch(A, 0), plan.begin());
        assertEquals(new Step.Fetch(B, 3 * MB), plan.broke(3 * MB, "reset"));
        assertEquals(new Step.Fetch(C, 3 * MB), plan.refused("404"));
        assertEquals(new Step.Check(), plan.ended(10 * MB));
        assertEquals(new Step.Done(), plan.checked(true));
        assertEquals(List.of(new PlaceError(A, "reset"), new PlaceError(B, "404")), plan.errors());
    }

    @Test
    void inAsManyRoundsAsItTakes_butNotForNothing() {
        FetchPlan plan = plan(0, A, B);
        plan.begin();
        plan.broke(3 * MB, "reset");
        assertEquals(new Step.Fetch(A, 3 * MB), plan.refused("404"), "A again, which gave something; B never");
        assertEquals(new Step.Fetch(A, 6 * MB), plan.broke(6 * MB, "reset"));
        assertEquals(new Step.GiveUp(), plan.broke(6 * MB + FetchPlan.LEAST_OF_ROUND - 1, "reset"));
        assertEquals(new Step.GiveUp(), lastOf(plan(0)));
    }

    private static Step lastOf(FetchPlan plan) {
        return plan.begin();
    }

    @Test
    void whoAloneSentItAndItIsWrong_isBelievedNoMore() {
        FetchPlan plan = plan(0, A, B);
        plan.begin();
        assertInstanceOf(Step.Check.class, plan.ended(10 * MB));
        assertEquals(new Step.Fetch(B, 0), plan.checked(false));
        assertEquals("it sends other bytes than the file's", plan.errors().get(0).error());
        plan.ended(10 * MB);
        assertEquals(new Step.GiveUp(), plan.checked(false));
    }

    @Test
    void ofSeveralThatMadeAWrongWhole_eachIsTriedAlone() {
        FetchPlan plan = plan(0, A, B, C);
        plan.begin();
        plan.broke(3 * MB, "reset");
        plan.ended(10 * MB);
        assertEquals(new Step.Fetch(A, 0), plan.checked(false));
        assertEquals(new Step.Fetch(A, 3 * MB), plan.broke(3 * MB, "reset"), "the same again, as long as it gives");
        assertEquals(new Step.Fetch(B, 0), plan.broke(3 * MB, "reset"), "and nothing of it is kept for the next");
        assertEquals(new Step.Check(), plan.ended(10 * MB));
        assertEquals(new Step.Fetch(C, 0), plan.checked(false));
        plan.ended(10 * MB);
        assertEquals(new Step.Done(), plan.checked(true));
    }

    @Test
    void whatNobodyKnowsWhereItCameFrom_isGoneOnWith_orThrownAway() {
        FetchPlan plan = plan(4 * MB, A);
        assertEquals(new Step.Fetch(A, 4 * MB), plan.begin());
        plan.ended(10 * MB);
        assertEquals(new Step.Fetch(A, 0), plan.checked(false), "A may be right, and what was here wrong");
        plan.ended(10 * MB);
        assertEquals(new Step.Done(), plan.checked(true));
        assertEquals(new Step.Check(), plan(10 * MB, A).begin());
        assertEquals(new Step.Fetch(A, 0), plan(11 * MB, A).begin());
    }

    @Test
    void withoutAHashWhatIsHereFromEarlierIsThrownAway() {
        for (long held : new long[] {4 * MB, 10 * MB}) {
            FetchPlan plan = new FetchPlan(List.of(A), 10 * MB, false, held);
            assertEquals(new Step.Fetch(A, 0), plan.begin(), "it may be of what the file was then");
            assertEquals(new Step.Done(), plan.ended(10 * MB));
        }
    }

    @Test
    void whoEndsTooSoonOrNeverIsNotTheOnlyOne() {
        FetchPlan plan = plan(0, A, B);
        plan.begin();
        assertEquals(new Step.Fetch(B, 2 * MB), plan.ended(2 * MB));
        assertEquals(new Step.Check(), plan.overran());
        assertEquals(new Step.Fetch(A, 0), plan.checked(false));
        assertEquals(new Step.GiveUp(), plan.broke(0, "no answer"), "B, which never ends, is not asked again");
    }

    @Test
    void aStreamIsTakenFromItsBeginning_andAsItIs() {
        FetchPlan plan = plan(0, A, R);
        plan.begin();
        assertEquals(new Step.Fetch(R, 0), plan.broke(3 * MB, "reset"));
        assertEquals(new Step.Done(), plan.ended(9 * MB));
    }

    @Test
    void withoutLengthAndHashTheEndIsTheEnd() {
        FetchPlan plan = new FetchPlan(List.of(A, B), 0, false, 5);
        assertEquals(new Step.Fetch(A, 0), plan.begin());
        assertEquals(new Step.Done(), plan.ended(7));
    }
}
