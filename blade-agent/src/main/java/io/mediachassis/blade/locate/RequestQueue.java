package io.mediachassis.blade.locate;

import io.mediachassis.blade.os.UdpSocket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The bounded queue between the socket thread and the request threads, and the empty batches on their way back. */
final class RequestQueue implements AutoCloseable {
    /** With their datagrams some 10 ms of work. */
    static final int BATCHES = 16;

    private static final long LOOK_MS = 50;

    private final BlockingQueue<RequestBatch> filled = new ArrayBlockingQueue<>(BATCHES);
    private final BlockingQueue<RequestBatch> empty = new ArrayBlockingQueue<>(BATCHES);
    private final RequestBatch[] all = new RequestBatch[BATCHES];

    RequestQueue(UdpSocket socket) {
        for (int i = 0; i < BATCHES; i++) {
            all[i] = new RequestBatch(socket);
            giveBack(all[i]);
        }
    }

    /** An empty one to fill; null when the queue is full. */
    @Nullable RequestBatch empty() {
        return empty.poll();
    }

    /** There is a place for each batch that exists. */
    void add(RequestBatch batch) {
        if (!filled.offer(batch)) {
            throw new IllegalStateException("a batch was queued twice");
        }
    }

    /** The next filled one; null when none came for a while, to look whether to stop. */
    @Nullable RequestBatch take() throws InterruptedException {
        return filled.poll(LOOK_MS, TimeUnit.MILLISECONDS);
    }

    void giveBack(RequestBatch batch) {
        if (!empty.offer(batch)) {
            throw new IllegalStateException("a batch was given back twice");
        }
    }

    /** Frees the memory; once no thread has a batch any more. */
    @Override
    public void close() {
        for (RequestBatch batch : all) {
            batch.close();
        }
    }
}
