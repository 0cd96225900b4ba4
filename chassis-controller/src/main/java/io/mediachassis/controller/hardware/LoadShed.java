package io.mediachassis.controller.hardware;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which boards go when the PSUs give less than is promised: those first that hand over anyway, then those that serve
 * nobody, then those that do, and the director last; of each kind the one in the highest slot first, since slot order is the order of importance. A board
 * hands its work over first, unless more is drawn than there is: then the rail would collapse meanwhile. Pure; any thread.
 */
final class LoadShed {
    /**
     * A board that has power or is about to.
     *
     * @param needWatts what it can draw
     * @param drawnWatts what it draws
     * @param handsOver its operator or its handle lets it go, and it goes once nothing is left on it
     * @param leaving it is on its way out for sure, by a shed too: so it is counted as long as it draws, and needs nothing
     */
    record Board(int slot, int needWatts, int drawnWatts, boolean serves, boolean director, boolean handsOver, boolean leaving) {}

    /** @param now without handing over */
    record Shed(int slot, boolean now) {}

    private static final Comparator<Board> LEAST_IMPORTANT = Comparator.comparing(Board::handsOver)
            .reversed()
            .thenComparing(Board::director)
            .thenComparing(Board::serves)
            .thenComparing(Comparator.comparingInt(Board::slot).reversed());

    private LoadShed() {}

    /**
     * Whom to shed now, in order.
     *
     * @param goodWatts what the PSUs give
     * @param baseWatts what the chassis itself draws
     */
    static List<Shed> plan(List<Board> boards, int goodWatts, int baseWatts) {
        int promised = baseWatts;
        int drawn = baseWatts;
        for (Board board : boards) {
            promised += board.leaving() ? 0 : board.needWatts();
            drawn += board.drawnWatts();
        }
        List<Board> order = new ArrayList<>(boards);
        order.sort(LEAST_IMPORTANT);
        List<Shed> shed = new ArrayList<>();
        for (Board board : order) {
            boolean collapses = drawn > goodWatts;
            if (collapses || (promised > goodWatts && !board.leaving())) {
                shed.add(new Shed(board.slot(), collapses));
                promised -= board.leaving() ? 0 : board.needWatts();
                drawn -= collapses ? board.drawnWatts() : 0;
            }
        }
        return shed;
    }
}
