package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.proto.DistributionStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The distributions that this blade has, in the order in which they began, and what keeps them going: ticks, and a thread
 * for each input. Whoever takes an order, a delivery or a restart holds its monitor throughout, so that these come one
 * after the other; {@link #statuses} and {@link #publish} are for any thread, and wait for nothing.
 */
final class DistributionRegistry implements Distribution.Registry {
    private static final Logger LOG = LoggerFactory.getLogger(DistributionRegistry.class);
    private static final int TICK_MS = 50;

    private final ScheduledExecutorService ticks;
    private final ExecutorService inputs;
    private final Inputs receivers;
    private final Distributions.Publisher publisher;
    private final Map<String, Distribution> all = new LinkedHashMap<>();
    private volatile List<Distribution> shown = List.of();

    /**
     * Has none yet.
     *
     * @param ticks some threads
     * @param inputs a thread for each input, and for what blocks
     */
    DistributionRegistry(
            ScheduledExecutorService ticks, ExecutorService inputs, Inputs receivers, Distributions.Publisher publisher) {
        this.ticks = ticks;
        this.inputs = inputs;
        this.receivers = receivers;
        this.publisher = publisher;
    }

    // ---- with the monitor ----------------------------------------------------------------------------------------

    @Nullable Distribution get(String id) {
        return all.get(id);
    }

    /** All, those that are over included. */
    Collection<Distribution> all() {
        return all.values();
    }

    void add(Distribution made) {
        all.put(made.id(), made);
        shown = List.copyOf(all.values());
    }

    /**
     * Has it receive its input, and ticks it from now on; where a content server delivers it waits for that.
     *
     * @param first it was ordered just now, and goes where its input can't be had
     * @throws DistributionRefused when it goes
     */
    void receive(Distribution by, boolean first) throws DistributionRefused {
        Optional<Input> made = receivers.of(by.order().input(), by.storedFromStart(), by.sink());
        if (made.isPresent()) {
            Input input = made.get();
            if (first) {
                try {
                    input.prepare();
                } catch (IOException e) {
                    remove(by);
                    throw new DistributionRefused(409, by.order().inputText() + " can't be received: " + e.getMessage(),
                            "take another port or group");
                }
            }
            receive(by, input);
        }
        tick(by);
    }

    /** Has it receive by that. */
    void receive(Distribution by, Input input) {
        by.receiveBy(input);
        inputs.execute(input);
    }

    /** Ticks it from now on, until it is removed. */
    void tick(Distribution of) {
        var unused = ticks.schedule(() -> {
            if (shown.contains(of)) {
                try {
                    of.tick();
                } catch (RuntimeException e) {
                    LOG.error("Distribution {} failed in a way that should not be", of.id(), e);
                }
                tick(of);
            }
        }, TICK_MS, TimeUnit.MILLISECONDS);
    }

    /** Stops one, and deletes what it stored. Blocks. */
    void remove(Distribution known) {
        all.remove(known.id());
        shown = List.copyOf(all.values());
        known.close();
        try {
            known.deleteAll();
        } catch (IOException e) {
            LOG.warn("The folder of distribution {} can't be deleted: {}", known.id(), e.getMessage());
        }
    }

    // ---- any thread ----------------------------------------------------------------------------------------------

    @Override
    public synchronized List<DistributionRules.Existing> others(@Nullable Distribution than) {
        return all.values().stream()
                .filter(known -> known != than && !known.done())
                .map(Distribution::existing)
                .toList();
    }

    @Override
    public void publish(Distribution of, String title, List<Path> files) {
        inputs.execute(() -> {
            try {
                publisher.publish(title, files);
                of.published("");
            } catch (IOException | UncheckedIOException e) {
                of.published(String.valueOf(e.getMessage()));
            }
        });
    }

    /** As they were at their last ticks. */
    List<DistributionStatus> statuses() {
        List<DistributionStatus> list = new ArrayList<>();
        for (Distribution each : shown) {
            list.add(each.status());
        }
        return list;
    }

    /** Stops all; their files stay. */
    void close() {
        List<Distribution> last = shown;
        shown = List.of();
        last.forEach(Distribution::close);
    }
}
