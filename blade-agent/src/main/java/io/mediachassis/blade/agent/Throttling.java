package io.mediachassis.blade.agent;

import io.mediachassis.blade.engine.DrainedStreams;
import io.mediachassis.blade.engine.EngineStreams;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uses only as much of this blade's capacity as the active controller lets it, while it is too hot: new streams are
 * refused beyond that, and the director, which sees the capacity in the load report, sends them elsewhere. Those that run
 * go on. From {@value #MOVES} percent down they are handed to other engines as well, as many as are too many. A controller
 * that says nothing any more throttles nothing. Control loop, unless said otherwise.
 */
final class Throttling {
    private static final Logger LOG = LoggerFactory.getLogger(Throttling.class);
    private static final long STEP_MS = 500;
    /** The active controller says it each second; another one takes a few seconds to. */
    private static final long FORGOTTEN_NS = 10_000_000_000L;
    /** At and below this it is the last that can be done before it is switched off. */
    private static final int MOVES = 10;

    private final Blade blade;
    private final EngineStreams engine;
    private final DrainedStreams streams;
    private final Runnable changed;
    private volatile int percent = 100;
    private long heardNs;

    /** @param changed runs when it may use more or less: tells everybody */
    Throttling(Blade blade, EngineStreams engine, DrainedStreams streams, Runnable changed) {
        this.blade = blade;
        this.engine = engine;
        this.streams = streams;
        this.changed = changed;
    }

    void start(ScheduledExecutorService control) {
        control.scheduleAtFixedRate(
                blade.watch().named("throttling", this::step), STEP_MS, STEP_MS, TimeUnit.MILLISECONDS);
    }

    /** The active controller's word. */
    void onOrder(int wanted) {
        heardNs = blade.clock().nanoTime();
        set(Math.max(1, Math.min(100, wanted)));
    }

    /** How much of its capacity it may use, percent. Any thread. */
    int percent() {
        return percent;
    }

    private void step() {
        if (percent == 100) {
            return;
        }
        if (blade.clock().nanoTime() - heardNs >= FORGOTTEN_NS) {
            LOG.info("No controller throttles this blade any more");
            set(100);
        } else if (percent <= MOVES) {
            int tooMany = tooMany(engine.count(), engine.capacity(), engine.egressBps(), engine.capacityBps());
            if (tooMany > 0) {
                streams.move(tooMany);
            }
        }
    }

    /**
     * How many of its streams are too many, of the number or of the bit rate that it may send.
     *
     * @param bps of all streams, bit/s
     * @param mostBps that it may send, bit/s, at least 1
     */
    static int tooMany(int streams, int mostStreams, long bps, long mostBps) {
        int byRate = bps <= mostBps ? 0 : streams - (int) (streams * mostBps / bps);
        return Math.max(byRate, streams - mostStreams);
    }

    private void set(int now) {
        if (now != percent) {
            LOG.info(now < 100 ? "Too hot: only {} % of this blade's capacity is used" : "All of this blade's capacity is used", now);
            percent = now;
            engine.throttle(now);
            changed.run();
        }
    }
}
