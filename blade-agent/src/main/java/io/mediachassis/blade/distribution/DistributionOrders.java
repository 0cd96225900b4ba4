package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DistributeReply;
import io.mediachassis.backplane.proto.DistributeStart;
import io.mediachassis.backplane.proto.DistributionRecord;
import io.mediachassis.backplane.proto.DistributionStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Orders to begin and to stop distributions. They write to the disk: any thread that may wait, which holds the monitor of
 * the {@link DistributionRegistry} meanwhile.
 */
final class DistributionOrders {
    private static final Logger LOG = LoggerFactory.getLogger(DistributionOrders.class);

    private final DistributionRegistry registry;
    private final DistributionFolders folders;
    private final LongSupplier seeds;
    private final Distribution.Setting setting;
    private final Counts<DistributionCounter> counts;

    /** @param seeds random numbers */
    DistributionOrders(
            DistributionRegistry registry, DistributionFolders folders, LongSupplier seeds, Distribution.Setting setting) {
        this.registry = registry;
        this.folders = folders;
        this.seeds = seeds;
        this.setting = setting;
        this.counts = setting.counts();
    }

    /** Begins one. Blocks. */
    DistributeReply start(DistributeStart asked) {
        try {
            Distribution begun = begin(asked);
            return DistributeReply.newBuilder()
                    .setStatus(200)
                    .setText("Distribution " + begun.id() + " of " + begun.order().onward().size()
                            + " onward streams waits for its input")
                    .setDistribution(begun.status())
                    .build();
        } catch (DistributionRefused e) {
            refused(e);
            return reply(e);
        }
    }

    /** Counts a refusal, whoever ordered. */
    void refused(DistributionRefused e) {
        counts.add(DistributionCounter.ORDERS_REFUSED);
        LOG.debug("A distribution is refused: {}", e.text());
    }

    /** Begins one, which waits for its input then. Blocks. */
    Distribution begin(DistributeStart asked) throws DistributionRefused {
        synchronized (registry) {
            DistributeStart named = asked.getId().isEmpty() ? asked.toBuilder().setId(freeId()).build() : asked;
            Distribution before = registry.get(named.getId());
            if (before != null && !before.done()) {
                throw new DistributionRefused(409, "there is a distribution " + named.getId() + " already",
                        "stop it, or give another name");
            }
            Order order = setting.rules().check(named, registry.others(null));
            if (order.onward().isEmpty() && order.title().isEmpty()
                    && order.input() instanceof InputAddress.Datagrams) {
                throw new DistributionRefused(400, "it has neither an onward stream nor a title to be stored under",
                        "name a recipient, such as udp://192.0.2.7:5000;offset=30");
            }
            sameInput(order);
            if (before != null) {
                registry.remove(before);
            }
            makeRoom();
            Distribution made = make(order);
            registry.add(made);
            registry.receive(made, true);
            counts.add(DistributionCounter.ORDERS);
            LOG.info("Distribution {}: {} to {} recipients", order.id(), order.inputText(), order.onward().size());
            return made;
        }
    }

    private String freeId() {
        int number = 1;
        while (registry.get("d" + number) != null) {
            number++;
        }
        return "d" + number;
    }

    /** Two sockets of one address and port would share what comes. */
    private void sameInput(Order order) throws DistributionRefused {
        for (Distribution known : registry.all()) {
            if (!known.ended() && order.input() instanceof InputAddress.Datagrams in
                    && known.order().input() instanceof InputAddress.Datagrams other
                    && in.port() == other.port() && in.group() == other.group()) {
                throw new DistributionRefused(409, order.inputText() + " is the input of distribution " + known.id()
                        + " already", "stop that, or take another port");
            }
        }
    }

    /** As many as are allowed, the one that begins included: what has long been over goes. */
    private void makeRoom() throws DistributionRefused {
        int most = setting.rules().limits().orders();
        while (registry.all().size() >= most) {
            Optional<Distribution> oldest = registry.all().stream().filter(Distribution::done).findFirst();
            if (oldest.isEmpty()) {
                throw new DistributionRefused(503, "this blade has " + most + " distributions, as many as it may",
                        "stop one, order another blade, or raise distribution.orders");
            }
            registry.remove(oldest.get());
        }
    }

    private Distribution make(Order order) throws DistributionRefused {
        DistributionRecord record = DistributionRecord.newBuilder()
                .setOrder(order.toProto())
                .setSeed(seeds.getAsLong())
                .build();
        try {
            return new Distribution(order, record, List.of(), folders.create(order.id(), record), setting);
        } catch (IOException e) {
            throw new DistributionRefused(507, "the distribution can't be stored: " + e.getMessage(),
                    "free some space, or order another blade");
        }
    }

    /** Stops one, and deletes what it stored. Blocks. */
    DistributeReply stop(String id) {
        synchronized (registry) {
            Distribution known = registry.get(id);
            if (known == null) {
                return reply(new DistributionRefused(404,
                        "There is no distribution " + Texts.shortened(id) + " on this blade",
                        "chassisctl distribute list shows them"));
            }
            DistributionStatus last = known.status();
            registry.remove(known);
            LOG.info("Distribution {} is stopped", id);
            return DistributeReply.newBuilder()
                    .setStatus(200)
                    .setText("Distribution " + id + " is stopped")
                    .setDistribution(last)
                    .build();
        }
    }

    private static DistributeReply reply(DistributionRefused e) {
        return DistributeReply.newBuilder().setStatus(e.status()).setText(e.text()).setHint(e.hint()).build();
    }
}
