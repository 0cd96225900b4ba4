package io.mediachassis.blade.locate;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.blade.director.SegmentLocationTable;
import io.mediachassis.blade.os.Ipv4Endpoint;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drains the request queue: answers each datagram of a batch, and sends the answers with one system call. */
final class RequestThread implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestThread.class);

    private final RequestQueue queue;
    private final Locator locator;
    private final Forwarding forwarding;
    private final IntFunction<Ipv4Endpoint> engines;
    private final Supplier<SegmentLocationTable> table;
    private final BooleanSupplier director;
    private final Clock clock;
    private final Counts<LocateCounter> counts;
    private final byte[] request = new byte[1408];
    private volatile boolean stopping;

    RequestThread(
            RequestQueue queue,
            Locator locator,
            Forwarding forwarding,
            IntFunction<Ipv4Endpoint> engines,
            Supplier<SegmentLocationTable> table,
            BooleanSupplier director,
            Clock clock,
            Counts<LocateCounter> counts) {
        this.queue = queue;
        this.locator = locator;
        this.forwarding = forwarding;
        this.engines = engines;
        this.table = table;
        this.director = director;
        this.clock = clock;
        this.counts = counts;
    }

    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                RequestBatch batch = queue.take();
                if (batch != null) {
                    try {
                        answer(batch);
                    } catch (RuntimeException e) {
                        // One datagram must not end the service; that it could is a defect.
                        LOG.error("A locate request ended in a defect; please report it", e);
                    } finally {
                        queue.giveBack(batch);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(RequestBatch batch) {
        SegmentLocationTable now = table.get();
        boolean acting = director.getAsBoolean();
        long nowNs = clock.nanoTime();
        long lostBefore = batch.lost();
        for (int i = 0; i < batch.received(); i++) {
            int length = batch.request(i, request);
            Ipv4Endpoint asker = batch.asker(i);
            int reply = locator.answer(request, length, asker, now, acting, forwarding, nowNs);
            if (reply > 0) {
                batch.send(asker, locator.reply(), reply);
            }
            int forwarded = forwarding.flush((slot, sealed) ->
                    batch.send(engines.apply(slot), sealed, sealed.length));
            if (forwarded > 0) {
                counts.add(LocateCounter.FORWARDED, forwarded);
            }
        }
        batch.flush();
        long lost = batch.lost() - lostBefore;
        if (lost > 0) {
            counts.add(LocateCounter.REPLIES_LOST, lost);
        }
    }
}
