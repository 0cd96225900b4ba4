package io.mediachassis.blade.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.blade.distribution.OnwardPlay.Action;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnwardPlayTest {
    private static final long MS = 1_000_000;
    private static final long EPOCH = 1_000_000 * MS;
    private static final long LEAST = 2_000;

    private static OnwardPlay play(String text) throws DistributionRefused {
        return new OnwardPlay(OnwardText.one(text), LEAST);
    }

    /** Steps each 50 ms; an input of so many pieces comes meanwhile. */
    private static List<Action> run(OnwardPlay play, PieceShelf shelf, int pieces, long fromMs, long toMs) {
        List<Action> all = new ArrayList<>();
        for (long ms = fromMs; ms < toMs; ms += 50) {
            while (shelf.end() < pieces && (shelf.end() + 1) * 500L <= ms) {
                int n = shelf.end();
                shelf.add(PieceShelf.Stored.of(PieceShelfTest.piece(n), Path.of("x")));
            }
            for (Action action : play.step(shelf, shelf.end() == pieces, EPOCH + ms * MS, EPOCH)) {
                if (action instanceof Action.Open open) {
                    assertTrue(ms * MS <= open.startNs() - EPOCH + 50 * MS || open.piece() > 0, "opened at " + ms);
                }
                all.add(action);
            }
        }
        return all;
    }

    private static List<Action.Open> opens(List<Action> actions) {
        return actions.stream().filter(Action.Open.class::isInstance).map(Action.Open.class::cast).toList();
    }

    @Test
    void beginsAtItsOffsetWhileTheInputGoesOn() throws Exception {
        PieceShelf shelf = PieceShelfTest.shelf(0, 0);
        List<Action> actions = run(play("udp://192.0.2.7:1;offset=5"), shelf, 1_000_000, 0, 20_000);
        Action.Open open = (Action.Open) actions.get(0);
        assertEquals(new Action.Open(0, 0, 0, open.endPiece(), 0, 0, 0, EPOCH + 5_000 * MS, EPOCH + 5_000 * MS, false), open);
        assertEquals(9, open.endPiece(), "of an input that has come 4.6 s");
        List<Action> rest = actions.subList(1, actions.size());
        assertEquals(30, rest.size(), "each piece that comes is told");
        for (Action action : rest) {
            Action.Follow follow = (Action.Follow) action;
            long dueNs = EPOCH + 5_000 * MS + follow.ticks() / 27 * 1000;
            assertTrue(Math.abs(follow.dueNs() - dueNs) <= 1_000, follow.toString());
        }
    }

    @Test
    void aSmallOffsetIsWhatTheStoreTakes() throws Exception {
        List<Action> actions = run(play("udp://192.0.2.7:1"), PieceShelfTest.shelf(0, 0), 100, 0, 3_000);
        assertEquals(EPOCH + LEAST * MS, opens(actions).get(0).startNs());
    }

    @Test
    void loopsAreFurtherPlaysBehindOneAnother() throws Exception {
        OnwardPlay play = play("udp://192.0.2.7:1;offset=3;loops=2");
        List<Action> actions = run(play, PieceShelfTest.shelf(0, 0), 20, 0, 40_000);
        List<Action.Open> opens = opens(actions);
        assertEquals(3, opens.size(), "the first and two more");
        for (int k = 0; k < 3; k++) {
            assertEquals(EPOCH + (3_000 + k * 10_000L) * MS, opens.get(k).startNs());
            assertEquals(k * 200L, opens.get(k).number(), "RTP goes on");
            assertEquals(k * 900_000L, opens.get(k).timestamp());
            assertEquals(k > 0, opens.get(k).marked());
            assertEquals(0, opens.get(k).piece());
        }
        assertEquals(3, actions.stream().filter(Action.Close.class::isInstance).count());
        assertTrue(play.over());
        assertEquals(Long.MAX_VALUE, play.neededFrom(EPOCH, EPOCH));
    }

    @Test
    void foreverIsForEver() throws Exception {
        OnwardPlay play = play("udp://192.0.2.7:1;offset=3;loops=forever");
        assertEquals(6, opens(run(play, PieceShelfTest.shelf(0, 0), 20, 0, 60_000)).size());
        assertEquals(0, play.neededFrom(EPOCH + 60_000 * MS, EPOCH));
    }

    @Test
    void afterARestartItGoesOnWhereItHasToBe() throws Exception {
        PieceShelf shelf = PieceShelfTest.shelf(0, 40);
        List<Action> actions = play("udp://192.0.2.7:1;offset=5").step(shelf, false, EPOCH + 20_260 * MS, EPOCH);
        Action.Open open = opens(actions).get(0);
        assertEquals(30, open.piece(), "15.26 s into the input");
        assertEquals(6, open.packet(), "of ten in half a second");
        assertEquals(306, open.number());
        assertEquals(EPOCH + 20_000 * MS, open.dueNs(), "of the piece's start");
    }

    @Test
    void afterARestartTheLoopGoesOn() throws Exception {
        PieceShelf shelf = PieceShelfTest.shelf(0, 20);
        OnwardPlay play = play("udp://192.0.2.7:1;offset=5;loops=forever");
        Action.Open open = opens(play.step(shelf, true, EPOCH + 37_000 * MS, EPOCH)).get(0);
        assertEquals(3, open.play());
        assertEquals(4, open.piece(), "2 s into the fourth play");
        OnwardPlay once = play("udp://192.0.2.7:1;offset=5;loops=1");
        assertEquals(List.of(), once.step(shelf, true, EPOCH + 37_000 * MS, EPOCH));
        assertTrue(once.over());
    }

    @Test
    void needsOnlyWhatIsStillToBeSent() throws Exception {
        OnwardPlay play = play("udp://192.0.2.7:1;offset=5");
        assertEquals(0, play.neededFrom(EPOCH + 4_000 * MS, EPOCH));
        assertEquals(2 * InputClock.SECOND, play.neededFrom(EPOCH + 7_000 * MS, EPOCH));
    }

    @Test
    void whatFailedIsBegunAgain() throws Exception {
        PieceShelf shelf = PieceShelfTest.shelf(0, 40);
        OnwardPlay play = play("udp://192.0.2.7:1;offset=5");
        assertEquals(1, opens(play.step(shelf, false, EPOCH + 10_000 * MS, EPOCH)).size());
        play.failed(0);
        assertEquals(12, opens(play.step(shelf, false, EPOCH + 11_000 * MS, EPOCH)).get(0).piece());
    }

    @Test
    void ofAShortInputNoPlayIsLeftOpen() throws Exception {
        OnwardPlay play = play("udp://192.0.2.7:1;offset=3;loops=9");
        List<Action> actions = run(play, PieceShelfTest.shelf(0, 0), 1, 0, 30_000);
        assertEquals(10, opens(actions).size());
        assertEquals(10, actions.stream().filter(Action.Close.class::isInstance).count());
        assertTrue(play.over());
        assertEquals(EPOCH + 12_000 * MS, opens(actions).get(9).startNs(), "a second each");
    }

    @Test
    void anInputOfNothingIsOver() throws Exception {
        OnwardPlay play = play("udp://192.0.2.7:1;offset=5");
        assertEquals(List.of(), play.step(PieceShelfTest.shelf(0, 0), true, EPOCH, EPOCH));
        assertTrue(play.over());
    }
}
