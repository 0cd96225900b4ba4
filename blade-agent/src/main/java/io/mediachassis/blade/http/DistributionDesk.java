package io.mediachassis.blade.http;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Takes streams in that go onward. Called on event loops, must not block; stages complete on any thread. */
@FunctionalInterface
public interface DistributionDesk {
    /**
     * A content server is about to deliver a stream.
     *
     * @param onward values of the request's fields {@code Onward-Stream}
     * @return fails with {@link HttpRefusal}: 400 fields that can't be, 403 not from there, 409 delivered already, 503 busy
     */
    CompletionStage<IngestDesk.Intake> begin(String id, List<String> onward, InetSocketAddress client);
}
