package io.mediachassis.sim.console.output;

import io.mediachassis.backplane.clock.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Writes media to a file or pipe, on a thread of its own: as it comes, or so that what reads it gets each
 * packet when its PCR says, a fixed time after it came.
 */
public final class MediaWriter implements Runnable {
    private static final int CHUNK = 7 * 188;
    private static final int UNPACED_CHUNK = 348 * 188;
    /** What comes behind a break may come so late without harm. */
    private static final long SLACK_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LATE_NS = TimeUnit.MILLISECONDS.toNanos(50);
    /** Who takes nothing for so long is paused, and goes on later from there. */
    private static final long PAUSED_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final MediaSource from;
    private final OutputStream to;
    private final boolean paced;
    private final long latencyNs;
    private final Clock clock;
    private final PcrPace pace = new PcrPace();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong stalls = new AtomicLong();
    private final LongConsumer broke;
    private volatile String error = "";

    /**
     * @param paced by the PCR
     * @param latencyNs that the first packet waits when paced
     * @param broke takes the number of a break once the first media behind it is out
     */
    public MediaWriter(
            MediaSource from, OutputStream to, boolean paced, long latencyNs, Clock clock, LongConsumer broke) {
        this.from = from;
        this.to = to;
        this.paced = paced;
        this.latencyNs = latencyNs;
        this.clock = clock;
        this.broke = broke;
    }

    @Override
    public void run() {
        try {
            if (paced) {
                paced();
            } else {
                asItComes();
            }
            to.flush();
        } catch (IOException e) {
            // A player that was closed is the usual case.
            error = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void asItComes() throws IOException, InterruptedException {
        byte[] chunk = new byte[UNPACED_CHUNK];
        long last = from.taken();
        for (int length = 0; length >= 0; length = from.take(chunk, chunk.length, MediaSource.WAIT_NS)) {
            write(chunk, length);
            last = length > 0 ? after(last) : last;
        }
    }

    /** What was written last is out, if it was the first behind a break. */
    private long after(long last) throws IOException {
        long now = from.taken();
        if (now != last) {
            to.flush();
            broke.accept(now);
        }
        return now;
    }

    private void paced() throws IOException, InterruptedException {
        byte[] chunk = new byte[CHUNK];
        boolean begun = false;
        long last = from.taken();
        int length = from.take(chunk, CHUNK, MediaSource.WAIT_NS);
        while (length >= 0) {
            if (length > 0) {
                if (from.taken() != last) {
                    begun = true;
                    pace.restart(Math.min(SLACK_NS, latencyNs));
                } else if (!begun) {
                    begun = true;
                    from.pause(latencyNs);
                }
                long now = clock.nanoTime();
                long wait = pace.due(chunk, 0, length, now) - now;
                if (wait > 0) {
                    to.flush();
                    from.pause(wait);
                }
                if (!from.dropped(from.taken())) {
                    long beforeNs = clock.nanoTime();
                    write(chunk, length);
                    last = after(last);
                    if (clock.nanoTime() - beforeNs > PAUSED_NS) {
                        pace.restart();
                    } else if (wait < -LATE_NS && from.held() == 0) {
                        // Nothing was here in time: a new latency is gathered rather than all that follows rushed.
                        stalls.incrementAndGet();
                        pace.restart();
                        from.pause(latencyNs);
                    }
                }
            }
            length = from.take(chunk, CHUNK, MediaSource.WAIT_NS);
        }
    }

    private void write(byte[] chunk, int length) throws IOException {
        to.write(chunk, 0, length);
        written.addAndGet(length);
    }

    /** Bytes written so far. */
    public long written() {
        return written.get();
    }

    /** Times that media was due and not here. */
    public long stalls() {
        return stalls.get();
    }

    /** Why it stopped writing; empty when it did not. */
    public String error() {
        return error;
    }
}
