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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls a stream by HTTP. A connection that breaks off or is silent for long is made again, after longer and longer
 * pauses; a resource that has an end is gone on with where it broke off.
 */
final class HttpPull implements Input {
    private static final Logger LOG = LoggerFactory.getLogger(HttpPull.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long SILENT_NS = 30_000_000_000L;
    private static final int READ_BYTES = 64 << 10;
    private static final int MOST_PAUSE_MS = 30_000;

    private final URI uri;
    private final HttpClient client;
    private final InputSink sink;
    private final Clock clock;
    private final Counts<DistributionCounter> counts;
    private long received;
    private TsFeed feed;
    private volatile long heardNs;
    private volatile @Nullable InputStream body;
    private final Pause pause;

    /** @param received bytes of it that are stored already */
    HttpPull(
            URI uri, long received, HttpClient client, InputSink sink, Clock clock, Counts<DistributionCounter> counts) {
        this.received = received;
        this.feed = new TsFeed(sink, counts);
        this.uri = uri;
        this.client = client;
        this.sink = sink;
        this.clock = clock;
        this.counts = counts;
        this.pause = new Pause(clock);
    }

    @Override
    public void run() {
        int pauseMs = 500;
        while (!pause.ended() && sink.wanted()) {
            long before = received;
            try {
                if (pull()) {
                    sink.over();
                    return;
                }
            } catch (DistributionRefused e) {
                sink.failed(e.text());
                return;
            } catch (IOException e) {
                LOG.debug("Pulling {} broke off", uri, e);
                if (!sink.wanted()) {
                    return;
                }
                counts.add(DistributionCounter.BREAKS);
                sink.trouble(uri + " broke off: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            pauseMs = received > before ? 500 : Math.min(MOST_PAUSE_MS, pauseMs * 2);
            pause.await(pauseMs);
        }
    }

    /** Returns true when it came to its end. */
    private boolean pull() throws IOException, InterruptedException, DistributionRefused {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
        if (received > 0) {
            request.header("Range", "bytes=" + received + "-");
        }
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        heardNs = clock.nanoTime();
        try (InputStream in = response.body()) {
            boolean part = response.statusCode() == 206 && received > 0;
            if (response.statusCode() == 416 && received > 0) {
                return true;
            } else if (response.statusCode() != 200 && !part) {
                throw new IOException("it answers " + response.statusCode());
            }
            if (received > 0 && !part && response.headers().firstValue("content-length").isPresent()) {
                throw new DistributionRefused(
                        409, uri + " broke off, and can't be gone on with: its server takes no ranges", "order it again");
            }
            body = in;
            sink.onward(OnwardText.fields(response.headers().allValues(OnwardText.FIELD)));
            sink.trouble("");
            if (received > 0 && !part) {
                feed = new TsFeed(sink, counts);
                sink.connected();
            }
            read(in);
            return true;
        } finally {
            body = null;
        }
    }

    private void read(InputStream in) throws IOException, DistributionRefused {
        byte[] buffer = new byte[READ_BYTES];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            if (pause.ended() || !sink.wanted()) {
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
    public void tick(long nowNs) {
        InputStream in = body;
        if (in != null && nowNs - heardNs > SILENT_NS) {
            shut(in);
        }
    }

    private static void shut(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            LOG.debug("A body that is given up", e);
        }
    }

    @Override
    public void close() {
        pause.end();
        InputStream in = body;
        if (in != null) {
            shut(in);
        }
    }
}
