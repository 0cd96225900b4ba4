package io.mediachassis.sim.bench;

import io.mediachassis.blade.http.HttpDesk;
import io.mediachassis.blade.http.ProgramSummary;
import io.mediachassis.blade.http.SegmentSources;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The desk of an HTTP server that stands alone: what is not there is nowhere. */
public final class NothingElsewhere implements HttpDesk, SegmentSources {
    @Override
    public List<ProgramSummary> programs(String localAddress) {
        return List.of();
    }

    @Override
    public CompletionStage<Place> placeOf(String programId, String localAddress) {
        return CompletableFuture.completedFuture(new Place.NotFound());
    }

    @Override
    public List<InetSocketAddress> holders(String programId, int segment) {
        return List.of();
    }

    @Override
    public String token() {
        return "";
    }
}
