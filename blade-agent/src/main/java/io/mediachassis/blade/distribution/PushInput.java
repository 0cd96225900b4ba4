package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.engine.HandoffStream;
import io.mediachassis.blade.http.HttpRefusal;
import io.mediachassis.blade.http.IngestDesk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One PUT of a content server, on its way into a distribution: the event loop gives it piece by piece, a thread takes it.
 * A PUT that ends properly ends the input; one that breaks off leaves it as silent, for another to go on.
 */
final class PushInput implements Input, IngestDesk.Intake {
    private static final int READ_BYTES = 64 << 10;

    private final HandoffStream body = new HandoffStream();
    private final CompletableFuture<Void> result = new CompletableFuture<>();
    private final InputSink sink;
    private final Counts<DistributionCounter> counts;
    private volatile boolean done;

    PushInput(InputSink sink, Counts<DistributionCounter> counts) {
        this.sink = sink;
        this.counts = counts;
    }

    /** Whether no more of it comes. */
    boolean done() {
        return done;
    }

    @Override
    public void run() {
        try (body) {
            TsFeed feed = new TsFeed(sink, counts);
            sink.connected();
            byte[] buffer = new byte[READ_BYTES];
            for (int n = body.read(buffer, 0, buffer.length); n >= 0; n = body.read(buffer, 0, buffer.length)) {
                feed.accept(ByteBuffer.wrap(buffer, 0, n));
            }
            feed.finish();
            done = true;
            sink.over();
            result.complete(null);
        } catch (DistributionRefused e) {
            done = true;
            sink.failed(e.text());
            result.completeExceptionally(new HttpRefusal(e.status(), e.text(), e.hint()));
        } catch (IOException e) {
            done = true;
            if (sink.wanted()) {
                counts.add(DistributionCounter.BREAKS);
                sink.trouble("the delivery broke off: " + e.getMessage());
            }
            result.completeExceptionally(new HttpRefusal(
                    503, "The delivery can't be taken: " + e.getMessage(), "chassisctl distribute list shows more"));
        }
    }

    @Override
    public CompletionStage<Void> write(ByteBuffer bytes) {
        // When the reader refuses, its reason is the answer, not that it stopped reading.
        return body.give(bytes)
                .handle((nothing, error) -> error == null ? CompletableFuture.<Void>completedFuture(null) : result)
                .thenCompose(stage -> stage);
    }

    @Override
    public CompletionStage<Void> finish() {
        body.finish();
        return result;
    }

    @Override
    public void abort(String reason) {
        body.breakOff(reason);
    }

    @Override
    public void close() {
        body.breakOff("the distribution was stopped");
    }
}
