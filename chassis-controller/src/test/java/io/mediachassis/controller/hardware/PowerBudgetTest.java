package io.mediachassis.controller.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.controller.hardware.LoadShed.Board;
import io.mediachassis.controller.hardware.LoadShed.Shed;
import io.mediachassis.controller.hardware.PowerBudget.Redundancy;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What PSUs may promise, and who goes when they can't hold it. */
class PowerBudgetTest {
    private static PowerBudget budget(Redundancy redundancy, int installed, int good) {
        return new PowerBudget(
                redundancy, Collections.nCopies(installed, 500), Collections.nCopies(good, 500));
    }

    @Test
    void keepsBackAsManyAsMayFail() {
        assertEquals(2000, budget(Redundancy.N, 4, 4).usableWatts());
        assertEquals(1500, budget(Redundancy.N_PLUS_1, 4, 4).usableWatts());
        assertEquals(1000, budget(Redundancy.N_PLUS_N, 4, 4).usableWatts());
        assertEquals(500, new PowerBudget(Redundancy.N_PLUS_1, List.of(500, 800), List.of(500, 800)).usableWatts());
        assertEquals(0, budget(Redundancy.N_PLUS_1, 1, 1).usableWatts(), "one alone can't fail");
    }

    @Test
    void aFailureThatWasProvidedForTakesNothingBack() {
        assertEquals(1500, budget(Redundancy.N_PLUS_1, 4, 3).usableWatts());
        assertEquals(1000, budget(Redundancy.N_PLUS_1, 4, 2).usableWatts());
        assertEquals(1000, budget(Redundancy.N_PLUS_N, 4, 2).usableWatts());
        assertTrue(budget(Redundancy.N_PLUS_1, 4, 4).redundant(1500));
        assertFalse(budget(Redundancy.N_PLUS_1, 4, 4).redundant(1501));
        assertFalse(budget(Redundancy.N_PLUS_1, 4, 3).redundant(100), "it is to be repaired");
    }

    private static Board board(int slot, boolean serves, boolean director) {
        return new Board(slot, 100, 60, serves, director, false, false);
    }

    @Test
    void whoServesNobodyGoesFirstAndTheDirectorLast() {
        List<Board> boards = List.of(board(1, true, false), board(2, false, false), board(3, true, false),
                board(4, true, true));
        assertEquals(List.of(), LoadShed.plan(boards, 500, 100));
        assertEquals(List.of(new Shed(2, false)), LoadShed.plan(boards, 499, 100));
        assertEquals(List.of(new Shed(2, false), new Shed(3, false)), LoadShed.plan(boards, 340, 100));
        assertEquals(List.of(new Shed(2, true), new Shed(3, true), new Shed(1, false)), LoadShed.plan(boards, 220, 100),
                "what the rail can't hold goes at once, and the rest hands over");
        assertEquals(4, LoadShed.plan(boards, 50, 100).size());
        assertEquals(4, LoadShed.plan(boards, 50, 100).get(3).slot());
    }

    @Test
    void whoHandsOverAnywayGoesFirst() {
        List<Board> boards = List.of(new Board(1, 100, 60, true, true, true, false), board(2, false, false),
                board(3, true, false));
        assertEquals(List.of(new Shed(1, false)), LoadShed.plan(boards, 300, 100));
        assertEquals(List.of(new Shed(1, false), new Shed(2, false)), LoadShed.plan(boards, 280, 100));
        assertEquals(List.of(new Shed(1, true), new Shed(2, false)), LoadShed.plan(boards, 250, 100));
    }

    @Test
    void whoIsOnTheWayOutNeedsNothingButStillDraws() {
        List<Board> boards = List.of(board(1, true, true), new Board(2, 100, 60, true, false, false, true));
        assertEquals(List.of(), LoadShed.plan(boards, 230, 100), "it has time to hand over");
        assertEquals(List.of(new Shed(2, true)), LoadShed.plan(boards, 210, 100), "it has not");
    }
}
