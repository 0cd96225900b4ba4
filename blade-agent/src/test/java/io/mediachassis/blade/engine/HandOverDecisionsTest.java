package io.mediachassis.blade.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.engine.HandOver.Action;
import io.mediachassis.blade.playout.HandOverPoint;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who sends the next segment, decided step by step. */
class HandOverDecisionsTest {
    private static final int OWN = 1;
    private static final HandOverPoint POINT = new HandOverPoint(27_000_000, 9, 90_000, 10, 13_160, Long.MAX_VALUE);

    private final HandOver stream = new HandOver(OWN, true);

    private static List<Action> ask(Integer... excluded) {
        return List.of(new Action.Ask(4, Set.of(excluded)));
    }

    @Test
    void anotherEngineIsPreloadedAndDirectedAtTheSegmentsEnd() {
        assertEquals(ask(), stream.onNearEnd(4, false));
        assertEquals(List.of(new Action.Preload(2, 4, false)), stream.onEngine(2, false));
        assertEquals(List.of(new Action.YieldBefore(4)), stream.onPreloaded(2, true));
        assertFalse(stream.onYielded(POINT, 77).isEmpty());
        assertTrue(stream.isOver());
    }

    @Test
    void thisEngineGoesOnWhereTheDirectorSaysSo() {
        stream.onNearEnd(4, true);
        assertEquals(List.of(), stream.onEngine(OWN, false));
        assertEquals(ask(), stream.onNearEnd(4, true), "and asks anew next time");
    }

    @Test
    void nearTheEndOfAnotherSegment_whatWasArrangedIsOff() {
        stream.onNearEnd(4, false);
        stream.onEngine(2, false);
        stream.onPreloaded(2, true);
        assertEquals(List.of(), stream.onNearEnd(4, false), "that one is arranged");
        // The fourth came here meanwhile, and was sent from here.
        assertEquals(
                List.of(new Action.Keep(), new Action.Release(2), new Action.Ask(5, Set.of())),
                stream.onNearEnd(5, false));
        assertEquals(5, stream.segment());
        assertEquals(List.of(new Action.Preload(3, 5, false)), stream.onEngine(3, false));
        assertEquals(List.of(new Action.Ask(6, Set.of())), stream.onNearEnd(6, false));
        assertEquals(List.of(new Action.Release(3)), stream.onPreloaded(3, true));
    }

    @Test
    void oneThatRefusesIsLeftOutOfTheNextQuestion() {
        stream.onNearEnd(4, false);
        stream.onEngine(2, false);
        assertEquals(ask(2), stream.onPreloaded(2, false));
        assertEquals(List.of(new Action.Preload(3, 4, false)), stream.onEngine(3, false));
    }

    @Test
    void oneThatGoesAfterItsPreloadIsReplacedAndTheStreamIsNotGivenUp() {
        stream.onNearEnd(4, false);
        stream.onEngine(2, false);
        stream.onPreloaded(2, true);
        assertEquals(List.of(new Action.Keep(), new Action.Ask(4, Set.of(2))), stream.onEngineGone(2));
        assertEquals(List.of(), stream.onEngineGone(2), "once is enough");
    }

    @Test
    void givenUpJustAsTheNextEngineWent_theStreamGoesOnAtAThird() {
        stream.onNearEnd(4, false);
        stream.onEngine(2, false);
        stream.onPreloaded(2, true);
        stream.onEngineGone(2);
        assertEquals(List.of(), stream.onYielded(POINT, 77));
        assertFalse(stream.isOver());
        stream.onEngine(3, false);
        assertEquals(List.of(new Action.Direct(3, POINT, 77)), stream.onPreloaded(3, true));
    }

    @Test
    void whereNobodyHasIt_itIsAskedAgainAndLostInTheEnd() {
        stream.onNearEnd(4, false);
        for (int i = 0; i < 299; i++) {
            assertEquals(List.of(new Action.AskLater()), stream.onEngine(0, false));
            assertEquals(ask(), stream.onRetry());
        }
        assertEquals(List.of(new Action.Lost(4)), stream.onEngine(0, false));
    }

    @Test
    void whereNobodyAnswersAndItIsHere_thisEngineGoesOn() {
        stream.onNearEnd(4, true);
        assertEquals(List.of(), stream.onEngine(0, false));
    }

    @Test
    void aStreamInAConnectionStaysAndTheSegmentComes() {
        HandOver interleaved = new HandOver(OWN, false);
        interleaved.onNearEnd(4, false);
        assertEquals(List.of(new Action.Fetch(2, 4)), interleaved.onEngine(2, false));
    }

    @Test
    void aSeekUndoesWhatWasArranged() {
        stream.onNearEnd(4, false);
        stream.onEngine(2, false);
        stream.onPreloaded(2, true);
        assertEquals(List.of(new Action.Keep(), new Action.Release(2)), stream.onPlayedElsewhere());
        assertEquals(ask(), stream.onNearEnd(4, false));
    }

    @Test
    void whoIsReadyTooLateNeedNotWait() {
        stream.onNearEnd(4, false);
        stream.onEngine(2, false);
        assertEquals(List.of(), stream.onPlayedElsewhere());
        assertEquals(List.of(new Action.Release(2)), stream.onPreloaded(2, true));
    }

    @Test
    void inASwap_theStreamMovesAsSoonAsItCan() {
        assertEquals(List.of(new Action.YieldSoon()), stream.onMove(2, 4, true));
        assertEquals(List.of(new Action.Direct(2, POINT, 77)), stream.onYielded(POINT, 77));
        assertTrue(stream.isOver());
    }

    @Test
    void inExchange_theOtherEngineIsToldFirst() {
        assertEquals(List.of(new Action.Preload(2, 4, true)), stream.onMove(2, 4, false));
        assertEquals(List.of(new Action.YieldSoon()), stream.onPreloaded(2, true));
        assertEquals(List.of(new Action.Direct(2, POINT, 77)), stream.onYielded(POINT, 77));
    }

    @Test
    void whereTheOtherEngineRefusesOrGoes_theStreamStays() {
        stream.onMove(2, 4, false);
        assertEquals(List.of(new Action.Keep()), stream.onPreloaded(2, false));
        stream.onMove(3, 4, true);
        assertEquals(List.of(new Action.Keep()), stream.onEngineGone(3));
        assertEquals(ask(), stream.onNearEnd(4, false), "and goes on as ever");
    }

    @Test
    void givenUpJustAsItWasToStay_theStreamGoesOnAtAThird() {
        stream.onMove(2, 4, true);
        stream.onEngineGone(2);
        assertEquals(ask(OWN), stream.onYielded(POINT, 77));
        stream.onEngine(3, false);
        assertEquals(List.of(new Action.Direct(3, POINT, 77)), stream.onPreloaded(3, true));
    }

    @Test
    void whatWasArrangedForTheSegmentsEnd_givesWayToASwap() {
        stream.onNearEnd(5, false);
        stream.onEngine(2, false);
        stream.onPreloaded(2, true);
        assertEquals(List.of(new Action.YieldSoon()), stream.onMove(3, 4, true));
        assertEquals(List.of(), stream.onEngineGone(2));
        assertEquals(List.of(new Action.Direct(3, POINT, 77)), stream.onYielded(POINT, 77));
    }
}
