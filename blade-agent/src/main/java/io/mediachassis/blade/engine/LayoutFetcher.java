package io.mediachassis.blade.engine;

import io.mediachassis.blade.hls.LayoutFetch;
import io.mediachassis.blade.http.SegmentSources;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks other engines over HTTP, with this engine's token, one after the other until one answers. Any thread. */
public final class LayoutFetcher implements LayoutFetch {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SegmentSources sources;

    /** Made when first needed: its classes and its thread would make each start longer, and most agents never ask. */
    private static final class Client {
        static final HttpClient HTTP = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();

        private Client() {}
    }

    /** @param sources which engines hold what */
    public LayoutFetcher(SegmentSources sources) {
        this.sources = sources;
    }

    @Override
    public CompletionStage<String> layouts(String programId, int segment) {
        return ask(programId, sources.holders(programId, segment));
    }

    private CompletionStage<String> ask(String programId, List<InetSocketAddress> holders) {
        if (holders.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new IOException("no engine in reach can be asked about " + programId));
        }
        InetSocketAddress first = holders.get(0);
        URI uri = URI.create("http://" + first.getAddress().getHostAddress() + ":" + first.getPort() + "/programs/"
                + programId + "/layouts.json");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + sources.token())
                .build();
        return Client.HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .handle((answer, error) -> error == null && answer.statusCode() == 200
                        ? CompletableFuture.<String>completedFuture(answer.body())
                        : ask(programId, holders.subList(1, holders.size())))
                .thenCompose(next -> next);
    }
}
