package io.mediachassis.sim.bench;

import io.mediachassis.blade.http.HttpDesk;
import io.mediachassis.blade.http.ProgramSummary;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The desk of an HTTP server that stands alone: what is not there is nowhere. */
final class NothingElsewhere implements HttpDesk {
    @Override
    public List<ProgramSummary> programs(String localAddress) {
        return List.of();
    }

    @Override
    public CompletionStage<Place> placeOf(String programId, String localAddress) {
        return CompletableFuture.completedFuture(new Place.NotFound());
    }
}
