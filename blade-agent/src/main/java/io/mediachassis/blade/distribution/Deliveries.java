package io.mediachassis.blade.distribution;

import io.mediachassis.backplane.counter.Counts;
import io.mediachassis.backplane.proto.DistributeStart;
import io.mediachassis.blade.http.HttpRefusal;
import io.mediachassis.blade.http.IngestDesk;
import java.util.List;

/**
 * Streams that content servers deliver by HTTP PUT. Any thread that may wait, which holds the monitor of the
 * {@link DistributionRegistry} meanwhile.
 */
final class Deliveries {
    private final DistributionRegistry registry;
    private final DistributionOrders orders;
    private final Counts<DistributionCounter> counts;

    /** @param orders begin what is delivered without having been ordered */
    Deliveries(DistributionRegistry registry, DistributionOrders orders, Counts<DistributionCounter> counts) {
        this.registry = registry;
        this.orders = orders;
        this.counts = counts;
    }

    /**
     * A content server begins to deliver. Where no distribution of that name waits for it, it begins one, with the onward
     * streams that it names. Blocks.
     *
     * @param onward values of the fields {@link OnwardText#FIELD}
     * @throws HttpRefusal with the reason
     */
    IngestDesk.Intake push(String id, List<String> onward) throws HttpRefusal {
        try {
            synchronized (registry) {
                Distribution known = takes(id, OnwardText.fields(onward));
                PushInput delivery = new PushInput(known.sink(), counts);
                registry.receive(known, delivery);
                return delivery;
            }
        } catch (DistributionRefused e) {
            orders.refused(e);
            throw new HttpRefusal(e.status(), e.text(), e.hint());
        }
    }

    /** The distribution that takes the delivery. */
    private Distribution takes(String id, List<Onward> streams) throws DistributionRefused {
        Distribution known = registry.get(id);
        if (known == null || (known.done() && known.order().input() instanceof InputAddress.Push)) {
            return orders.begin(ordered(id, streams));
        }
        if (!(known.order().input() instanceof InputAddress.Push)) {
            throw new DistributionRefused(409, id + " has another input", "deliver under another name");
        }
        if (known.ended() || (known.input() instanceof PushInput busy && !busy.done())) {
            throw new DistributionRefused(409, "distribution " + id + (known.ended() ? " has had its input"
                    : " is being delivered already"), "deliver under another name");
        }
        known.sink().onward(streams);
        return known;
    }

    /** What a delivery orders by itself. */
    private static DistributeStart ordered(String id, List<Onward> streams) throws DistributionRefused {
        if (streams.isEmpty()) {
            throw new DistributionRefused(400, "nothing says where " + id + " is to go",
                    "send " + OnwardText.FIELD + ": udp://192.0.2.7:5000;offset=30, or order it first");
        }
        DistributeStart.Builder order = DistributeStart.newBuilder().setId(id).setInput(InputAddress.PUSH);
        streams.forEach(stream -> order.addOnward(stream.toProto()));
        return order.build();
    }
}
