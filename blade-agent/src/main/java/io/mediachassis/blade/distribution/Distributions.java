package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DistributeReply;
import io.mediachassis.backplane.proto.DistributeStart;
import io.mediachassis.backplane.proto.DistributionRecord;
import io.mediachassis.backplane.proto.DistributionStatus;
import io.mediachassis.blade.http.HttpRefusal;
import io.mediachassis.blade.http.IngestDesk;
import io.mediachassis.blade.os.DirectOutput;
import io.mediachassis.blade.playout.ChunkReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All distributions of this blade. Orders are few and write to the disk: they are taken one after the other, on a thread
 * that may wait. {@link #statuses} is for any thread, and waits for nothing.
 */
public final class Distributions implements Distribution.Registry, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Distributions.class);
    private static final int TICK_MS = 50;

    private final Place place;
    private final Distribution.Setting setting;
    private final ScheduledExecutorService ticks;
    private final ExecutorService inputs;
    private final DistributionFolders folders;
    private final Inputs receivers;
    private final Counts<DistributionCounter> counts;
    private final Map<String, Distribution> all = new LinkedHashMap<>();
    private volatile List<Distribution> shown = List.of();

    /** A volume. */
    public record Volume(Path folder, DirectOutput.Turn turn) {}

    /**
     * Where it is.
     *
     * @param volumes at least one
     * @param room whether bytes can be stored
     * @param forget told of files that are deleted
     * @param ownAddress where unicast comes in, big-endian
     * @param interfaceIndex that groups are joined on; 0: the routing table chooses
     * @param seeds random numbers
     * @param publisher makes programs
     */
    public record Place(
            List<Volume> volumes, ChunkReader reader, StoreRoom room, Consumer<Path> forget, int ownAddress, int interfaceIndex,
            LongSupplier seeds, Publisher publisher) {}

    /** Whether bytes can be stored. */
    @FunctionalInterface
    public interface StoreRoom {
        /**
         * Asks.
         *
         * @throws IOException that says why not
         */
        void require(long bytes) throws IOException;
    }

    /** Makes programs of what was received. */
    @FunctionalInterface
    public interface Publisher {
        /**
         * Makes one; blocks.
         *
         * @param files transport packets, in order
         * @throws IOException that says why it can't be
         */
        void publish(String title, List<Path> files) throws IOException;
    }

    /**
     * Makes it, without any distribution; {@link #resume} goes on with those on the disk.
     *
     * @param ticks some threads
     * @param inputs a thread for each input, and for what blocks
     */
    public Distributions(
            Place place, DistributionRules rules, Sending sending, long storeLimit, Clock clock,
            ScheduledExecutorService ticks, ExecutorService inputs, Counts<DistributionCounter> counts) {
        this.place = place;
        this.ticks = ticks;
        this.inputs = inputs;
        this.counts = counts;
        this.setting = new Distribution.Setting(clock, rules, sending, storeLimit, this, counts);
        this.folders = new DistributionFolders(place);
        this.receivers = new Inputs(place, inputs, clock, counts);
    }

    // ---- orders --------------------------------------------------------------------------------------------------

    /** Begins one. Blocks. */
    public DistributeReply start(DistributeStart asked) {
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

    private void refused(DistributionRefused e) {
        counts.add(DistributionCounter.ORDERS_REFUSED);
        LOG.debug("A distribution is refused: {}", e.text());
    }

    private synchronized Distribution begin(DistributeStart asked) throws DistributionRefused {
        DistributeStart named = asked.getId().isEmpty() ? asked.toBuilder().setId(freeId()).build() : asked;
        Distribution before = all.get(named.getId());
        if (before != null && !before.done()) {
            throw new DistributionRefused(409, "there is a distribution " + named.getId() + " already",
                    "stop it, or give another name");
        }
        Order order = setting.rules().check(named, existing());
        if (order.onward().isEmpty() && order.title().isEmpty()
                && order.input() instanceof InputAddress.Datagrams) {
            throw new DistributionRefused(400, "it has neither an onward stream nor a title to be stored under",
                    "name a recipient, such as udp://192.0.2.7:5000;offset=30");
        }
        sameInput(order);
        if (before != null) {
            remove(before);
        }
        makeRoom();
        Distribution made = make(order);
        receive(made, true);
        counts.add(DistributionCounter.ORDERS);
        LOG.info("Distribution {}: {} to {} recipients", order.id(), order.inputText(), order.onward().size());
        return made;
    }

    private String freeId() {
        int number = 1;
        while (all.containsKey("d" + number)) {
            number++;
        }
        return "d" + number;
    }

    private List<DistributionRules.Existing> existing() {
        return all.values().stream()
                .filter(known -> !known.done())
                .map(known -> new DistributionRules.Existing(known.order().input(), known.order().onward()))
                .toList();
    }

    @Override
    public synchronized List<DistributionRules.Existing> others(Distribution than) {
        return all.values().stream()
                .filter(known -> known != than && !known.done())
                .map(known -> new DistributionRules.Existing(known.order().input(), known.order().onward()))
                .toList();
    }

    /** Two sockets of one address and port would share what comes. */
    private void sameInput(Order order) throws DistributionRefused {
        for (Distribution known : all.values()) {
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
        while (all.size() >= most) {
            Optional<Distribution> oldest = all.values().stream().filter(Distribution::done).findFirst();
            if (oldest.isEmpty()) {
                throw new DistributionRefused(503, "this blade has " + most + " distributions, as many as it may",
                        "stop one, order another blade, or raise distribution.orders");
            }
            remove(oldest.get());
        }
    }

    private Distribution make(Order order) throws DistributionRefused {
        DistributionRecord record = DistributionRecord.newBuilder()
                .setOrder(order.toProto())
                .setSeed(place.seeds().getAsLong())
                .build();
        try {
            return add(new Distribution(
                    order, record, List.of(), folders.create(order.id(), record), new PieceShelf(place.reader()), setting));
        } catch (IOException e) {
            throw new DistributionRefused(507, "the distribution can't be stored: " + e.getMessage(),
                    "free some space, or order another blade");
        }
    }

    private Distribution add(Distribution made) {
        all.put(made.id(), made);
        shown = List.copyOf(all.values());
        return made;
    }

    /** @param first it was ordered just now, and is refused where its input can't be had */
    private void receive(Distribution by, boolean first) throws DistributionRefused {
        Optional<Input> made = receivers.of(by.order().input(), by.storedFromStart(), by);
        if (made.isEmpty()) {
            tick(by);
            return;
        }
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
        by.receiveBy(input);
        inputs.execute(input);
        tick(by);
    }

    private void tick(Distribution of) {
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
    public synchronized DistributeReply stop(String id) {
        Distribution known = all.get(id);
        if (known == null) {
            return reply(new DistributionRefused(404, "There is no distribution " + Texts.shortened(id) + " on this blade",
                    "chassisctl distribute list shows them"));
        }
        DistributionStatus last = known.status();
        remove(known);
        LOG.info("Distribution {} is stopped", id);
        return DistributeReply.newBuilder()
                .setStatus(200)
                .setText("Distribution " + id + " is stopped")
                .setDistribution(last)
                .build();
    }

    private void remove(Distribution known) {
        all.remove(known.id());
        shown = List.copyOf(all.values());
        known.close();
        try {
            known.deleteAll();
        } catch (IOException e) {
            LOG.warn("The folder of distribution {} can't be deleted: {}", known.id(), e.getMessage());
        }
    }

    private static DistributeReply reply(DistributionRefused e) {
        return DistributeReply.newBuilder().setStatus(e.status()).setText(e.text()).setHint(e.hint()).build();
    }

    // ---- deliveries ------------------------------------------------------------------------------------------------

    /**
     * A content server begins to deliver. Where no distribution of that name waits for it, it begins one, with the onward
     * streams that it names. Blocks.
     *
     * @param onward values of the fields {@link OnwardText#FIELD}
     * @throws HttpRefusal with the reason
     */
    public synchronized IngestDesk.Intake push(String id, List<String> onward) throws HttpRefusal {
        try {
            List<Onward> streams = OnwardText.fields(onward);
            Distribution known = all.get(id);
            if (known == null || (known.done() && known.order().input() instanceof InputAddress.Push)) {
                DistributeStart.Builder order = DistributeStart.newBuilder().setId(id).setInput(InputAddress.PUSH);
                streams.forEach(stream -> order.addOnward(stream.toProto()));
                if (streams.isEmpty()) {
                    throw new DistributionRefused(400, "nothing says where " + id + " is to go",
                            "send " + OnwardText.FIELD + ": udp://192.0.2.7:5000;offset=30, or order it first");
                }
                known = begin(order.build());
            } else if (!(known.order().input() instanceof InputAddress.Push)) {
                throw new DistributionRefused(409, id + " has another input", "deliver under another name");
            } else if (known.ended() || (known.input() instanceof PushInput busy && !busy.done())) {
                throw new DistributionRefused(409, "distribution " + id + (known.ended() ? " has had its input"
                        : " is being delivered already"), "deliver under another name");
            } else {
                known.onward(streams);
            }
            PushInput delivery = new PushInput(known, counts);
            known.receiveBy(delivery);
            inputs.execute(delivery);
            return delivery;
        } catch (DistributionRefused e) {
            refused(e);
            throw new HttpRefusal(e.status(), e.text(), e.hint());
        }
    }

    // ---- the disk ----------------------------------------------------------------------------------------------------

    /** Goes on with what is on the disk. Blocks. */
    public synchronized void resume() {
        folders.all().forEach(this::resume);
    }

    private void resume(DistributionFolders.Found found) {
        DistributionRecord record = found.record();
        PieceStore store = found.store();
        try {
            Order order = setting.rules().check(record.getOrder(), existing());
            Distribution made = add(new Distribution(
                    order, record, store.recover(), store, new PieceShelf(place.reader()), setting));
            if (made.ended()) {
                tick(made);
            } else {
                receive(made, false);
            }
            counts.add(DistributionCounter.RESUMED);
            LOG.info("Distribution {} goes on with {} s of its input", made.id(), made.status().getDurationMs() / 1000);
        } catch (DistributionRefused e) {
            LOG.warn("The distribution in {} can't go on as configured now: {}", store.folder(), e.text());
        } catch (IOException e) {
            LOG.warn("The distribution in {} can't be gone on with: {}", store.folder(), e.getMessage());
        }
    }

    @Override
    public void publish(Distribution of, String title, List<Path> files) {
        inputs.execute(() -> {
            try {
                place.publisher().publish(title, files);
                of.published("");
            } catch (IOException | UncheckedIOException e) {
                of.published(String.valueOf(e.getMessage()));
            }
        });
    }

    // ---- any thread --------------------------------------------------------------------------------------------------

    public List<DistributionStatus> statuses() {
        List<DistributionStatus> list = new ArrayList<>();
        for (Distribution each : shown) {
            list.add(each.status());
        }
        return list;
    }

    /** Stops all; they go on after the next start. */
    @Override
    public void close() {
        List<Distribution> last = shown;
        shown = List.of();
        last.forEach(Distribution::close);
    }
}
