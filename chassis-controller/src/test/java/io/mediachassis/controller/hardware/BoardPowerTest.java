package io.mediachassis.controller.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.controller.hardware.BoardPower.Phase;
import org.junit.jupiter.api.Test;

/** The way of one board; each test begins with one that is due. */
class BoardPowerTest {
    private final BoardPower board = due();

    private static BoardPower due() {
        BoardPower board = new BoardPower();
        board.onPin(true);
        board.onStatus(false, true);
        return board;
    }

    @Test
    void goesStepByStep() {
        assertTrue(board.isDue(0));
        assertFalse(board.enrolled(0), "nobody asked for a token");
        board.begin();
        assertFalse(board.isDue(0));
        assertTrue(board.enrolled(10));
        assertFalse(board.overdue(100, 109));
        assertTrue(board.overdue(100, 110));
        board.onStatus(true, true);
        assertEquals(Phase.ON, board.phase());
        board.failed(500);
        assertEquals(Phase.ON, board.phase(), "an answer that came late takes no power");
        board.onStatus(false, true);
        assertTrue(board.isDue(20));
    }

    @Test
    void whatFailedWaits() {
        board.begin();
        board.failed(50);
        assertFalse(board.isDue(49));
        assertTrue(board.isDue(50));
    }

    @Test
    void theOperatorEndsAWaitAndOutlivesTheBoard() {
        board.off(50);
        board.operator(true);
        assertTrue(board.isDue(1));
        board.operator(false);
        board.onPin(false);
        board.onPin(true);
        board.onStatus(false, true);
        assertFalse(board.isDue(1));
        assertFalse(board.allowed());
    }

    @Test
    void aFenceEndsWhatIsUnderWayAndLeavesPowerToItsOrder() {
        board.begin();
        board.fence();
        assertEquals(Phase.OFF, board.phase());
        assertFalse(board.isDue(0));
        board.release();
        assertTrue(board.isDue(0));
        board.onStatus(true, true);
        board.fence();
        assertEquals(Phase.ON, board.phase(), "until its CBC says otherwise it draws power");
        assertFalse(board.wanted());
    }

    @Test
    void anotherBoardIsNotFencedForTheLastOne() {
        board.fence();
        board.watts(90);
        board.onPin(false);
        board.onPin(true);
        assertTrue(board.wanted());
        assertEquals(0, board.watts());
        assertFalse(board.isDue(0), "its CBC has not been heard");
    }

    @Test
    void aLostCbcHoldsItAndSoDoesASlotThatAsksForNothing() {
        board.onCbcLost();
        assertFalse(board.isDue(0));
        board.onStatus(false, false);
        assertFalse(board.isDue(0));
    }

    @Test
    void aShortageIsSaidOnce() {
        assertTrue(board.worthSaying());
        assertFalse(board.worthSaying());
        board.supplyChanged();
        assertTrue(board.worthSaying());
    }
}
