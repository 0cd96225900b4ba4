package io.mediachassis.snmp.daemon;

import io.mediachassis.backplane.link.Link;
import io.mediachassis.backplane.proto.Envelope;
import io.mediachassis.backplane.proto.UnitOrder;
import io.mediachassis.backplane.proto.UnitOrderReply;
import io.mediachassis.snmp.order.UnitOrders;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Orders to the unit by the link to the controller, while there is one. Any thread. */
final class LinkOrders implements UnitOrders {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final AtomicReference<@Nullable Link> link = new AtomicReference<>();

    void up(Link now) {
        link.set(now);
    }

    void down(Link was) {
        link.compareAndSet(was, null);
    }

    @Override
    public CompletableFuture<UnitOrderReply> give(UnitOrder order) {
        Link current = link.get();
        return current == null
                ? UnitOrders.NONE.give(order)
                : current.request(Envelope.newBuilder().setUnitOrder(order), PATIENCE).thenApply(Envelope::getUnitOrderReply);
    }
}
