package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.clock.Clock;
import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DistributeReply;
import io.mediachassis.backplane.proto.DistributeStart;
import io.mediachassis.backplane.proto.DistributionStatus;
import io.mediachassis.blade.http.HttpRefusal;
import io.mediachassis.blade.http.IngestDesk;
import io.mediachassis.blade.os.DirectOutput;
import io.mediachassis.blade.playout.ChunkReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The distribution server of this blade, for those outside. Orders are few and write to the disk: they are taken one after
 * the other, on a thread that may wait. {@link #statuses} is for any thread, and waits for nothing.
 */
public final class Distributions implements AutoCloseable {
    private final DistributionRegistry registry;
    private final DistributionOrders orders;
    private final Deliveries deliveries;
    private final Resuming resuming;

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
        registry = new DistributionRegistry(
                ticks, inputs, new Inputs(place, inputs, clock, counts), place.publisher());
        DistributionFolders folders = new DistributionFolders(place);
        Distribution.Setting setting =
                new Distribution.Setting(clock, rules, sending, place.reader(), storeLimit, registry, counts);
        orders = new DistributionOrders(registry, folders, place.seeds(), setting);
        deliveries = new Deliveries(registry, orders, counts);
        resuming = new Resuming(registry, folders, setting);
    }

    /** Begins one. Blocks. */
    public DistributeReply start(DistributeStart asked) {
        return orders.start(asked);
    }

    /** Stops one, and deletes what it stored. Blocks. */
    public DistributeReply stop(String id) {
        return orders.stop(id);
    }

    /**
     * A content server begins to deliver. Where no distribution of that name waits for it, it begins one, with the onward
     * streams that it names. Blocks.
     *
     * @param onward values of the fields {@link OnwardText#FIELD}
     * @throws HttpRefusal with the reason
     */
    public IngestDesk.Intake push(String id, List<String> onward) throws HttpRefusal {
        return deliveries.push(id, onward);
    }

    /** Goes on with what is on the disk. Blocks. */
    public void resume() {
        resuming.resume();
    }

    /** As they were at their last ticks. Any thread. */
    public List<DistributionStatus> statuses() {
        return registry.statuses();
    }

    /** Stops all; they go on after the next start. */
    @Override
    public void close() {
        registry.close();
    }
}
