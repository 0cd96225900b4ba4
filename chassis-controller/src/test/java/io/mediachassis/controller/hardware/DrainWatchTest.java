package io.mediachassis.controller.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.DrainReport;
import io.mediachassis.controller.hardware.DrainWatch.State;
import org.junit.jupiter.api.Test;

/** Whether a blade may go, with 10 s of patience for silence and 30 s for standing still. */
class DrainWatchTest {
    private static final long SECOND = 1_000_000_000L;

    private final DrainWatch drain = new DrainWatch(DrainWatch.Settings.DEFAULT, 0);

    private static DrainReport left(int segments, int only) {
        return DrainReport.newBuilder().setSegments(segments).setSegmentsOnlyHere(only).build();
    }

    @Test
    void goesOnceNothingIsLeft() {
        assertEquals(State.GOING, drain.look(2, SECOND));
        drain.onReport(left(2, 1), SECOND);
        assertEquals(State.GOING, drain.look(2, SECOND));
        assertEquals("2 segments with too few copies elsewhere", drain.progress());
        drain.onReport(left(0, 0), 3 * SECOND);
        assertEquals(State.DONE, drain.look(2, 3 * SECOND));
    }

    @Test
    void whatIsSaidBeforeAllHaveHeardWhoElseGoesDoesNotCount() {
        drain.onReport(left(0, 0), 2 * SECOND);
        assertEquals(State.GOING, drain.look(2, 6 * SECOND));
        drain.onBegin(4 * SECOND);
        drain.onReport(left(0, 0), 6 * SECOND);
        assertEquals(State.GOING, drain.look(2, 9 * SECOND));
        drain.onReport(left(2, 2), 7 * SECOND);
        assertEquals(State.GOING, drain.look(2, 9 * SECOND), "the other had the only copies beside its own");
        drain.onReport(left(0, 0), 9 * SECOND);
        assertEquals(State.DONE, drain.look(2, 9 * SECOND));
    }

    @Test
    void lessOfOneThingIsProgressThoughThereIsMoreOfAnother() {
        for (int second = 0; second < 100; second += 10) {
            drain.onReport(DrainReport.newBuilder()
                    .setSegments(20 - second / 10).setStreams(5 + second).build(), second * SECOND);
            assertEquals(State.GOING, drain.look(2, second * SECOND));
        }
        drain.onReport(DrainReport.newBuilder().setSegments(20).setStreams(6).build(), 100 * SECOND);
        assertEquals(State.REFUSED, drain.look(2, 121 * SECOND), "no less of anything than ever before");
    }

    @Test
    void whatWouldBeLostIsSaid() {
        drain.onReport(left(5, 3), 0);
        assertEquals(State.REFUSED, drain.look(1, 30 * SECOND));
        assertTrue(drain.why().contains("5 segments with too few copies elsewhere"), drain.why());
        assertTrue(drain.why().contains("no other blade has room"), drain.why());
        assertTrue(drain.why().contains("3 segments could not be played"), drain.why());
    }

    @Test
    void anAgentThatKnowsOfNoDrainHasItRefused() {
        drain.onReport(null, SECOND);
        assertEquals(State.GOING, drain.look(2, 9 * SECOND));
        assertEquals(State.REFUSED, drain.look(2, 10 * SECOND));
        assertTrue(drain.why().contains("agent does not say"), drain.why());
    }

    @Test
    void nobodyCanAskAnAgentThatIsGone() {
        drain.onReport(left(5, 0), 0);
        drain.onLink(false, SECOND);
        assertEquals(State.GOING, drain.look(2, 10 * SECOND), "it may be back");
        assertEquals(State.DONE, drain.look(2, 11 * SECOND));
    }

    @Test
    void anAgentThatIsGoneWithTheOnlyCopiesStays() {
        drain.onReport(left(5, 3), 0);
        drain.onLink(false, SECOND);
        assertEquals(State.GOING, drain.look(2, 10 * SECOND), "it may be back");
        assertEquals(State.REFUSED, drain.look(2, 11 * SECOND));
        assertTrue(drain.why().contains("no link any more; without it 3 segments"), drain.why());
    }

    @Test
    void whereAllLinksAreDownNobodyGoes() {
        drain.onReport(left(0, 0), 0);
        drain.onLink(false, SECOND);
        assertEquals(State.GOING, drain.look(0, 10 * SECOND), "the others may be back");
        assertEquals(State.REFUSED, drain.look(0, 11 * SECOND));
        assertEquals(DrainWatch.ONLY_BLADE, drain.why());
    }

    @Test
    void anAgentThatIsGoneWaitsForADirectorToo() {
        drain.onReport(left(0, 0), 0);
        drain.onLink(false, SECOND);
        drain.onDirector(false, true, 2 * SECOND);
        assertEquals(State.GOING, drain.look(2, 31 * SECOND));
        assertEquals(State.REFUSED, drain.look(2, 32 * SECOND));
    }

    @Test
    void theDirectorWaitsForAnother() {
        drain.onReport(left(0, 0), 0);
        drain.onDirector(true, false, 0);
        assertEquals(State.GOING, drain.look(2, 29 * SECOND));
        assertEquals(State.REFUSED, drain.look(2, 30 * SECOND));
        assertTrue(drain.why().contains("no other blade is fit"), drain.why());
        drain.onDirector(false, true, 31 * SECOND);
        assertEquals(State.GOING, drain.look(2, 60 * SECOND), "its successor has not accepted yet");
        drain.onDirector(false, false, 60 * SECOND);
        drain.onReport(left(0, 0), 60 * SECOND);
        assertEquals(State.DONE, drain.look(2, 60 * SECOND));
    }
}
