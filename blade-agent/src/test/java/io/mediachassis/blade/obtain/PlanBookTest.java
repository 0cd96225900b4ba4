package io.mediachassis.blade.obtain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.PlanPage;
import io.mediachassis.backplane.proto.PlannedProgram;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Reading the plan. */
class PlanBookTest {
    private final PlanBook book = new PlanBook();
    private long nowNs = 1;

    private static PlanPage.Builder page(long number, String... ids) {
        PlanPage.Builder page = PlanPage.newBuilder().setNumber(number);
        for (String id : ids) {
            page.addPrograms(PlannedProgram.newBuilder().setProgramId(id));
        }
        return page;
    }

    @Test
    void itIsReadPageByPageAndCountsOnceItIsWhole() {
        assertEquals(Optional.empty(), book.ask(nowNs), "there is none");
        book.announced(4);
        assertEquals(Optional.of(""), book.ask(nowNs));
        assertEquals(Optional.empty(), book.ask(nowNs), "the answer is on its way");
        book.onPage(page(4, "a", "b").setMore(true).build(), nowNs);
        assertEquals(Set.of(), book.ids());
        assertEquals(Optional.of("b"), book.ask(nowNs));
        book.onPage(page(4, "c").build(), nowNs);
        assertEquals(Set.of("a", "b", "c"), book.ids());
        assertEquals(Optional.empty(), book.ask(nowNs));
    }

    @Test
    void anotherNumberIsAnotherPlan() {
        book.announced(4);
        book.ask(nowNs);
        book.onPage(page(4, "a").build(), nowNs);
        book.announced(5);
        assertEquals(Optional.of(""), book.ask(nowNs));
        assertEquals(Set.of("a"), book.ids(), "the one before counts until then");
        book.onPage(page(5).build(), nowNs);
        assertEquals(Set.of(), book.ids());
    }

    @Test
    void oneThatChangesWhileItIsReadIsReadFromTheStart() {
        book.announced(4);
        book.ask(nowNs);
        book.onPage(page(4, "a").setMore(true).build(), nowNs);
        book.ask(nowNs);
        book.onPage(page(5, "c").build(), nowNs);
        assertEquals(Set.of(), book.ids());
        assertEquals(Optional.of(""), book.ask(nowNs));
        book.onPage(page(5, "c").build(), nowNs);
        assertEquals(Set.of("c"), book.ids());
    }

    @Test
    void silenceIsWaitedForLongerEachTime() {
        book.announced(4);
        book.ask(nowNs);
        book.onFailed(nowNs);
        nowNs += PlanBook.AGAIN_NS - 1;
        assertEquals(Optional.empty(), book.ask(nowNs));
        nowNs++;
        assertTrue(book.ask(nowNs).isPresent());
        book.onPage(PlanPage.newBuilder().setUnavailable(true).build(), nowNs);
        nowNs += 2 * PlanBook.AGAIN_NS - 1;
        assertFalse(book.ask(nowNs).isPresent());
        nowNs++;
        assertTrue(book.ask(nowNs).isPresent());
    }

    @Test
    void pagesThatLeadInCirclesAreNoPlan() {
        book.announced(4);
        book.ask(nowNs);
        book.onPage(page(4, "b").setMore(true).build(), nowNs);
        book.ask(nowNs);
        book.onPage(page(4, "a").setMore(true).build(), nowNs);
        assertEquals(Optional.empty(), book.ask(nowNs));
        assertEquals(Set.of(), book.ids());
    }

    @Test
    void whileTheHeadEndHasNoneTheOneBeforeHolds_andAnEmptyOneIsAPlan() {
        book.announced(4);
        book.ask(nowNs);
        book.onPage(page(4, "a").build(), nowNs);
        book.announced(0);
        assertEquals(Optional.empty(), book.ask(nowNs));
        assertEquals(Set.of("a"), book.ids());
        book.announced(9);
        book.ask(nowNs);
        book.onPage(page(9).build(), nowNs);
        assertEquals(Set.of(), book.ids());
    }
}
