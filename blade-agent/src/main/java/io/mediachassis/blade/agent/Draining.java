package io.mediachassis.blade.agent;

import io.mediachassis.backplane.proto.DrainReport;
import io.mediachassis.blade.director.DrainNeeds;
import io.mediachassis.blade.engine.DrainedStreams;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands this blade's work over while the active controller wants it out: it takes on nothing new (it is not in service,
 * which is all that the director goes by), moves its streams, and tells what is left. Copies of what the others lack are
 * the director's to order. A controller that says nothing any more wants nothing. Control loop,
 * unless said otherwise.
 */
final class Draining {
    private static final Logger LOG = LoggerFactory.getLogger(Draining.class);
    private static final long STEP_MS = 500;
    /** The active controller says it each second. */
    private static final long FORGOTTEN_NS = 6_000_000_000L;

    /** What of this blade's work is no stream of its engine and no segment. */
    record Other(IntSupplier connections, IntSupplier deliveries, IntSupplier distributions, IntSupplier multicast) {}

    private final Blade blade;
    private final DrainedStreams streams;
    private final Supplier<DrainNeeds> needs;
    private final Other other;
    private final Runnable changed;
    private volatile boolean wanted;
    private long heardNs;
    private volatile DrainReport last = DrainReport.getDefaultInstance();

    /**
     * @param needs what the others lack
     * @param changed runs when more or less is left, or this blade is wanted out or no more: tells everybody
     */
    Draining(Blade blade, DrainedStreams streams, Supplier<DrainNeeds> needs, Other other, Runnable changed) {
        this.blade = blade;
        this.streams = streams;
        this.needs = needs;
        this.other = other;
        this.changed = changed;
    }

    void start(ScheduledExecutorService control) {
        control.scheduleAtFixedRate(
                blade.watch().named("handing over", this::step), STEP_MS, STEP_MS, TimeUnit.MILLISECONDS);
    }

    /** Whether this blade is to go. */
    boolean wanted() {
        return wanted;
    }

    /** The active controller's word. */
    void onOrder(boolean out) {
        heardNs = blade.clock().nanoTime();
        if (out != wanted) {
            LOG.info(out ? "This blade is to go: its work is handed over" : "This blade stays");
            wanted = out;
            last = look();
            changed.run();
        }
    }

    /** What is left; empty: this blade is not to go. Any thread. */
    Optional<DrainReport> report() {
        return wanted ? Optional.of(last) : Optional.empty();
    }

    private void step() {
        if (!wanted) {
            return;
        }
        if (blade.clock().nanoTime() - heardNs >= FORGOTTEN_NS) {
            LOG.info("No controller wants this blade out any more");
            wanted = false;
            changed.run();
            return;
        }
        streams.move();
        DrainReport now = look();
        if (!now.equals(last)) {
            last = now;
            changed.run();
        }
    }

    private DrainReport look() {
        DrainNeeds lacking = needs.get();
        return DrainReport.newBuilder()
                .setStreams(streams.left())
                .setConnections(other.connections().getAsInt())
                .setSegments(lacking.tooFew())
                .setSegmentsOnlyHere(lacking.onlyHere())
                .setDeliveries(other.deliveries().getAsInt())
                .setDistributions(other.distributions().getAsInt())
                .setMulticast(other.multicast().getAsInt())
                .build();
    }
}
