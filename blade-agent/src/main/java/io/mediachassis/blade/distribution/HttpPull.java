package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Pulls a stream by HTTP. A resource that has an end is gone on with where it broke off; one without begins anew. The
 * input's thread, but for {@link #silent}.
 */
final class HttpPull implements Reconnecting.Pull {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long SILENT_NS = 30_000_000_000L;
    private static final int READ_BYTES = 64 << 10;

    private final URI uri;
    private final HttpClient client;
    private final InputSink sink;
    private final Clock clock;
    private final Counts<DistributionCounter> counts;
    private long received;
    private long receivedBefore;
    private TsFeed feed;
    private volatile long heardNs;

    /** @param received bytes of it that are stored already */
    HttpPull(
            URI uri, long received, HttpClient client, InputSink sink, Clock clock, Counts<DistributionCounter> counts) {
        this.received = received;
        this.receivedBefore = received;
        this.feed = new TsFeed(sink, counts);
        this.uri = uri;
        this.client = client;
        this.sink = sink;
        this.clock = clock;
        this.counts = counts;
    }

    @Override
    public void connect(Reconnecting by) throws IOException, InterruptedException, DistributionRefused {
        receivedBefore = received;
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
        if (received > 0) {
            request.header("Range", "bytes=" + received + "-");
        }
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        heardNs = clock.nanoTime();
        try (InputStream in = response.body()) {
            boolean part = response.statusCode() == 206 && received > 0;
            if (response.statusCode() == 416 && received > 0) {
                return;
            } else if (response.statusCode() != 200 && !part) {
                throw new IOException("it answers " + response.statusCode());
            }
            if (received > 0 && !part && response.headers().firstValue("content-length").isPresent()) {
                throw new DistributionRefused(
                        409, uri + " broke off, and can't be gone on with: its server takes no ranges", "order it again");
            }
            by.opened(in);
            sink.onward(OnwardText.fields(response.headers().allValues(OnwardText.FIELD)));
            sink.trouble("");
            if (received > 0 && !part) {
                feed = new TsFeed(sink, counts);
                sink.connected();
            }
            read(in, by);
        } finally {
            by.opened(null);
        }
    }

    private void read(InputStream in, Reconnecting by) throws IOException, DistributionRefused {
        byte[] buffer = new byte[READ_BYTES];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            if (by.ended() || !sink.wanted()) {
                return;
            }
            received += n;
            feed.accept(ByteBuffer.wrap(buffer, 0, n));
            // After it, since the store may have held it up.
            heardNs = clock.nanoTime();
        }
        feed.finish();
    }

    @Override
    public boolean came() {
        return received > receivedBefore;
    }

    @Override
    public boolean silent(long nowNs) {
        return nowNs - heardNs > SILENT_NS;
    }
}
