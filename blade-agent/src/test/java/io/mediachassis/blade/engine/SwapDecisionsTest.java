package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.Swap;
import io.mediachassis.blade.engine.OverrunWatch.Danger;
import io.mediachassis.blade.engine.SwapAsking.Action;
import io.mediachassis.blade.engine.SwapExchange.Answer;
import io.mediachassis.blade.engine.SwapExchange.Own;
import io.mediachassis.blade.playout.ChunkReader;
import io.mediachassis.blade.playout.PlayoutSegment;
import io.mediachassis.blade.playout.PlayoutSource;
import io.mediachassis.blade.playout.TimeLine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a console will overrun what has arrived, who takes it, and who is returned: step by step. */
class SwapDecisionsTest {
    private static final long SECOND = 27_000_000L;
    private static final long NS = 1_000_000_000L;
    private static final long LENGTH = 40;

    private final SwapAsking asking = new SwapAsking();

    // ---- the engine that has a part ----------------------------------------------------------------------------

    @Test
    void whoeverHoldsTheWholeSegmentTakesTheConsole() {
        assertEquals(List.of(new Action.Ask(Set.of())), asking.onForeseen(0));
        assertEquals(List.of(), asking.onForeseen(1), "asked once");
        assertEquals(List.of(new Action.Request(2, false)), asking.onEngine(2, false, 1));
        assertEquals(List.of(new Action.Move(2)), asking.onAnswer(true, 0, 2));
        assertEquals(List.of(), asking.onForeseen(3));
    }

    @Test
    void aConsoleThatIsReturnedComesFirst() {
        asking.onForeseen(0);
        assertEquals(List.of(new Action.Request(2, true)), asking.onEngine(2, true, 0));
        assertTrue(asking.expects(2), "it may come before the answer does");
        assertEquals(List.of(), asking.onAnswer(true, 77, 0));
        assertTrue(asking.expects(2));
        assertFalse(asking.expects(3));
        assertEquals(List.of(), asking.onTaken(78, 1));
        assertEquals(List.of(new Action.Move(2)), asking.onTaken(77, 1));
        assertFalse(asking.expects(2));
    }

    @Test
    void aConsoleThatNeverComesEndsTheSwap() {
        asking.onForeseen(0);
        asking.onEngine(2, true, 0);
        asking.onAnswer(true, 77, 0);
        assertEquals(List.of(), asking.onTick(SwapAsking.PATIENCE_NS - 1));
        assertEquals(List.of(new Action.Cancel(2), new Action.Hold()), asking.onTick(SwapAsking.PATIENCE_NS));
        assertEquals(List.of(), asking.onTaken(77, SwapAsking.PATIENCE_NS));
    }

    @Test
    void whoRefusesIsLeftOut() {
        asking.onForeseen(0);
        asking.onEngine(2, true, 0);
        assertEquals(List.of(new Action.Ask(Set.of(2))), asking.onAnswer(false, 0, 0));
        assertEquals(List.of(new Action.Hold()), asking.onEngine(0, false, 0));
    }

    @Test
    void whereNobodyHasIt_theStreamIsHeldAndTheDirectorAskedAgainLater() {
        asking.onForeseen(0);
        assertEquals(List.of(new Action.Hold()), asking.onEngine(0, false, 0));
        assertEquals(List.of(), asking.onForeseen(1));
        asking.onTick(SwapAsking.HOLD_NS);
        assertEquals(List.of(new Action.Ask(Set.of())), asking.onForeseen(SwapAsking.HOLD_NS));
    }

    @Test
    void whatDoesNotMoveIsForgottenAtTheOther() {
        asking.onForeseen(0);
        asking.onEngine(2, false, 0);
        asking.onAnswer(true, 0, 0);
        assertEquals(List.of(new Action.Cancel(2)), asking.onTick(SwapAsking.PATIENCE_NS));
    }

    // ---- the engine that has the whole -------------------------------------------------------------------------

    private static final Swap SWAP = Swap.newBuilder()
            .setFromSlot(1)
            .setSegment(3)
            .setSegmentStartTicks(30 * SECOND)
            .setArrivedTicks(36 * SECOND)
            .setArrivalRate(1.5)
            .build();

    private static Own own(long session, double at, double pace) {
        return new Own(session, "clip", 3, (long) (at * SECOND), pace, true);
    }

    private static Answer answer(boolean full, Own... consoles) {
        return SwapExchange.answer(SWAP, "clip", full, List.of(consoles), (program, segment) -> false);
    }

    @Test
    void withRoomNobodyIsReturned() {
        assertEquals(new Answer.Take(), answer(false, own(1, 31, 1)));
    }

    @Test
    void whoIsInsideWhatHasArrivedIsReturned() {
        assertEquals(new Answer.Exchange(2), answer(true, own(1, 35, 1), own(2, 33, 1), own(3, 33.5, 1)));
        assertEquals(new Answer.Refuse(), answer(true, own(1, 35, 1)), "too near its end");
        assertEquals(new Answer.Refuse(), answer(true, own(1, 31, 2)), "would overrun it");
        assertEquals(new Answer.Refuse(), answer(true, own(1, 31, -1)), "another scale stays");
        assertEquals(new Answer.Refuse(), answer(true, new Own(1, "clip", 3, 31 * SECOND, 1, false)), "can't move");
        assertEquals(new Answer.Refuse(), answer(true, new Own(1, "other", 3, 31 * SECOND, 1, true)));
        assertEquals(new Answer.Refuse(), answer(true));
    }

    @Test
    void whoPlaysWhatTheOtherHoldsWholeIsReturnedToo() {
        assertEquals(new Answer.Exchange(1), SwapExchange.answer(SWAP, "clip", true,
                List.of(new Own(1, "other", 9, 95 * SECOND, 1, true)),
                (program, segment) -> program.equals("other") && segment == 9));
    }

    // ---- foreseeing --------------------------------------------------------------------------------------------

    /** Two segments of 40 s, of which the second has arrived in part. */
    private static final class Half implements PlayoutSource {
        long arrived;

        @Override
        public int segments() {
            return 2;
        }

        @Override
        public PlayoutSegment segment(int index) {
            long start = index * LENGTH * SECOND;
            return new PlayoutSegment(Path.of("s"), 188_000, new Straight(start), () -> index == 0 ? 188_000 : arrived);
        }

        @Override
        public ChunkReader reader() {
            throw new AssertionError("nothing is read");
        }
    }

    private record Straight(long startTicks) implements TimeLine {
        @Override
        public long endTicks() {
            return startTicks + LENGTH * SECOND;
        }

        @Override
        public long timeAt(long offset) {
            return startTicks + LENGTH * SECOND * offset / 188_000;
        }

        @Override
        public long offsetAt(long ticks) {
            return (ticks - startTicks) * 188_000 / (LENGTH * SECOND) / 188 * 188;
        }

        @Override
        public long accessPointAt(long ticks) {
            return 0;
        }
    }

    @Test
    void anOverrunIsSeenSomeSecondsBefore() {
        OverrunWatch watch = new OverrunWatch();
        Half source = new Half();
        double foreseenAt = -1;
        double overrunAt = -1;
        // It arrives at 1.5, and is played at 4 from its start on, when 12 s of it are there.
        for (int i = 0; i < 100 && overrunAt < 0; i++) {
            double t = i * 0.2;
            source.arrived = (long) ((12 + 1.5 * t) / LENGTH * 188_000) / 188 * 188;
            double at = LENGTH + 4 * t;
            Optional<Danger> danger =
                    watch.look("clip", source, (long) (at * SECOND), 4, (long) (t * NS));
            if (danger.isPresent() && foreseenAt < 0) {
                foreseenAt = t;
                assertEquals(1, danger.get().segment());
                assertEquals(1.5, danger.get().rate(), 0.05);
                double due = t + danger.get().overrun().inNs() / 1e9;
                assertEquals(4.8, due, 0.2);
            }
            overrunAt = at >= LENGTH + 12 + 1.5 * t ? t : -1;
        }
        assertTrue(foreseenAt >= 0 && overrunAt - foreseenAt >= 2.5, foreseenAt + " before " + overrunAt);
    }

    @Test
    void whatArrivesFastEnoughIsNoDanger() {
        OverrunWatch watch = new OverrunWatch();
        Half source = new Half();
        for (int i = 0; i < 50; i++) {
            double t = i * 0.1;
            source.arrived = (long) ((1 + 1.5 * t) / LENGTH * 188_000) / 188 * 188;
            assertEquals(Optional.empty(),
                    watch.look("clip", source, (long) ((LENGTH + t) * SECOND), 1, (long) (t * NS)));
        }
    }

    @Test
    void whatIsElsewhereIsTheHandOversBusiness() {
        OverrunWatch watch = new OverrunWatch();
        Half source = new Half();
        for (int i = 0; i < 10; i++) {
            assertEquals(Optional.empty(), watch.look("clip", source, 9 * SECOND, 8, i * NS / 5));
        }
    }
}
