package io.mediachassis.blade.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.clock.SystemClock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.HoldingsPush;
import io.mediachassis.backplane.proto.LoadReport;
import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.DirectorCounter;
import io.mediachassis.blade.director.EngineChoice.Choice;
import io.mediachassis.blade.director.EngineChoice.Chosen;
import io.mediachassis.blade.director.Headroom.Use;
import io.mediachassis.blade.director.Headroom;
import io.mediachassis.blade.director.HotSegments.Ask;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.obtain.ObtainCounter;
import io.mediachassis.blade.obtain.Outlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Who waits for what comes from another station. */
class FarWaitingTest {
    private final Counts<ObtainCounter> counts = new Counts<>(ObtainCounter.class);
    private final FarWaiting waiting = new FarWaiting(
            new DirectorOffice(
                    1, Runnable::run, Optional::empty, slot -> Optional.empty(), () -> SegmentLocationTable.EMPTY, new Headroom(),
                    new Counts<>(DirectorCounter.class), new SystemClock()),
            counts);

    /** Of which engine 2 has the first part of segment 0. */
    private static SegmentLocationTable arriving() {
        return SegmentLocationTable.EMPTY
                .withReachable(2, true)
                .withLoad(2, LoadReport.newBuilder().setInService(true).setEgressCapacityBps(1_000_000_000).build())
                .withHoldings(2, HoldingsPush.newBuilder()
                        .addPrograms(ProgramHolding.newBuilder()
                                .setProgramId("film").setSegmentsTotal(4).addArrivingSegments(0))
                        .build());
    }

    @Test
    void theFirstPartIsEnoughForHttpToo_butNotForWhoWantsAllOfIt() {
        FarWaiting some = new FarWaiting(
                new DirectorOffice(
                        1, Runnable::run, Optional::empty, slot -> Optional.empty(), FarWaitingTest::arriving, new Headroom(),
                        new Counts<>(DirectorCounter.class), new SystemClock()),
                counts);
        Ask http = new Ask("film", 0, 0, Set.of(), Use.DOWNLOAD);
        assertEquals(2, some.served(http, false).map(choice -> ((Chosen) choice).engine().slot()).orElse(0));
        assertEquals(Optional.empty(), some.served(http, true));
    }

    @Test
    void httpClientsThatAskAgainAndAgainTakeNoConsolesPlace() {
        Ask http = new Ask("film", 3, 0, Set.of(), Use.DOWNLOAD);
        List<CompletionStage<Choice>> answers = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            answers.add(waiting.add(http, true));
        }
        waiting.add(new Ask("film", 4, 0, Set.of(), Use.DOWNLOAD), true);
        CompletionStage<Choice> console = waiting.add(new Ask("film", 3, 0, Set.of(), Use.STREAM), false);
        waiting.add(new Ask("film", 3, 0, Set.of(), Use.STREAM), false);
        assertFalse(console.toCompletableFuture().isDone());
        assertEquals(4, counts.get(ObtainCounter.WAITS), "each console has a place of its own");
        assertEquals(0, counts.get(ObtainCounter.REFUSED));
        waiting.step(id -> Outlook.NOT_NOW);
        assertTrue(answers.stream().allMatch(answer -> answer.toCompletableFuture().isDone()), "all are told");
    }
}
